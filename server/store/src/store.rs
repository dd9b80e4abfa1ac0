//! An open database.

use std::{
    hash::{BuildHasher, RandomState},
    sync::Arc,
};

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait};
use tokio::sync::{Mutex, OwnedMutexGuard};
use tracing::instrument;

use crate::{
    Error, StoreOptions,
    connect::{self, DatabaseFile},
    entity::revision,
    error::{cause, reading},
};

/// The one row of `configuration_revision`.
pub(crate) const REVISION_ROW: i32 = 1;

/// An open database. Clones share its connections.
#[derive(Debug, Clone)]
pub struct Store {
    connection: DatabaseConnection,
    options: Arc<StoreOptions>,
    file: Option<Arc<DatabaseFile>>,
    /// `SQLite` has one writer at a time and lets others ask again and again; this queue is fair, and leaves
    /// the connections of the pool to readers.
    turns: Option<Arc<Mutex<()>>>,
    /// Tells this process from others that share the database.
    process: u64,
}

impl Store {
    /// Opens `sqlite://PATH` or `postgres://…`. The database must exist and be migrated; neither is done here.
    #[instrument(name = "store.connect", skip_all, err(level = "debug"))]
    pub async fn connect(url: &str, options: StoreOptions) -> Result<Self, Error> {
        let opened = connect::open(url, &options).await?;
        Ok(Self {
            turns: opened.file.is_some().then(Arc::default),
            connection: opened.connection,
            file: opened.file.map(Arc::new),
            options: Arc::new(options),
            // Seeded by the system.
            process: RandomState::new().hash_one(()),
        })
    }

    /// The database answers, and is still the one that was opened.
    #[instrument(name = "store.ping", skip_all, err(level = "debug"))]
    pub async fn ping(&self) -> Result<(), Error> {
        self.check_in_place()?;
        self.connection.ping().await.map_err(reading)
    }

    /// Ends all connections; statements that run come to their end first. Clones cannot be used afterwards.
    #[instrument(name = "store.close", skip_all)]
    pub async fn close(&self) {
        if let Err(error) = self.connection.close_by_ref().await {
            tracing::debug!(
                error = &error as &dyn std::error::Error,
                "could not close the database"
            );
        }
    }

    /// The number of configuration changes so far, by any process. It grows when something changed.
    // Asked several times a second.
    #[instrument(name = "store.revision", level = "trace", skip_all, err(level = "debug"))]
    pub async fn revision(&self) -> Result<i64, Error> {
        revision_of(&self.connection).await
    }

    /// Several machines may use it at once, each with a process that serves.
    pub fn is_shared(&self) -> bool {
        !self.is_sqlite()
    }

    pub(crate) fn process(&self) -> u64 {
        self.process
    }

    pub(crate) fn connection(&self) -> &DatabaseConnection {
        &self.connection
    }

    pub(crate) fn options(&self) -> &StoreOptions {
        &self.options
    }

    pub(crate) fn is_sqlite(&self) -> bool {
        self.connection.get_database_backend() == DbBackend::Sqlite
    }

    /// Waits until this process may write, at most `busy_timeout`. To be held while writing.
    pub(crate) async fn write_turn(&self) -> Result<Option<OwnedMutexGuard<()>>, Error> {
        self.check_in_place()?;
        let Some(turns) = &self.turns else { return Ok(None) };
        let turn = Arc::clone(turns).lock_owned();
        match tokio::time::timeout(self.options.busy_timeout, turn).await {
            Ok(turn) => Ok(Some(turn)),
            Err(elapsed) => Err(Error::Locked(cause(elapsed))),
        }
    }

    fn check_in_place(&self) -> Result<(), Error> {
        self.file.as_deref().map_or(Ok(()), DatabaseFile::check_in_place)
    }
}

pub(crate) async fn revision_of(db: &impl ConnectionTrait) -> Result<i64, Error> {
    let row = revision::Entity::find_by_id(REVISION_ROW)
        .one(db)
        .await
        .map_err(reading)?;
    row.map(|row| row.revision).ok_or_else(no_revision)
}

pub(crate) fn no_revision() -> Error {
    Error::Inconsistent {
        table: "configuration_revision".to_owned(),
        column: "id",
        row: REVISION_ROW.to_string(),
        source: "the row is missing".into(),
    }
}
