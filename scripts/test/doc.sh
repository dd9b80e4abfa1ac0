# shellcheck shell=bash
# The examples in the documentation of the crates.

suite_doc() {
    local log=target/doctest.log status good bad
    cargo test --doc --no-fail-fast 2>&1 | tee "$log"
    status=${PIPESTATUS[0]}
    good=$(sum_of passed "$log")
    bad=$(sum_of failed "$log")
    [ "$status" -eq 0 ] || [ "$bad" -gt 0 ] || bad=1
    count doc "$good" "$bad"
}

# sum_of passed|failed LOG   Adds up libtest's "test result:" lines.
sum_of() {
    sed -n "s/^test result: .* \([0-9]*\) $1;.*/\1/p" "$2" | awk '{ sum += $1 } END { print sum + 0 }'
}
