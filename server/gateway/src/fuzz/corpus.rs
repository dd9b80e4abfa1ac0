//! Inputs that are worth keeping: one folder per target, one file per input, committed.

use std::{collections::HashSet, fmt, fs, path::PathBuf};

use sha2::{Digest, Sha256};

/// Files of one target that a run may fill its folder up to.
const MAX_FILES: usize = 40;

/// Largest file that a run adds, in bytes.
const MAX_FILE: usize = 2048;

/// Inputs that one run learns.
const MAX_LEARNED: usize = 2000;

/// The inputs of one target.
pub(super) struct Corpus {
    folder: PathBuf,
    /// From the files first, then what was learned.
    inputs: Vec<Vec<u8>>,
    /// How many were read from files.
    read: usize,
    /// How many were written to files.
    written: usize,
    /// What came of the inputs so far.
    outcomes: HashSet<String>,
}

impl Corpus {
    /// Reads the files of a target, in the order of their names.
    pub(super) fn read(target: &str) -> Self {
        let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/corpus")).join(target);
        let mut paths: Vec<PathBuf> = fs::read_dir(&folder)
            .unwrap_or_else(|error| panic!("cannot read {}: {error}", folder.display()))
            .map(|entry| entry.expect("the entries of a folder can be read").path())
            .collect();
        paths.sort();
        let inputs: Vec<_> = paths
            .iter()
            .map(|path| {
                fs::read(path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()))
            })
            .collect();
        Self {
            folder,
            read: inputs.len(),
            written: 0,
            inputs,
            outcomes: HashSet::new(),
        }
    }

    pub(super) fn inputs(&self) -> &[Vec<u8>] {
        &self.inputs
    }

    /// Remembers what came of an input; `true` when nothing like it came of any before.
    pub(super) fn remember(&mut self, outcome: &str) -> bool {
        !self.outcomes.contains(outcome) && self.outcomes.insert(outcome.to_owned())
    }

    /// Adds an input, also as a file if it is to be kept and there is room.
    pub(super) fn add(&mut self, input: Vec<u8>, outcome: &str, keep: bool) {
        if self.inputs.len() - self.read >= MAX_LEARNED {
            return;
        }
        if keep && self.read + self.written < MAX_FILES && input.len() <= MAX_FILE {
            self.write(&readable(outcome), &input);
            self.written += 1;
        }
        self.inputs.push(input);
    }

    /// Writes an input that breaks the target. Returns in words where it is.
    pub(super) fn add_finding(&self, input: &[u8]) -> String {
        if self.inputs[..self.read].iter().any(|file| file == input) {
            return format!(
                "The input of {} bytes is in {} already",
                input.len(),
                self.folder.display()
            );
        }
        let path = self.write("finding", input);
        format!(
            "The input of {} bytes was written to {}",
            input.len(),
            path.display()
        )
    }

    fn write(&self, name: &str, input: &[u8]) -> PathBuf {
        let hash = hex::encode(&Sha256::digest(input)[..4]);
        let path = self.folder.join(format!("{name}-{hash}"));
        fs::write(&path, input).unwrap_or_else(|error| panic!("cannot write {}: {error}", path.display()));
        path
    }
}

impl fmt::Display for Corpus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let learned = self.inputs.len() - self.read;
        write!(
            f,
            "corpus of {} files and {learned} learned",
            self.read + self.written
        )
    }
}

/// The words as the name of a file.
fn readable(outcome: &str) -> String {
    let words = outcome
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    let mut name = words.collect::<Vec<_>>().join("-").to_ascii_lowercase();
    name.truncate(60);
    name
}
