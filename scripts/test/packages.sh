# shellcheck shell=bash
# Packages of npm that only one suite needs, in a folder of their own.

# install_apart FOLDER   Installs what its lockfile says, unless that is there.
install_apart() {
    cmp -s "$1/package-lock.json" "$1/node_modules/.installed-lock.json" && return
    npm ci --prefix "$1" --no-audit --no-fund --ignore-scripts --loglevel error &&
        cp "$1/package-lock.json" "$1/node_modules/.installed-lock.json"
}
