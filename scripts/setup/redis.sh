# shellcheck shell=bash
# Redis' server. The tests start one of their own; nothing that already runs on this machine is touched.

setup_redis() {
    step "Redis server" redis_ready install_redis \
        "install Redis (on Debian and Ubuntu: 'sudo apt install redis-server'; on macOS: 'brew install redis')"
}

redis_ready() { command -v redis-server >/dev/null; }

install_redis() { on_debian_as_root && apt_install redis-server; }
