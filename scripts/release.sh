#!/usr/bin/env bash
# `make release`: the binary that is shipped. Web files first, because they are put inside it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
scripts/setup.sh run
# shellcheck source=scripts/env.sh
. scripts/env.sh

scripts/web.sh
# Cargo notices changed web files, but not new ones.
binary="${CARGO_TARGET_DIR:-target}/dist/metamcp"
[ "$binary" -nt target/web.stamp ] || touch server/src/assets.rs
cargo build --profile dist --bin metamcp
ls -l "$binary" target/site/pkg
