//! What can go wrong, each with what to do about it.

use std::{error::Error as StdError, fmt, io, path::PathBuf};

use sea_orm_migration::{
    DbErr,
    sea_orm::{RuntimeErr, sqlx},
};

/// A run that ended early. Migrations that came to their end before are saved; nothing of the others is.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The URL cannot be used as it is. The text says why and does not repeat the URL, which may hold a password.
    #[error("DATABASE_URL cannot be used: {0}")]
    Url(String),
    /// There is no such file.
    #[error("there is no database at {path}; correct DATABASE_URL")]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// A newer program wrote to the database.
    #[error(
        "the database was changed by a newer MetaMCP (this one does not know {names}); \
         start that version, or restore the backup made before the upgrade"
    )]
    Newer {
        /// The migrations that this program does not know.
        names: String,
    },
    /// The database is somebody else's.
    #[error(
        "the database already has a table `{table}` of another program; name an empty one in DATABASE_URL"
    )]
    Foreign {
        /// A table that we would make.
        table: String,
    },
    /// The copy could not be made, so nothing was changed.
    #[error(
        "could not write the backup {path}, so nothing was changed; free some space there and allow this user to write"
    )]
    Backup {
        /// The copy.
        path: PathBuf,
        /// Why.
        source: Cause,
    },
    /// A migration failed.
    #[error("{name} failed, and nothing of it is saved; please report this with the lines below")]
    Step {
        /// Its name.
        name: String,
        /// Why.
        source: Cause,
    },
    /// The file or its folder cannot be opened.
    #[error(
        "the database file cannot be opened; its folder has to exist, and this user to be able to write there"
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
    /// The file is not, or no longer, a database.
    #[error("the database is damaged or not a database; restore a backup, or correct DATABASE_URL")]
    Damaged(#[source] Cause),
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

impl From<io::Error> for Cause {
    fn from(error: io::Error) -> Self {
        Self(Box::new(error))
    }
}

impl From<DbErr> for Cause {
    fn from(error: DbErr) -> Self {
        Self(Box::new(error))
    }
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        let kind = known(&error).unwrap_or(Self::Database);
        kind(error.into())
    }
}

impl From<sqlx::Error> for Error {
    /// Of the first connection.
    fn from(error: sqlx::Error) -> Self {
        let fallback = match &error {
            sqlx::Error::Database(_) | sqlx::Error::Tls(_) | sqlx::Error::Configuration(_) => Self::Refused,
            _ => Self::Database,
        };
        let error = DbErr::Conn(RuntimeErr::SqlxError(error.into()));
        known(&error).unwrap_or(fallback)(error.into())
    }
}

impl Error {
    /// Of a migration: causes that have their own advice keep it.
    pub(crate) fn of_step(name: &str, error: DbErr) -> Self {
        match known(&error) {
            Some(kind) => kind(error.into()),
            None => Self::Step {
                name: name.to_owned(),
                source: error.into(),
            },
        }
    }
}

fn known(error: &DbErr) -> Option<fn(Cause) -> Error> {
    let (DbErr::Conn(RuntimeErr::SqlxError(error))
    | DbErr::Exec(RuntimeErr::SqlxError(error))
    | DbErr::Query(RuntimeErr::SqlxError(error))) = error
    else {
        return None;
    };
    match error.as_ref() {
        sqlx::Error::Database(said) => match said.code()?.as_ref() {
            // Postgres: <https://www.postgresql.org/docs/15/errcodes-appendix.html>
            "25006" => Some(Error::ReadOnly),
            "40001" | "40P01" | "55P03" => Some(Error::Locked),
            "57P01" | "57P02" | "57P03" | "53300" => Some(Error::Unavailable),
            "42501" => Some(Error::Refused),
            code => of_sqlite(code.parse().ok()?),
        },
        sqlx::Error::Io(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => Some(Error::Unavailable),
        _ => None,
    }
}

/// Result codes: <https://www.sqlite.org/rescode.html>. The low byte is the primary code. Codes of Postgres
/// that are numbers have five digits and begin with 22 or more.
fn of_sqlite(code: u32) -> Option<fn(Cause) -> Error> {
    if code >= 10_000 {
        return None;
    }
    match code & 0xff {
        5 | 6 => Some(Error::Locked),
        8 => Some(Error::ReadOnly),
        11 | 26 => Some(Error::Damaged),
        14 => Some(Error::Unopenable),
        _ => None,
    }
}
