//! Opens a `SQLite` file.

use sea_orm::{
    SqlxSqliteConnector,
    sqlx::{
        ConnectOptions, Connection,
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
        // SQLite ends a transaction by itself when the disk is full. The driver does not notice, and would let nobody
        // begin another one on this connection.
        .before_acquire(|connection, _| Box::pin(async move { Ok(!connection.is_in_transaction()) }))
        .connect_with(settings)
        .await
        .map_err(opening)?;
    Ok(Opened {
        connection: SqlxSqliteConnector::from_sqlx_sqlite_pool(pool),
        file: Some(file),
    })
}

#[cfg(test)]
mod tests {
    use sea_orm::{ConnectionTrait, DbErr, SqliteTransactionMode, TransactionOptions, TransactionTrait};

    use crate::{Error, StoreOptions, error::writing};

    /// Writes in a transaction, as [`crate::Tx`] does.
    async fn write(
        db: &impl TransactionTrait<Transaction = sea_orm::DatabaseTransaction>,
        sql: &str,
    ) -> Result<(), DbErr> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let transaction = db.begin_with_options(options).await?;
        transaction.execute_unprepared(sql).await?;
        transaction.commit().await
    }

    #[tokio::test]
    async fn a_full_disk_leaves_no_connection_behind_on_which_nobody_can_write() {
        let folder = tempfile::tempdir().expect("a directory");
        let file = folder.path().join("metamcp.db");
        std::fs::write(&file, "").expect("writes");
        let options = StoreOptions {
            max_connections: 1,
            ..StoreOptions::default()
        };
        let url = format!("sqlite://{}", file.display());
        let db = super::open(&url, &options).await.expect("opens").connection;
        write(&db, "CREATE TABLE things (thing)")
            .await
            .expect("there is room");
        // Of this connection: for the next one there is room again.
        db.execute_unprepared("PRAGMA max_page_count = 2")
            .await
            .expect("is set");
        let full = write(&db, "INSERT INTO things VALUES (zeroblob(1000000))").await;
        let full = writing(full.expect_err("there is no room"));
        assert!(matches!(full, Error::Full(_)), "{full:?}");
        write(&db, "INSERT INTO things VALUES (1)")
            .await
            .expect("there is room again");
    }
}
