#!/usr/bin/env bash
# Installs what is missing on this machine; does nothing, in under a second, when nothing is.
#
#   scripts/setup.sh run     what `make run` needs: compiler with the wasm target, cargo-leptos, npm packages
#   scripts/setup.sh test    also what `make test` needs: browser, Postgres, nginx, faketime, nextest, Python with uv
#
# Everything it downloads or builds for us lives in one cache outside the checkout (METAMCP_CACHE,
# default ~/.cache/metamcp). Delete that folder to start again.
set -uo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root" || exit 1

purpose=${1:-run}
case $purpose in
    run | test) ;;
    *) echo "usage: scripts/setup.sh [run|test]" >&2 && exit 2 ;;
esac

# shellcheck source=scripts/env.sh
. scripts/env.sh
for part in lib debian toolchain tools node browser postgres redis nginx faketime python; do
    # shellcheck source=/dev/null
    . "scripts/setup/$part.sh"
done
mkdir -p "$METAMCP_CACHE/bin" "$METAMCP_CACHE/env" "$METAMCP_CACHE/log"
one_at_a_time

setup_toolchain
# shellcheck source=scripts/env.sh
. scripts/env.sh
setup_tools
setup_node
if [ "$purpose" = test ]; then
    setup_nextest
    setup_browser
    setup_postgres
    setup_redis
    setup_nginx
    setup_faketime
    setup_python
fi
