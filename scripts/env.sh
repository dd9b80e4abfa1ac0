# shellcheck shell=bash
# The environment of every build command: which compiler, which linker, where our tools are.
# Sourced, never run. `scripts/setup.sh` decides and writes its decision into the cache; this file
# only reads it, so `. scripts/env.sh` in a terminal gives plain `cargo` what `make` uses.

METAMCP_CACHE="${METAMCP_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/metamcp}"
export METAMCP_CACHE

for part in "$METAMCP_CACHE"/env/*.sh; do
    # shellcheck source=/dev/null
    [ ! -f "$part" ] || . "$part"
done

# The cache comes first: cargo-leptos takes the first wasm-bindgen it finds, of whatever version.
for part in "${METAMCP_POSTGRES_BIN:-}" "$METAMCP_CACHE/bin"; do
    case ":$PATH:" in
        *":$part:"*) ;;
        *) [ ! -d "$part" ] || export PATH="$part:$PATH" ;;
    esac
done
unset part

# A build that is thrown away pays for incremental files and never reads them.
if [ "${CI:-}" = true ]; then
    export CARGO_INCREMENTAL=0
fi
