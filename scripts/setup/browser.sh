# shellcheck shell=bash
# A Chromium for the browser tests: the system's, Debian's, or the one that Playwright downloads.
# Its path is handed to end2end/ as METAMCP_CHROMIUM.

setup_browser() {
    step Chromium browser_ready install_browser \
        "install Chromium or Chrome, or run 'npx playwright install --with-deps chromium'"
    echo "export METAMCP_CHROMIUM=\"$METAMCP_CHROMIUM\"" | remember chromium
}

browser_ready() {
    [ -x "${METAMCP_CHROMIUM:-}" ] && return
    local name
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        METAMCP_CHROMIUM=$(command -v "$name") || continue
        # Some systems have a stub of this name that only asks to install something.
        "$METAMCP_CHROMIUM" --version >/dev/null 2>&1 && return
    done
    METAMCP_CHROMIUM=$(node -p 'require("playwright-core").chromium.executablePath()' 2>/dev/null)
    [ -x "$METAMCP_CHROMIUM" ]
}

install_browser() {
    if on_debian_as_root; then
        apt_install chromium
    else
        npx playwright install chromium
    fi
}
