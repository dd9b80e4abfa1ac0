#!/usr/bin/env bash
# `make fuzz`: everything that reads what strangers send gets its corpus, mutations of it and noise, two targets at a time.
#
#   FUZZ_SECONDS=600         how long each target runs
#   FUZZ_TARGET="sse accept" only these
#   FUZZ_SEED=1              the same cases again, where the corpus is the same too
#   FUZZ_KEEP=1              inputs that made something new happen are added to the corpus
#
# What breaks a target is written, as small as it gets, to server/gateway/corpus/<target>, and makes this fail.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/setup.sh run
# shellcheck source=scripts/env.sh
. scripts/env.sh

echo "Building (profile fuzz) ..."
built=$(cargo test --quiet --profile fuzz -p gateway --lib --no-run --message-format json)
binary=$(sed -n 's/.*"executable":"\([^"]*\)".*/\1/p' <<<"$built" | tail -n 1)
all=$("$binary" --list | sed -n 's/^\(.*::fuzz::\([a-z_]*\)\): test$/\2 \1/p')
chosen=$(while read -r name test; do
    case " ${FUZZ_TARGET:-$name} " in *" $name "*) echo "$name $test" ;; esac
done <<<"$all")
if [ -z "$chosen" ]; then
    echo "no target has the name ${FUZZ_TARGET:-}; there are:" $(cut -d ' ' -f 1 <<<"$all") >&2
    exit 2
fi

# one NAME TEST   A target in a process of its own, so that one that aborts ends no other.
one() {
    local log=$logs/$1.log
    if "$binary" --exact "$2" --nocapture >"$log" 2>&1; then
        sed -n "s/.*\(\<$1: [0-9]* cases.*\)/\1/p" "$log"
    else
        echo "$1: FINDING"
        sed -n '/panicked at/,$p' "$log"
        return 1
    fi
}
export -f one

logs=target/fuzz/logs
mkdir -p "$logs"
export binary logs FUZZ_SECONDS="${FUZZ_SECONDS:-600}" RUST_BACKTRACE=0
echo "Running each for ${FUZZ_SECONDS}s ..."
# xargs itself fails when one of them does.
xargs -P 2 -L 1 bash -c 'one "$@"' one <<<"$chosen"
