//! What can go wrong, each with what to do about it.

mod classify;
mod constraint;

use std::{error::Error as StdError, fmt, path::PathBuf};

pub(crate) use self::classify::{cause, deleting, opening, reading, writing};
pub use self::constraint::Constraint;

/// A statement that was not carried out. Nothing of its transaction is saved.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Another row has this value already.
    #[error("{0} is taken; choose another")]
    Conflict(Constraint),
    /// The row was changed or deleted since it was read.
    #[error("someone else changed this in the meantime; read it again")]
    Stale,
    /// The row refers to another one that does not exist.
    #[error("something this refers to does not exist (any more); read it again")]
    MissingReference,
    /// Other rows refer to this one.
    #[error("something else still uses this; remove that first")]
    InUse,
    /// An earlier statement of the transaction failed, so it cannot be committed.
    #[error("an earlier step failed, so nothing of this is saved")]
    Spoiled,
    /// A row breaks an invariant.
    #[error("column {column} of {table} {row} cannot be read; correct it or restore a backup")]
    Inconsistent {
        /// The table.
        table: String,
        /// The column.
        column: &'static str,
        /// The row's key.
        row: String,
        /// What is wrong with it.
        source: Box<dyn StdError + Send + Sync>,
    },
    /// The URL cannot be used as it is. The text says why and does not repeat the URL, which may hold a password.
    #[error("DATABASE_URL cannot be used: {0}")]
    Url(String),
    /// There is no such file.
    #[error("there is no database at {path}; run `metamcp migrate` to make one, or correct DATABASE_URL")]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// The file was deleted, moved or replaced while it was open.
    #[error(
        "the database file {path} was deleted, moved or replaced while in use, so nothing more is saved; \
         put it (or a backup) back and start MetaMCP again"
    )]
    Gone {
        /// The file.
        path: PathBuf,
    },
    /// The file or its folder cannot be opened.
    #[error(
        "the database file cannot be opened; this user has to be able to read and write it and its folder"
    )]
    Unopenable(#[source] Cause),
    /// Someone else writes for too long.
    #[error("the database is locked by another program; try again, or find and end that program")]
    Locked(#[source] Cause),
    /// The database takes no changes.
    #[error(
        "the database is read-only; give this user write permission to it, for SQLite also to its folder"
    )]
    ReadOnly(#[source] Cause),
    /// There is no room left.
    #[error("the disk of the database is full; free some space")]
    Full(#[source] Cause),
    /// The system does not read or write the file.
    #[error(
        "the system does not let the database read or write its file; check its disk: free space, quotas, limits on \
         the size of files, health"
    )]
    Disk(#[source] Cause),
    /// The file is not, or no longer, a database.
    #[error("the database is damaged or not a database; restore a backup, or correct DATABASE_URL")]
    Damaged(#[source] Cause),
    /// Tables or columns are missing.
    #[error("the database is not up to date; run `metamcp migrate`")]
    NotMigrated(#[source] Cause),
    /// Nobody answers.
    #[error("the database does not answer; check that it runs, and host and port in DATABASE_URL")]
    Unavailable(#[source] Cause),
    /// The server answers and lets us not in.
    #[error(
        "the database refuses the connection; check user, password, database name and TLS in DATABASE_URL"
    )]
    Refused(#[source] Cause),
    /// Anything else.
    #[error("the database failed; its log may say more")]
    Database(#[source] Cause),
}

impl Error {
    /// The database cannot be used now, whatever is asked; later, or after someone did what the message says,
    /// the same may succeed.
    pub fn is_unavailable(&self) -> bool {
        match self {
            Self::Missing { .. }
            | Self::Gone { .. }
            | Self::Unopenable(_)
            | Self::Locked(_)
            | Self::ReadOnly(_)
            | Self::Full(_)
            | Self::Disk(_)
            | Self::Damaged(_)
            | Self::NotMigrated(_)
            | Self::Unavailable(_)
            | Self::Refused(_) => true,
            Self::Conflict(_)
            | Self::Stale
            | Self::MissingReference
            | Self::InUse
            | Self::Spoiled
            | Self::Inconsistent { .. }
            | Self::Url(_)
            | Self::Database(_) => false,
        }
    }
}

/// What the driver said, once: the errors of its layers repeat each other.
#[derive(Debug)]
pub struct Cause(Box<dyn StdError + Send + Sync>);

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut innermost: &dyn StdError = self.0.as_ref();
        while let Some(source) = innermost.source() {
            innermost = source;
        }
        fmt::Display::fmt(innermost, f)
    }
}

impl StdError for Cause {}
