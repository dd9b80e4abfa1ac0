# shellcheck shell=bash
# A Python of our own with the official MCP client, which the tests drive, and `uvx`, which starts
# MCP servers published as Python packages.

python_packages="mcp==2.3.0 uv==0.13.8"
python_home="$METAMCP_CACHE/python"

setup_python() {
    step "Python, mcp, uv" python_ready install_python "install Python 3.10 or newer with its venv module"
    echo "export METAMCP_PYTHON=\"$python_home/bin/python\"" | remember python
}

python_ready() {
    [ "$(cat "$python_home/installed" 2>/dev/null)" = "$python_packages" ] && [ -x "$python_home/bin/python" ] &&
        [ -x "$METAMCP_CACHE/bin/uvx" ]
}

install_python() {
    rm -rf "$python_home"
    create_venv || return 1
    # shellcheck disable=SC2086
    "$python_home/bin/python" -m pip install --quiet --no-input $python_packages || return 1
    ln -sf "$python_home/bin/uv" "$python_home/bin/uvx" "$METAMCP_CACHE/bin/" || return 1
    echo "$python_packages" >"$python_home/installed"
}

# Debian keeps the venv module in a package of its own.
create_venv() {
    python3 -m venv "$python_home" || { on_debian_as_root && apt_install python3-venv && python3 -m venv "$python_home"; }
}
