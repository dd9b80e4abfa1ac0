#!/usr/bin/env bash
# `make test`: runs the suites that are named (rust, e2e) and adds up their own counts.
# Every suite runs, whatever the one before it did; the very last line is "N passed, M failed".
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

passed=0
failed=0
summary=()

# count NAME PASSED FAILED
count() {
    passed=$((passed + $2))
    failed=$((failed + $3))
    summary+=("$(printf '%-12s %5d passed, %d failed' "$1" "$2" "$3")")
}

finish() {
    echo
    [ ${#summary[@]} -eq 0 ] || printf '%s\n' "${summary[@]}"
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
    exit
}

if ! scripts/setup.sh test; then
    count setup 0 1
    finish
fi
# shellcheck source=scripts/env.sh
. scripts/env.sh
for part in rust doc e2e; do
    # shellcheck source=/dev/null
    . "scripts/test/$part.sh"
done

for suite in "$@"; do
    echo
    echo "== $suite"
    "suite_$suite"
done
finish
