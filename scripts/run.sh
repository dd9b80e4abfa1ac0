#!/usr/bin/env bash
# `make run`: from a fresh checkout to a running server. Arguments are handed to `metamcp serve`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
scripts/setup.sh run
# shellcheck source=scripts/env.sh
. scripts/env.sh

scripts/web.sh
# Not optimised: an optimised server takes several times as long to build (`make release`).
echo "Server: building (up to 15 minutes the first time on two cores) ..."
cargo build --quiet --bin metamcp

# Settings of this checkout, if there are any; what the terminal already sets wins.
if [ -f .env ]; then
    while IFS='=' read -r name value; do
        [[ $name =~ ^[A-Z][A-Z0-9_]*$ ]] && [ -z "${!name+set}" ] && export "$name=$value"
    done <.env
fi
exec "${CARGO_TARGET_DIR:-target}/debug/metamcp" serve "$@"
