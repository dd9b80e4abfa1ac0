# shellcheck shell=bash
# nginx. A test puts one in front of two replicas, on a port of its own; none that runs already is touched.

setup_nginx() {
    step nginx nginx_ready install_nginx \
        "install nginx (on Debian and Ubuntu: 'sudo apt install nginx'; on macOS: 'brew install nginx')"
}

nginx_ready() { command -v nginx >/dev/null; }

install_nginx() { on_debian_as_root && apt_install nginx; }
