# shellcheck shell=bash
# What the system allows the gateway and its clients.

# raise_descriptors   As many open files and sockets as an ordinary user may have.
raise_descriptors() { ulimit -n "$(ulimit -Hn)"; }
