# shellcheck shell=bash
# The peers of the bench: how each is started, found and ended.

# keep_pid   Remembers the process that was just started, so that it is ended with the script.
keep_pid() { started+=("$!"); }

stop_peers() {
    local pid
    for pid in "${started[@]}"; do
        kill "$pid" 2>/dev/null || true
    done
    for pid in "${started[@]}"; do
        wait "$pid" 2>/dev/null || true
    done
    started=()
}

stop_all() {
    stop_peers
    rm -rf "$work"
}

# until_true SECONDS WHAT COMMAND...
until_true() {
    local deadline=$((SECONDS + $1)) what=$2
    shift 2
    until "$@" >/dev/null 2>&1; do
        if [ "$SECONDS" -ge "$deadline" ]; then
            echo "$what did not start; its output:" >&2
            tail -n 30 "$work"/*.log >&2
            exit 1
        fi
        sleep 0.1
    done
}

free_port() {
    node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close() })'
}

# --- the upstream, which prints its URL

start_upstream() {
    "$bin/testkit-http-upstream" >"$work/upstream.url" 2>"$work/upstream.log" &
    keep_pid
    until_true 10 "the upstream" test -s "$work/upstream.url"
    upstream_url=$(cat "$work/upstream.url")
}

# --- nginx as the yardstick: the same request, handed on with the least that a proxy can do

start_nginx() {
    nginx_port=$(free_port)
    mkdir -p "$work/nginx"
    cat >"$work/nginx.conf" <<CONF
daemon off;
worker_processes 2;
pid $work/nginx/pid;
error_log $work/nginx.log;
events { worker_connections 1024; }
http {
    access_log off;
    keepalive_requests 1000000000;
    client_body_temp_path $work/nginx/body;
    proxy_temp_path $work/nginx/proxy;
    fastcgi_temp_path $work/nginx/fastcgi;
    uwsgi_temp_path $work/nginx/uwsgi;
    scgi_temp_path $work/nginx/scgi;
    upstream mcp {
        server $(host_of "$upstream_url");
        keepalive 64;
        keepalive_requests 1000000000;
    }
    server {
        listen 127.0.0.1:$nginx_port;
        location / {
            proxy_pass http://mcp;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_buffering off;
        }
    }
}
CONF
    # Workers started by root give up root and then cannot use a folder that is ours alone.
    [ "$(id -u)" != 0 ] || sed -i '1i user root;' "$work/nginx.conf"
    nginx -p "$work/nginx" -e "$work/nginx.log" -c "$work/nginx.conf" 2>>"$work/nginx.log" &
    keep_pid
    nginx_pid=$!
    until_true 10 nginx curl --silent --output "$work/nginx.answer" "http://127.0.0.1:$nginx_port/"
    nginx_pids="$nginx_pid $(cat "/proc/$nginx_pid/task/$nginx_pid/children")"
}

# --- metamcp with a key-protected endpoint over each kind of upstream

start_metamcp() {
    local port
    port=$(free_port)
    metamcp_url=http://127.0.0.1:$port
    metamcp_key=sk_mt_$(head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n')
    export METAMCP_LISTEN=127.0.0.1:$port METAMCP_DATA_DIR=$work/data APP_URL=$metamcp_url METAMCP_BENCH_KEY=$metamcp_key
    cat >"$work/metamcp.json" <<JSON
{
    "servers": {
        "http": { "url": "$upstream_url" },
        "stdio": { "command": "$bin/testkit-demo" }
    },
    "namespaces": { "http": { "servers": ["http"] }, "stdio": { "servers": ["stdio"] } },
    "endpoints": { "http": { "namespace": "http" }, "stdio": { "namespace": "stdio" } },
    "api_keys": { "bench": { "key": "\${METAMCP_BENCH_KEY}" } }
}
JSON
    "$bin/metamcp" apply -f "$work/metamcp.json" >"$work/apply.log" 2>&1 || { cat "$work/apply.log" >&2 && exit 1; }
    "$bin/metamcp" serve >"$work/metamcp.log" 2>&1 &
    keep_pid
    metamcp_pid=$!
    until_true 20 metamcp curl --silent --fail "$metamcp_url/ready"
}

# --- for all of them

host_of() { sed 's|^http://\([^/]*\).*|\1|' <<<"$1"; }

# target_of PEER   The arguments of `bench load`: where, with which key, whose CPU time.
target_of() {
    case $1 in
        direct) echo "--url $upstream_url" ;;
        nginx) echo "--url http://127.0.0.1:$nginx_port/mcp$(printf ' --pid %s' $nginx_pids)" ;;
        metamcp-*)
            local kind=${1#metamcp-}
            echo "--url $metamcp_url/metamcp/$kind/mcp --key $metamcp_key --tool ${kind}__echo --pid $metamcp_pid"
            ;;
    esac
}

# field NAME FILE   A number of a measurement.
field() { sed -n "s/.*\"$1\":\([0-9.]*\).*/\1/p" "$2"; }

machine() {
    local model
    model=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1)
    echo "${model:-$(uname -m)}, $(getconf _NPROCESSORS_ONLN) cores, $(uname -sr)"
}
