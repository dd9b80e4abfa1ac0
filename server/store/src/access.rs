//! What a repository may do, in its type: only those of a transaction have methods that write.

use std::marker::PhantomData;

use sea_orm::{DatabaseConnection, DatabaseExecutor, DatabaseTransaction};

/// Marks repositories of a [`crate::Store`]: they read.
#[derive(Debug, Clone, Copy)]
pub struct Read;

/// Marks repositories of a [`crate::Tx`]: they read and write.
#[derive(Debug, Clone, Copy)]
pub struct Write;

/// Where the statements of a repository go.
pub(crate) struct Executor<'a, A> {
    pub(crate) db: DatabaseExecutor<'a>,
    access: PhantomData<A>,
}

impl<'a> Executor<'a, Read> {
    pub(crate) fn reading(db: &'a DatabaseConnection) -> Self {
        Self {
            db: db.into(),
            access: PhantomData,
        }
    }

    /// Reads of a transaction that is opened for several reads at one moment.
    pub(crate) fn reading_in(transaction: &'a DatabaseTransaction) -> Self {
        Self {
            db: transaction.into(),
            access: PhantomData,
        }
    }
}

impl<'a> Executor<'a, Write> {
    pub(crate) fn writing(transaction: &'a DatabaseTransaction) -> Self {
        Self {
            db: transaction.into(),
            access: PhantomData,
        }
    }
}
