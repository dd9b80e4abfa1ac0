//! Opens a `SQLite` file.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use sea_orm_migration::sea_orm::{
    DatabaseConnection, SqlxSqliteConnector,
    sqlx::{
        ConnectOptions,
        sqlite::{SqliteConnectOptions, SqlitePoolOptions},
    },
};

use crate::{Error, Options};

/// Makes an empty file for this user only: it will hold sealed secrets and hashes of passwords.
pub(super) fn create_if_missing(url: &str) -> Result<(), Error> {
    match create_private(settings(url)?.get_filename()) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(Error::Unopenable(error.into())),
    }
}

/// Makes a file that is not there yet and that only this user can read.
pub(crate) fn create_private(path: &Path) -> io::Result<()> {
    let mut new = fs::OpenOptions::new();
    new.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut new, 0o600);
    new.open(path).map(drop)
}

pub(super) async fn open(url: &str, options: &Options) -> Result<(DatabaseConnection, PathBuf), Error> {
    let settings = settings(url)?;
    let path = settings.get_filename().to_owned();
    if !path.exists() {
        return Err(Error::Missing { path });
    }
    let settings = settings
        .create_if_missing(false)
        .foreign_keys(true)
        .busy_timeout(options.lock_timeout)
        .disable_statement_logging();
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .connect_with(settings)
        .await?;
    Ok((SqlxSqliteConnector::from_sqlx_sqlite_pool(pool), path))
}

fn settings(url: &str) -> Result<SqliteConnectOptions, Error> {
    if url.contains(":memory:") || url.contains("mode=memory") {
        return Err(Error::Url(
            "a database in memory keeps nothing; name a file".to_owned(),
        ));
    }
    url.parse().map_err(|_| {
        Error::Url("write it as sqlite://PATH, with % in the path written as %25 and ? as %3F".to_owned())
    })
}
