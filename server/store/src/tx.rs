//! Transactions that write.

use std::{fmt, sync::atomic::AtomicBool};

use model::ApprovalId;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
    sea_query::{Expr, ExprTrait},
};
use tokio::sync::OwnedMutexGuard;
use tracing::instrument;

use crate::{
    Error, News, Store, Write,
    access::Executor,
    entity::revision::{Column, Entity},
    error::writing,
    news,
    store::{REVISION_ROW, no_revision},
};

/// A transaction that reads and writes. Dropping it rolls back. After a statement failed, it can only be
/// dropped: [`Tx::commit`] gives [`Error::Spoiled`].
pub struct Tx {
    transaction: DatabaseTransaction,
    process: u64,
    failed: AtomicBool,
    // Behind the transaction: its rollback is queued before the next writer's turn begins.
    _turn: Option<OwnedMutexGuard<()>>,
}

impl fmt::Debug for Tx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tx").finish_non_exhaustive()
    }
}

impl Store {
    /// Begins a transaction that writes. One runs at a time, in all processes: what is read in it stays true
    /// until it commits. [`Error::Locked`] when others take longer than `busy_timeout`.
    #[instrument(name = "store.begin", skip_all, err(level = "debug"))]
    pub async fn begin(&self) -> Result<Tx, Error> {
        let turn = self.write_turn().await?;
        let transaction = self.transaction_to_write().await?;
        if !self.is_sqlite() {
            self.take_turn(&transaction).await?;
        }
        Ok(Tx {
            transaction,
            process: self.process(),
            failed: AtomicBool::new(false),
            _turn: turn,
        })
    }

    /// A transaction of the database itself.
    pub(crate) async fn transaction_to_write(&self) -> Result<DatabaseTransaction, Error> {
        // A transaction of SQLite that reads first and writes later fails at once, whatever the timeout, when
        // another process wrote in between; an immediate one waits for its turn at the beginning.
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let begun = self.connection().begin_with_options(options).await;
        begun.map_err(writing)
    }

    /// Makes writers of Postgres queue as those of `SQLite` do, at the row that most of them change anyway.
    /// Otherwise two could each check a rule over several rows ("no public namespace has a private server",
    /// "nobody is administrator yet") and break it together.
    async fn take_turn(&self, transaction: &DatabaseTransaction) -> Result<(), Error> {
        let timeout = self.options().busy_timeout.as_millis();
        transaction
            .execute_unprepared(&format!("SET LOCAL lock_timeout = {timeout}"))
            .await
            .map_err(writing)?;
        let row = Entity::find_by_id(REVISION_ROW)
            .lock_exclusive()
            .one(transaction)
            .await
            .map_err(writing)?;
        row.map(drop).ok_or_else(no_revision)
    }
}

impl Tx {
    /// Tells all processes that the configuration changed, when this commits. Gives the new revision.
    #[instrument(name = "store.bump_revision", skip_all, err(level = "debug"))]
    pub async fn bump_revision(&self) -> Result<i64, Error> {
        let updated = Entity::update_many()
            .col_expr(Column::Revision, Expr::col(Column::Revision).add(1))
            .filter(Column::Id.eq(REVISION_ROW))
            .exec_with_returning(&self.transaction)
            .await
            .map_err(|error| self.executor().writing(error))?;
        news::tell(&self.transaction, self.process, News::Configuration)
            .await
            .map_err(|error| self.executor().writing(error))?;
        updated.first().map(|row| row.revision).ok_or_else(no_revision)
    }

    /// Tells other processes that a call waits for a person, or does so no more, when this commits.
    #[instrument(name = "store.tell_of_approval", skip_all, err(level = "debug"))]
    pub async fn tell_of_approval(&self, id: ApprovalId) -> Result<(), Error> {
        news::tell(&self.transaction, self.process, News::Approval(id))
            .await
            .map_err(|error| self.executor().writing(error))
    }

    /// Makes everything that was written visible and lasting.
    #[instrument(name = "store.commit", skip_all, err(level = "debug"))]
    pub async fn commit(self) -> Result<(), Error> {
        // Postgres would answer "done" to the end of a failed transaction and save nothing, SQLite would save
        // all but the statement that failed.
        if self.failed.into_inner() {
            return Err(Error::Spoiled);
        }
        self.transaction.commit().await.map_err(writing)
    }

    pub(crate) fn executor(&self) -> Executor<'_, Write> {
        Executor::of_transaction(&self.transaction, &self.failed)
    }
}
