#!/usr/bin/env bash
# `make check`: formatting and lints. Every part runs, so that one call shows everything that is wrong.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit
scripts/setup.sh run || exit
# shellcheck source=scripts/env.sh
. scripts/env.sh

failed=()

# part NAME COMMAND...
part() {
    local name=$1 started=$SECONDS
    shift
    echo "== $name"
    "$@" || failed+=("$name")
    echo "   $name: $((SECONDS - started))s"
}

# Debian's compiler comes without rustfmt; rustup's own formats just the same.
format() {
    if rustfmt --version >/dev/null 2>&1; then
        cargo fmt --all --check
    else
        RUSTUP_TOOLCHAIN=stable cargo fmt --all --check
    fi
}

# Two runs, never `--workspace`: app[ssr] and app[hydrate] must not meet in one build (leptos#4586).
part "format" format
part "lints, server" cargo clippy --quiet --all-targets -- -D warnings
# What tests ask of dependencies can hide what the binary alone would miss.
part "the binary alone" cargo check --quiet --bin metamcp
part "lints, browser" cargo clippy --quiet -p frontend --target wasm32-unknown-unknown -- -D warnings
part "types, end2end" npx tsc --noEmit --project end2end

if [ ${#failed[@]} -gt 0 ]; then
    printf 'Failed: %s\n' "${failed[@]}"
    exit 1
fi
echo "All checks passed."
