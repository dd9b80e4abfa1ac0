//! Where the binaries of this crate are, for tests of other crates that start them as real processes.

use std::{env, path::PathBuf};

/// The path of a binary of this crate (`testkit-demo` and the others in `src/bin`), built in the same profile as
/// the running test.
///
/// # Panics
///
/// When it has not been built; the message says how.
pub fn path(name: &str) -> PathBuf {
    let test = env::current_exe().expect("a running process has a path");
    // target/<profile>/deps/it-0123, target/<profile>/metamcp
    let found = test
        .ancestors()
        .skip(1)
        .take(2)
        .map(|folder| folder.join(name))
        .find(|path| path.is_file());
    found.unwrap_or_else(|| panic!("{name} is not built: run `cargo build -p testkit` first"))
}
