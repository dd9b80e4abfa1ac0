# shellcheck shell=bash
# faketime. A test sets the clock of a gateway while it runs; that of the machine stays as it is.

setup_faketime() {
    step faketime faketime_ready install_faketime \
        "install faketime (on Debian and Ubuntu: 'sudo apt install faketime'; on macOS: 'brew install libfaketime')"
}

faketime_ready() { command -v faketime >/dev/null; }

install_faketime() { on_debian_as_root && apt_install faketime; }
