//! The connection that migrations run on.

mod postgres;
mod sqlite;

use std::path::{Path, PathBuf};

use sea_orm_migration::{
    DbErr, SchemaManager,
    sea_orm::{
        ConnectionTrait, DatabaseConnection, DatabaseTransaction, SqliteTransactionMode, TransactionOptions,
        TransactionTrait,
    },
};

pub(crate) use self::sqlite::create_private;
use crate::{Error, Options};

/// An arbitrary number that everyone who migrates this schema agrees on.
const ADVISORY_LOCK: i64 = 0x006d_6574_616d_6370;

/// One connection.
pub(crate) struct Database {
    connection: DatabaseConnection,
    /// The file, of `SQLite` only.
    file: Option<PathBuf>,
    lock_timeout_ms: u128,
}

impl Database {
    /// Opens the database, and makes an empty `SQLite` file where there is none.
    pub(crate) async fn open_or_create(url: &str, options: &Options) -> Result<Self, Error> {
        if is_sqlite(url) {
            sqlite::create_if_missing(url)?;
        }
        Self::open(url, options).await
    }

    /// Opens a database that exists.
    pub(crate) async fn open(url: &str, options: &Options) -> Result<Self, Error> {
        let (connection, file) = if is_sqlite(url) {
            let (connection, file) = sqlite::open(url, options).await?;
            (connection, Some(file))
        } else if ["postgres://", "postgresql://"]
            .iter()
            .any(|scheme| url.starts_with(scheme))
        {
            (postgres::open(url, options).await?, None)
        } else {
            return Err(Error::Url(
                "it has to begin with sqlite:// or postgres://".to_owned(),
            ));
        };
        Ok(Self {
            connection,
            file,
            lock_timeout_ms: options.lock_timeout.as_millis(),
        })
    }

    pub(crate) fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    pub(crate) fn connection(&self) -> &DatabaseConnection {
        &self.connection
    }

    pub(crate) fn manager(&self) -> SchemaManager<'_> {
        SchemaManager::new(&self.connection)
    }

    /// Begins a transaction when no other process has one of ours open: `SQLite` locks the file, Postgres an
    /// agreed number.
    pub(crate) async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let transaction = self.connection.begin_with_options(options).await?;
        if self.file.is_none() {
            let wait = format!("SET LOCAL lock_timeout = {}", self.lock_timeout_ms);
            transaction.execute_unprepared(&wait).await?;
            transaction
                .execute_unprepared(&format!("SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))
                .await?;
        }
        Ok(transaction)
    }

    pub(crate) async fn close(self) {
        // Everything is committed; a connection that does not end politely changes nothing.
        let _ = self.connection.close().await;
    }
}

fn is_sqlite(url: &str) -> bool {
    url.starts_with("sqlite:")
}
