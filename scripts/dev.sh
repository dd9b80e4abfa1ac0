#!/usr/bin/env bash
# `make dev`: builds both sides for debugging, starts the server, and does so again at every change.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
scripts/setup.sh run
# shellcheck source=scripts/env.sh
. scripts/env.sh

# It writes its own web files; compressed ones of scripts/web.sh would be served in their place.
rm -rf target/web.stamp target/site
exec cargo leptos watch -- serve "$@"
