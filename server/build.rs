//! Makes the folder of the browser's files before `assets.rs` is compiled.
//!
//! `rust-embed` resolves its folder at that moment. In a fresh checkout the folder does not exist yet, the
//! path stays unresolved (with its `..`), and a debug binary would refuse every file that is built later.

use std::{
    fs,
    io::{self, Write},
    path::Path,
};

fn main() -> io::Result<()> {
    writeln!(io::stdout(), "cargo::rerun-if-changed=build.rs")?;
    fs::create_dir_all(Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/site"))
}
