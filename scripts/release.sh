#!/usr/bin/env bash
# `make release`: the binary that is shipped. Web files first, because they are put inside it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
scripts/setup.sh run
# shellcheck source=scripts/env.sh
. scripts/env.sh

scripts/web.sh
cargo build --profile dist --bin metamcp
ls -l "${CARGO_TARGET_DIR:-target}/dist/metamcp" target/site/pkg/metamcp.*
