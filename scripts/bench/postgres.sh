# shellcheck shell=bash
# PostgreSQL for what is measured with it: a cluster in a temporary folder, with Debian's settings, reached over its socket.

# with_postgres COMMAND...   Runs a command with `--postgres URL` of an empty database, which goes away afterwards.
with_postgres() {
    local folder as_owner=() status=0
    folder=$(mktemp -d)
    # It refuses to run as root.
    if [ "$(id -u)" -eq 0 ]; then
        as_owner=(runuser -u postgres --)
        chown postgres "$folder"
    fi
    (
        cd /
        "${as_owner[@]}" "$METAMCP_POSTGRES_BIN/initdb" --auth=trust --username=metamcp --pgdata="$folder/data" >"$folder.log"
        "${as_owner[@]}" "$METAMCP_POSTGRES_BIN/pg_ctl" --pgdata="$folder/data" --log="$folder/server.log" --wait \
            --options="-c listen_addresses='' -c unix_socket_directories='$folder'" start >>"$folder.log"
        "$METAMCP_POSTGRES_BIN/createdb" --host="$folder" --username=metamcp metamcp
    )
    "$@" --postgres "postgres://metamcp@localhost/metamcp?host=$folder" || status=$?
    (cd / && "${as_owner[@]}" "$METAMCP_POSTGRES_BIN/pg_ctl" --pgdata="$folder/data" --mode=fast stop >>"$folder.log")
    rm -rf "$folder" "$folder.log"
    return "$status"
}
