# shellcheck shell=bash
# Node.js and the packages of package.json: Tailwind, wasm-opt, Playwright, MCP peers for the tests.

setup_node() {
    local version
    version=$(node --version 2>/dev/null) || die "node is not installed" "install Node.js 20 or newer (https://nodejs.org)"
    version_at_least "${version#v}" 20 || die "Node.js 20 or newer is needed, this is $version" "update Node.js"
    command -v npm >/dev/null || die "npm is not installed" "install npm; it comes with Node.js"
    step "npm packages" npm_ready install_npm "run 'npm ci' and read what it says"
}

# The lockfile is kept beside what was installed from it.
npm_ready() { cmp -s package-lock.json node_modules/.installed-lock.json; }

install_npm() {
    npm ci --no-audit --no-fund && cp package-lock.json node_modules/.installed-lock.json
}
