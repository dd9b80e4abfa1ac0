#!/usr/bin/env bash
# Builds what the browser loads (wasm, script, style, assets) into target/site, unless nothing of it changed.
#
# Always the optimised wasm, also beside a debug server: it is a tenth of the size, and both sides are
# compiled with `--cfg erase_components` (.cargo/config.toml), so their views agree.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/env.sh
. scripts/env.sh

stamp=target/web.stamp
site=target/site/pkg/metamcp

# By content, not by time: a fresh checkout of the same commit needs no build.
fingerprint() {
    local hash=(shasum -a 256)
    ! command -v sha256sum >/dev/null || hash=(sha256sum)
    {
        rustc -vV
        find app frontend style public .cargo Cargo.toml Cargo.lock package-lock.json scripts/web.sh scripts/precompress.mjs -type f -print0 |
            LC_ALL=C sort -z | xargs -0 "${hash[@]}"
    } | "${hash[@]}"
}

now=$(fingerprint)
if [ "$(cat "$stamp" 2>/dev/null)" = "$now" ] && [ -s "$site.wasm" ] && [ -s "$site.js" ] && [ -s "$site.css" ]; then
    echo "Web files: unchanged."
    exit
fi

echo "Web files: building (3 to 5 minutes the first time on two cores) ..."
rm -f "$stamp"
cargo leptos build --release --frontend-only
# Type declarations are for other people's builds.
rm -f target/site/pkg/*.d.ts
node scripts/precompress.mjs target/site
echo "$now" >"$stamp"
