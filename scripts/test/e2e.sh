# shellcheck shell=bash
# The tests with browsers and with MCP clients of others, on the binary that `make run` starts.

suite_e2e() {
    local report=target/playwright.json
    rm -f "$report"
    if ! install_apart end2end/inspector || ! install_apart scripts/conformance || ! scripts/web.sh || ! build_server ||
        ! cargo build --quiet -p testkit --bins; then
        count e2e 0 1
        return
    fi
    METAMCP_BIN="$(cd "${CARGO_TARGET_DIR:-target}" && pwd)/debug/metamcp" PLAYWRIGHT_JSON_OUTPUT_FILE="$PWD/$report" \
        npx playwright test --config end2end --reporter list,json
    count_playwright e2e $? "$report"
}

# After the Rust tests the binary is there already. Building it again without them would compile a good
# part of the dependencies a second time, because the tests ask for more of their features.
build_server() {
    [ "$server_built" = yes ] || cargo build --bins
}

# count_playwright NAME STATUS FILE
# Playwright's "expected" and "flaky" passed; "unexpected" failed. A run without a report is one failure.
count_playwright() {
    local name=$1 status=$2 file=$3 counts good=0 bad=0
    if counts=$(node -p "const s = JSON.parse(require('fs').readFileSync('$file')).stats; [s.expected + s.flaky, s.unexpected].join(' ')" 2>/dev/null); then
        read -r good bad <<<"$counts"
    fi
    [ "$status" -eq 0 ] || [ "$bad" -gt 0 ] || bad=1
    count "$name" "$good" "$bad"
}
