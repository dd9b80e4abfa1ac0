# shellcheck shell=bash
# A Python of our own with the official MCP client, which the tests drive, a server that they call, and `uvx`,
# which starts MCP servers published as Python packages. mcp-proxy needs an older `mcp`, so it has one of its own.

python_packages="mcp==2.3.0 mcp-server-time==2026.10.19 uv==0.13.8"
python_home="$METAMCP_CACHE/python"
proxy_packages="mcp-proxy==0.13.0"
proxy_home="$METAMCP_CACHE/python-proxy"

setup_python() {
    step "Python, mcp, uv" python_ready install_python "install Python 3.10 or newer with its venv module"
    step "Python, mcp-proxy" proxy_ready install_proxy
    {
        echo "export METAMCP_PYTHON=\"$python_home/bin/python\""
        echo "export METAMCP_MCP_PROXY=\"$proxy_home/bin/mcp-proxy\""
    } | remember python
}

python_ready() {
    is_installed "$python_home" "$python_packages" && [ -x "$METAMCP_CACHE/bin/uvx" ]
}

install_python() {
    install_packages "$python_home" "$python_packages" &&
        ln -sf "$python_home/bin/uv" "$python_home/bin/uvx" "$METAMCP_CACHE/bin/"
}

proxy_ready() { is_installed "$proxy_home" "$proxy_packages"; }

install_proxy() { install_packages "$proxy_home" "$proxy_packages"; }

# is_installed HOME PACKAGES
is_installed() {
    [ "$(cat "$1/installed" 2>/dev/null)" = "$2" ] && [ -x "$1/bin/python" ]
}

# install_packages HOME PACKAGES
install_packages() {
    rm -rf "$1"
    create_venv "$1" || return 1
    # shellcheck disable=SC2086
    "$1/bin/python" -m pip install --quiet --no-input $2 || return 1
    echo "$2" >"$1/installed"
}

# Debian keeps the venv module in a package of its own.
create_venv() {
    python3 -m venv "$1" || { on_debian_as_root && apt_install python3-venv && python3 -m venv "$1"; }
}
