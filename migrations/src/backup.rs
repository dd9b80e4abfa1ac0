//! A copy of a `SQLite` file before it is changed.

use std::{
    io,
    path::{Path, PathBuf},
};

use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::{
    Error,
    database::{Database, create_private},
};

/// After so many copies of one version something is wrong that one more does not mend.
const MOST_COPIES: u32 = 100;

/// Copies the database beside itself, as `<file>.<why>.bak`, and tells where. Copies are never overwritten.
/// Postgres has tools for it that know where copies belong; there, nothing is done.
pub(crate) async fn write(database: &Database, why: &str) -> Result<Option<PathBuf>, Error> {
    let Some(file) = database.file() else {
        return Ok(None);
    };
    let copy = reserve(file, why)?;
    // Unlike a copy of the file, this is one moment of the database, whoever else has it open. It accepts an
    // empty file as its target.
    let text = copy.to_string_lossy().into_owned();
    let statement = Statement::from_sql_and_values(DbBackend::Sqlite, "VACUUM INTO ?", [text.into()]);
    match database.connection().execute_raw(statement).await {
        Ok(_) => Ok(Some(copy)),
        Err(error) => {
            // Half a copy must not pass for one.
            let _ = std::fs::remove_file(&copy);
            Err(Error::Backup {
                path: copy,
                source: error.into(),
            })
        }
    }
}

fn reserve(file: &Path, why: &str) -> Result<PathBuf, Error> {
    let mut path = named(file, &format!("{why}.bak"));
    for number in 2..=MOST_COPIES {
        match create_private(&path) {
            Ok(()) => return Ok(path),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                path = named(file, &format!("{why}.{number}.bak"));
            }
            Err(error) => {
                return Err(Error::Backup {
                    path,
                    source: error.into(),
                });
            }
        }
    }
    Err(Error::Backup {
        path,
        source: io::Error::from(io::ErrorKind::AlreadyExists).into(),
    })
}

fn named(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}
