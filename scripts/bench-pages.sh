#!/usr/bin/env bash
# How a browser bears pages that are told of 2,000 calls a second; prints a table for docs/performance.md.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
scripts/setup.sh test
# shellcheck source=scripts/env.sh
. scripts/env.sh
# shellcheck source=scripts/bench/build.sh
. scripts/bench/build.sh
scripts/web.sh
build_programs release
METAMCP_BIN=$bin/metamcp npx playwright test --config end2end/bench
