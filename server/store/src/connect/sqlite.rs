//! Opens a `SQLite` file.

use sea_orm::{
    SqlxSqliteConnector,
    sqlx::{
        ConnectOptions,
        sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
    },
};

use super::{DatabaseFile, Opened};
use crate::{Error, StoreOptions, error::opening};

pub(super) async fn open(url: &str, options: &StoreOptions) -> Result<Opened, Error> {
    let settings: SqliteConnectOptions = url.parse().map_err(|_| {
        Error::Url("write it as sqlite://PATH, with % in the path written as %25 and ? as %3F".to_owned())
    })?;
    if url.contains(":memory:") || url.contains("mode=memory") {
        return Err(Error::Url(
            "a database in memory keeps nothing; name a file".to_owned(),
        ));
    }
    let file = DatabaseFile::at(settings.get_filename())?;
    let settings = settings
        .create_if_missing(false)
        // Readers and a writer do not hold each other up.
        .journal_mode(SqliteJournalMode::Wal)
        // What was confirmed as saved survives a power cut. Writes are rare here, so an fsync each costs little.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(options.busy_timeout)
        .disable_statement_logging();
    let pool = SqlitePoolOptions::new()
        .max_connections(options.max_connections)
        .acquire_timeout(options.acquire_timeout)
        // There is no network in between that could have broken a connection.
        .test_before_acquire(false)
        .connect_with(settings)
        .await
        .map_err(opening)?;
    Ok(Opened {
        connection: SqlxSqliteConnector::from_sqlx_sqlite_pool(pool),
        file: Some(file),
    })
}
