# shellcheck shell=bash
# Packages from Debian, on a Debian where we are root (a container, a CI machine).

on_debian_as_root() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && grep -qx 'ID=debian' /etc/os-release
}

# The lists are fetched once per setup, and only when something has to be installed.
apt_lists=old

# apt_install PACKAGE...   Never asks anything and never starts a service (RUNLEVEL).
apt_install() {
    dpkg --status "$@" >/dev/null 2>&1 && return
    local apt=(env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get -o DPkg::Lock::Timeout=600)
    if [ "$apt_lists" = old ]; then
        "${apt[@]}" update && apt_lists=new || return 1
    fi
    "${apt[@]}" install --yes --no-install-recommends \
        -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold "$@"
}
