# shellcheck shell=bash
# The examples in the documentation of the crates.

suite_doc() {
    local log=target/doctest.log status passed failed
    cargo test --doc --no-fail-fast 2>&1 | tee "$log"
    status=${PIPESTATUS[0]}
    passed=$(sum_of passed "$log")
    failed=$(sum_of failed "$log")
    [ "$status" -eq 0 ] || [ "$failed" -gt 0 ] || failed=1
    count doc "$passed" "$failed"
}

# sum_of passed|failed LOG   Adds up libtest's "test result:" lines.
sum_of() {
    sed -n "s/^test result: .* \([0-9]*\) $1;.*/\1/p" "$2" | awk '{ sum += $1 } END { print sum + 0 }'
}
