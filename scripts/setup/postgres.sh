# shellcheck shell=bash
# PostgreSQL's programs. The tests start a server of their own in a temporary folder; nothing that
# already runs on this machine is touched. Found as METAMCP_POSTGRES_BIN, which scripts/env.sh puts in PATH.

setup_postgres() {
    step "PostgreSQL programs" postgres_ready install_postgres \
        "install PostgreSQL 14 or newer (on Debian and Ubuntu: 'sudo apt install postgresql'; on macOS: 'brew install postgresql@16')"
    echo "export METAMCP_POSTGRES_BIN=\"$METAMCP_POSTGRES_BIN\"" | remember postgres
}

postgres_ready() {
    local dir
    for dir in "${METAMCP_POSTGRES_BIN:-}" $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV) \
        "$(pg_config --bindir 2>/dev/null)" /opt/homebrew/opt/postgresql@*/bin /usr/local/opt/postgresql@*/bin \
        "$(dirname "$(command -v initdb || echo /nowhere/initdb)")"; do
        [ -x "$dir/initdb" ] && [ -x "$dir/pg_ctl" ] && [ -x "$dir/postgres" ] && METAMCP_POSTGRES_BIN=$dir && return
    done
    return 1
}

install_postgres() { on_debian_as_root && apt_install postgresql; }
