# shellcheck shell=bash
# The Rust tests, one process each (.config/nextest.toml), then the examples in the documentation.

suite_rust() {
    local report=target/nextest/default/junit.xml
    rm -f "$report"
    # The binaries in the same call: the tests start them, and apart they would resolve to other features.
    cargo build --bins --tests && {
        server_built=yes
        cargo nextest run --no-fail-fast --no-tests=pass
    }
    count_junit rust $? "$report"
    suite_doc
}

# count_junit NAME STATUS FILE
# A run that ended badly without a failed test (it did not compile, it was interrupted) is one failure.
count_junit() {
    local name=$1 status=$2 file=$3 head total=0 bad=0
    if [ -f "$file" ]; then
        head=$(grep -m 1 '<testsuites ' "$file")
        total=$(attribute tests "$head")
        bad=$(($(attribute failures "$head") + $(attribute errors "$head")))
    fi
    [ "$status" -eq 0 ] || [ "$bad" -gt 0 ] || { bad=1 && total=$((total + 1)); }
    count "$name" $((total - bad)) "$bad"
}

# attribute NAME TAG   A number in an XML tag; 0 when it is not there.
attribute() {
    local value
    value=$(sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<<"$2")
    echo "${value:-0}"
}
