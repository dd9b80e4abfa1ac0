#!/usr/bin/env bash
# `make soak`: fifty clients call twenty servers through the gateway while half of the servers crash. Every answer is checked against
# its question, and memory, descriptors and processes may not grow.
#
#   scripts/soak.sh [--minutes N] [--clients N] [--crash-every N] [--seed N] [--profile dist]
#
# SOAK="--minutes 60" hands options to `make soak`. Results: target/bench/soak.json and soak.log, the gateway's own words.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

profile=release options=()
while [ $# -gt 0 ]; do
    case $1 in
        --profile) profile=$2 && shift 2 ;;
        --minutes | --clients | --crash-every | --seed) options+=("$1" "$2") && shift 2 ;;
        *) sed -n 's/^# *\(scripts\/soak.sh .*\)/usage: \1/p' "$0" >&2 && exit 2 ;;
    esac
done

scripts/setup.sh run
# shellcheck source=scripts/env.sh
. scripts/env.sh
for part in build limits; do
    # shellcheck source=/dev/null
    . "scripts/bench/$part.sh"
done

build_programs "$profile"
raise_descriptors
mkdir -p target/bench
"$bin/bench" soak --programs "$bin" --json target/bench/soak.json --log target/bench/soak.log "${options[@]}"
