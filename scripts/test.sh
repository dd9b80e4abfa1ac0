#!/usr/bin/env bash
# `make test`: runs the suites that are named (rust, e2e, conformance) and adds up their own counts.
# Every suite runs, whatever the one before it did; the very last line is "N passed, M failed".
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit

passed=0
failed=0
server_built=no
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
# shellcheck source=scripts/test/rust.sh
. scripts/test/rust.sh
# shellcheck source=scripts/test/doc.sh
. scripts/test/doc.sh
# shellcheck source=scripts/test/e2e.sh
. scripts/test/e2e.sh
# shellcheck source=scripts/test/packages.sh
. scripts/test/packages.sh
# shellcheck source=scripts/setup/lib.sh
. scripts/setup/lib.sh
# shellcheck source=scripts/test/conformance.sh
. scripts/test/conformance.sh

for suite in "$@"; do
    echo
    echo "== $suite"
    "suite_$suite"
done
finish
