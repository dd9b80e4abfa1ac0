//! Finds the use cases, so that the test of permissions does not compile while one of them has no row in its table.
//!
//! A use case is a public method that takes the caller. Its signature is read as rustfmt writes it.

use std::{
    env, fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

const SOURCES: &str = "src";
const CALLER: &str = "&Caller";

#[expect(
    clippy::disallowed_methods,
    reason = "where to write is no setting: cargo says it in the environment"
)]
fn main() -> io::Result<()> {
    writeln!(io::stdout(), "cargo::rerun-if-changed={SOURCES}")?;
    writeln!(io::stdout(), "cargo::rerun-if-changed=build.rs")?;
    let mut files = Vec::new();
    collect(Path::new(SOURCES), &mut files)?;
    files.sort();
    let mut found = Vec::new();
    for file in files {
        found.extend(use_cases(&fs::read_to_string(file)?));
    }
    found.sort();
    let folder = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?;
    fs::write(Path::new(&folder).join("use_cases.rs"), listing(&found))
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    Ok(())
}

/// The use cases of a file, as `ServersCreate` for `Servers::create`.
fn use_cases(source: &str) -> Vec<String> {
    let mut service = "";
    let mut found = Vec::new();
    let mut lines = source.lines();
    while let Some(line) = lines.next() {
        if let Some(of) = line.strip_prefix("impl") {
            service = name_of(of);
            continue;
        }
        let Some(method) = line
            .strip_prefix("    pub async fn ")
            .or_else(|| line.strip_prefix("    pub fn "))
        else {
            continue;
        };
        let mut signature = line.to_owned();
        while !signature.ends_with('{') {
            match lines.next() {
                Some(more) => signature.push_str(more),
                None => break,
            }
        }
        if signature.contains(CALLER) {
            let method = method.split(['(', '<']).next().unwrap_or_default();
            found.push(format!("{service}{}", in_camel_case(method)));
        }
    }
    found
}

/// The type behind `impl`, less what is generic about it.
fn name_of(implementation: &str) -> &str {
    let behind_generics = match implementation.strip_prefix('<') {
        Some(generic) => generic.split_once('>').map_or("", |(_, rest)| rest),
        None => implementation,
    };
    let name = behind_generics.trim_start();
    name.split(['<', ' ']).next().unwrap_or_default()
}

fn in_camel_case(name: &str) -> String {
    let words = name.split('_').filter_map(|word| {
        let first = word.chars().next()?;
        Some(
            first
                .to_uppercase()
                .chain(word.chars().skip(1))
                .collect::<String>(),
        )
    });
    words.collect()
}

fn listing(found: &[String]) -> String {
    let variants = found.join(",\n    ");
    let all: Vec<_> = found.iter().map(|name| format!("Self::{name}")).collect();
    let all = all.join(",\n        ");
    format!(
        "/// A public method that takes the caller.\n#[derive(Debug, Clone, Copy, PartialEq, Eq)]\npub(super) enum Method {{\n    {variants},\n}}\n\nimpl Method {{\n    /// Every such method.\n    pub(super) const ALL: &[Self] = &[\n        {all},\n    ];\n}}\n"
    )
}
