#!/usr/bin/env bash
# `make bench`: what the gateway costs, beside its upstream alone and beside nginx in front of the same upstream; then single numbers of
# gateways of their own.
#
#   scripts/bench.sh [--quick] [--rounds N] [--seconds N] [--connections "1 8 32"] [--peers "direct nginx ..."] [--figures "start claim ..."] [--profile dist]
#
# Everything runs on loopback ports of the system's choice and is ended by process id. Results: target/bench/.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

rounds=3 seconds=8 connections="1 8 32" peers="direct nginx metamcp-http metamcp-stdio" profile=release
figures="start claim sessions streams lists search chain audit" quick=
while [ $# -gt 0 ]; do
    case $1 in
        --quick) rounds=1 seconds=2 quick=--quick && shift ;;
        --rounds) rounds=$2 && shift 2 ;;
        --seconds) seconds=$2 && shift 2 ;;
        --connections) connections=$2 && shift 2 ;;
        --peers) peers=$2 && shift 2 ;;
        --figures) figures=$2 && shift 2 ;;
        --profile) profile=$2 && shift 2 ;;
        *) sed -n 's/^# *\(scripts\/bench.sh .*\)/usage: \1/p' "$0" >&2 && exit 2 ;;
    esac
done

scripts/setup.sh run
# shellcheck source=scripts/env.sh
. scripts/env.sh
for part in setup/lib setup/debian setup/nginx setup/postgres bench/build bench/limits bench/peers bench/postgres bench/figures; do
    # shellcheck source=/dev/null
    . "scripts/$part.sh"
done
case " $peers " in *" nginx "*) step nginx nginx_ready install_nginx "install nginx, or leave it out with --peers" ;; esac
case " $figures " in *" audit "*) setup_postgres ;; esac

build_programs "$profile"
raise_descriptors
results=target/bench
rm -rf "$results/rounds" "$results/figures" && mkdir -p "$results/rounds" "$results/figures"

work=$(mktemp -d)
started=()
trap stop_all EXIT
trap 'exit 130' INT TERM

start_upstream
for peer in $peers; do
    case $peer in
        direct) ;;
        nginx) start_nginx ;;
        metamcp-*) [ -n "${metamcp_pid:-}" ] || start_metamcp ;;
        *) echo "unknown peer $peer: direct, nginx, metamcp-http or metamcp-stdio" >&2 && exit 2 ;;
    esac
done

# Interleaved: what disturbs the machine for a while disturbs every peer alike.
run=0
for round in $(seq "$rounds"); do
    for count in $connections; do
        for peer in $peers; do
            run=$((run + 1))
            file=$results/rounds/$(printf '%03d' "$run")-$peer-$count.json
            # shellcheck disable=SC2046
            "$bin/bench" load --json --peer "$peer" --connections "$count" --seconds "$seconds" $(target_of "$peer") >"$file"
            printf 'round %d, %2d connections, %-13s %8d calls\n' "$round" "$count" "$peer" "$(field calls "$file")"
        done
    done
done

# Those above would disturb them.
stop_peers
# shellcheck disable=SC2086
measure_figures "$results/figures" $figures

echo
"$bin/bench" report "$results/rounds" --figures "$results/figures" --json "$results/report.json" --markdown "$results/report.md" \
    --note "$(date -u +%Y-%m-%d), commit $(git rev-parse --short HEAD 2>/dev/null || echo unknown), profile $profile, $rounds rounds of ${seconds}s" \
    --note "$(machine)" --note "$(nginx -v 2>&1 | sed 's/^nginx version: //'), $(rustc --version)"
echo
echo "Written: $results/report.md, $results/report.json"
