# shellcheck shell=bash
# How a step of the setup is checked, run and reported: one line each.

# Ends the setup. Says what is missing and what to do about it.
die() {
    printf '\nSetup stopped: %s.\n' "$1" >&2
    printf 'What to do: %s.\n' "$2" >&2
    exit 1
}

# step NAME CHECK INSTALL [HINT]
# Prints "present" when the function CHECK succeeds, else runs the function INSTALL with its output
# in a log and checks again. INSTALL must return non-zero when any of its commands fails.
step() {
    local name=$1 check=$2 install=$3 hint=${4:-"read the log above and run the command again"}
    local started=$SECONDS log
    printf '%-24s ' "$name"
    if "$check"; then
        echo present
        return
    fi
    log="$METAMCP_CACHE/log/$install.log"
    printf 'installing ... '
    if ! "$install" >"$log" 2>&1 </dev/null || ! "$check"; then
        echo failed
        tail -n 25 "$log" | sed 's/^/    /' >&2
        die "could not install $name (whole log: $log)" "$hint"
    fi
    echo "installed ($((SECONDS - started))s)"
}

# Two setups at once would build the same tool twice into the same folder.
one_at_a_time() {
    command -v flock >/dev/null || return 0
    exec 9>"$METAMCP_CACHE/lock"
    flock --nonblock 9 && return 0
    echo "Another setup is running; waiting for it."
    flock 9
}

# remember NAME   Keeps standard input as lines that scripts/env.sh reads, in one move.
remember() {
    local file="$METAMCP_CACHE/env/$1.sh"
    cat >"$file.new" && mv "$file.new" "$file"
}

# version_at_least HAVE WANT
version_at_least() {
    [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]
}
