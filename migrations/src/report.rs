//! What was done, and what could be.

use std::path::PathBuf;

/// What a run did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Names of the migrations that were applied or taken back, in the order of doing. Empty when there was
    /// nothing to do.
    pub changed: Vec<String>,
    /// The copy that was made of a `SQLite` file before the first change.
    pub backup: Option<PathBuf>,
}

/// One migration and whether the database has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// Its name.
    pub name: String,
    /// The database has it.
    pub applied: bool,
    /// This program knows it. A newer one wrote to the database when it does not.
    pub known: bool,
}
