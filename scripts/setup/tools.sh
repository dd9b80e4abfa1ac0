# shellcheck shell=bash
# Tools written in Rust, in versions of our choice. A prebuilt one when `cargo binstall` is there.

# The crate and the command must have the same version, so it is written once, in Cargo.toml.
wasm_bindgen_version=$(sed -n 's/^wasm-bindgen = "=\(.*\)"/\1/p' Cargo.toml)
cargo_leptos_version=0.3.11
cargo_nextest_version=0.9.143

setup_tools() {
    step "wasm-bindgen $wasm_bindgen_version" wasm_bindgen_ready install_wasm_bindgen
    step "cargo-leptos $cargo_leptos_version" cargo_leptos_ready install_cargo_leptos
}

setup_nextest() {
    step cargo-nextest nextest_ready install_nextest
}

wasm_bindgen_ready() { [ "$(wasm-bindgen --version 2>/dev/null)" = "wasm-bindgen $wasm_bindgen_version" ]; }

cargo_leptos_ready() { [ "$(cargo-leptos --version 2>/dev/null)" = "cargo-leptos $cargo_leptos_version" ]; }

nextest_ready() { command -v cargo-nextest >/dev/null; }

# Its published lockfile names versions that were withdrawn, hence no --locked.
install_wasm_bindgen() { prebuilt wasm-bindgen-cli "$wasm_bindgen_version" || compile wasm-bindgen-cli "$wasm_bindgen_version"; }

# What it would download is installed by us: wasm-bindgen here, the rest by npm.
install_cargo_leptos() {
    prebuilt cargo-leptos "$cargo_leptos_version" ||
        compile cargo-leptos "$cargo_leptos_version" --locked --features no_downloads
}

install_nextest() { prebuilt cargo-nextest "$cargo_nextest_version" || compile cargo-nextest "$cargo_nextest_version" --locked; }

prebuilt() {
    command -v cargo-binstall >/dev/null || return 1
    cargo binstall --no-confirm --disable-strategies compile --root "$METAMCP_CACHE" "$1@$2"
}

# compile NAME VERSION [FLAG...]
# Without optimisation: cargo-leptos takes 5 to 8 minutes on two cores so, 18 with it, and is as quick
# to use, since it mostly waits for cargo.
compile() {
    local name=$1 version=$2 build="$METAMCP_CACHE/build"
    shift 2
    env CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_DEBUG=0 \
        CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_STRIP=symbols \
        cargo install "$name" --version "$version" --root "$METAMCP_CACHE" --target-dir "$build" --force "$@" &&
        rm -rf "$build"
}
