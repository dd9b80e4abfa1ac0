//! What a repository may do, in its type: only those of a transaction have methods that write.

use std::{
    marker::PhantomData,
    sync::atomic::{AtomicBool, Ordering},
};

use sea_orm::{DatabaseConnection, DatabaseExecutor, DatabaseTransaction, DbErr};

use crate::{Error, error};

/// Marks repositories of a [`crate::Store`]: they read.
#[derive(Debug, Clone, Copy)]
pub struct Read;

/// Marks repositories of a [`crate::Tx`]: they read and write.
#[derive(Debug, Clone, Copy)]
pub struct Write;

/// Where the statements of a repository go.
pub(crate) struct Executor<'a, A> {
    pub(crate) db: DatabaseExecutor<'a>,
    /// Set when a statement of the transaction failed.
    failed: Option<&'a AtomicBool>,
    access: PhantomData<A>,
}

impl<'a> Executor<'a, Read> {
    pub(crate) fn of_store(connection: &'a DatabaseConnection) -> Self {
        Self {
            db: connection.into(),
            failed: None,
            access: PhantomData,
        }
    }

    /// For several reads at one moment.
    pub(crate) fn of_snapshot(transaction: &'a DatabaseTransaction) -> Self {
        Self {
            db: transaction.into(),
            failed: None,
            access: PhantomData,
        }
    }
}

impl<'a> Executor<'a, Write> {
    pub(crate) fn of_transaction(transaction: &'a DatabaseTransaction, failed: &'a AtomicBool) -> Self {
        Self {
            db: transaction.into(),
            failed: Some(failed),
            access: PhantomData,
        }
    }
}

impl<A> Executor<'_, A> {
    /// What the failure of a statement that reads means.
    pub(crate) fn reading(&self, error: DbErr) -> Error {
        self.note_failure();
        error::reading(error)
    }

    /// What the failure of a statement that inserts or updates means.
    pub(crate) fn writing(&self, error: DbErr) -> Error {
        self.note_failure();
        error::writing(error)
    }

    /// What the failure of a statement that deletes means.
    pub(crate) fn deleting(&self, error: DbErr) -> Error {
        self.note_failure();
        error::deleting(error)
    }

    fn note_failure(&self) {
        if let Some(failed) = self.failed {
            failed.store(true, Ordering::Relaxed);
        }
    }
}
