# shellcheck shell=bash
# One Rust compiler that builds both the server and the wasm.
#
# Usually that is rustup's, with the wasm target added. Where rustup cannot download (or is told not
# to: RUSTUP_AUTO_INSTALL=0) and we are root on Debian, it is Debian's `rustc-web`, whose std for wasm
# we build once from `rust-web-src`. That decision is kept in the cache: changing compilers
# between two builds would build everything again.

wasm=wasm32-unknown-unknown
wanted_rust=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
debian_toolchain=metamcp

setup_toolchain() {
    step "Rust, wasm target" toolchain_ready install_toolchain \
        "install Rust from rustup (https://rustup.rs), then run 'rustup target add $wasm'"
    if ! version_at_least "$(rustc --version | cut -d ' ' -f 2)" "$wanted_rust"; then
        die "Rust $wanted_rust or newer is needed, this is $(rustc --version)" "run 'rustup update stable'"
    fi
}

# Compiling and linking a few bytes notices a std that is missing and one of another compiler alike.
toolchain_ready() {
    command -v cargo >/dev/null && command -v rustc >/dev/null || return 1
    local probe="$METAMCP_CACHE/probe"
    echo 'pub fn probe() {}' |
        rustc - --crate-name probe --crate-type cdylib --target "$wasm" -o "$probe.wasm" 2>"$probe.err"
}

install_toolchain() {
    rm -f "$METAMCP_CACHE/env/toolchain.sh"
    [ "${RUSTUP_TOOLCHAIN:-}" != "$debian_toolchain" ] || unset RUSTUP_TOOLCHAIN
    if toolchain_ready || add_wasm_target; then
        return
    fi
    on_debian_as_root && install_debian_toolchain
}

add_wasm_target() {
    command -v rustup >/dev/null || return 1
    if [ "${RUSTUP_AUTO_INSTALL:-1}" = 0 ] && on_debian_as_root; then
        echo "rustup is told not to download here; using Debian's compiler"
        return 1
    fi
    # A closed network may leave the download hanging in place of refusing it.
    timeout 300 rustup target add "$wasm" && toolchain_ready
}

install_debian_toolchain() {
    apt_install cargo-web rust-web-clippy rust-web-llvm rust-web-src rustc-web || return 1
    local llvm
    llvm=$(/usr/bin/rustc -vV | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p')
    apt_install "lld-$llvm" && wrap_linker "$llvm" || return 1
    ! command -v rustup >/dev/null || rustup toolchain link "$debian_toolchain" /usr || return 1
    debian_environment | remember toolchain
    # shellcheck source=/dev/null
    . "$METAMCP_CACHE/env/toolchain.sh"
    toolchain_ready || build_wasm_std
}

# Debian's compiler links with GNU ld, which takes several times as long as lld. A wrapper, because
# flags for the linker in RUSTFLAGS would replace those of .cargo/config.toml.
wrap_linker() {
    ln -sf "$(command -v "ld.lld-$1")" "$METAMCP_CACHE/bin/ld.lld" || return 1
    # shellcheck disable=SC2016
    printf '#!/bin/sh\nexec cc -fuse-ld=lld -B%s/bin "$@"\n' "$METAMCP_CACHE" >"$METAMCP_CACHE/bin/cc-lld"
    chmod +x "$METAMCP_CACHE/bin/cc-lld"
}

debian_environment() {
    local host
    host=$(/usr/bin/rustc -vV | sed -n 's/^host: //p' | tr 'a-z-' 'A-Z_')
    echo "# Debian's rustc-web."
    if command -v rustup >/dev/null; then
        echo "export RUSTUP_TOOLCHAIN=$debian_toolchain"
    else
        # shellcheck disable=SC2016
        echo 'export PATH="/usr/bin:$PATH"'
    fi
    printf 'export CARGO_TARGET_%s_LINKER="%s/bin/cc-lld"\n' "$host" "$METAMCP_CACHE"
}

# Debian ships no std for wasm, but its source. Copied into the compiler's own library folder it is an
# ordinary installed target: no later build needs a flag for it.
build_wasm_std() {
    local dir="$METAMCP_CACHE/wasm-std" lib
    lib=$(rustc --print target-libdir --target "$wasm")
    mkdir -p "$dir/src" "$lib" || return 1
    printf '[package]\nname = "wasm-std"\nedition = "2024"\n[lib]\n[workspace]\n' >"$dir/Cargo.toml"
    : >"$dir/src/lib.rs"
    (cd "$dir" && env -u RUSTFLAGS -u RUSTUP_TOOLCHAIN RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR=target \
        /usr/bin/cargo build --release --target "$wasm" -Zbuild-std=std,panic_abort,panic_unwind,proc_macro) || return 1
    rm -f "$dir/target/$wasm/release/deps/"libwasm_std-* "$lib"/*.rlib
    cp "$dir/target/$wasm/release/deps/"*.rlib "$lib/" && rm -rf "$dir"
}
