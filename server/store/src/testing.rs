//! Databases for tests: a `SQLite` file and a Postgres that the suite starts itself.
//!
//! Every test has a database of its own, already migrated, made from a template. [`crate::db_tests`] runs one
//! body on both engines.

mod cluster;
mod own_postgres;
mod place;
mod postgres;
mod sqlite;

use std::ops::Deref;

pub use self::{own_postgres::OwnPostgres, place::Place};
use crate::{Store, StoreOptions};

/// A migrated database of one test, removed at its end.
pub struct TestDatabase {
    store: Store,
    place: Place,
}

impl TestDatabase {
    async fn open(place: Place) -> Self {
        let store = Store::connect(place.url(), StoreOptions::default())
            .await
            .expect("a new database opens");
        Self { store, place }
    }

    /// The store, to be given away. The database still ends with `self`.
    pub fn store(&self) -> Store {
        self.store.clone()
    }

    /// Where the database is.
    pub fn url(&self) -> &str {
        self.place.url()
    }

    /// Does to the database what no repository does.
    ///
    /// # Panics
    /// When it fails.
    pub async fn execute(&self, sql: &str) {
        let connection = sea_orm::Database::connect(self.url())
            .await
            .expect("the database opens");
        let done = sea_orm::ConnectionTrait::execute_unprepared(&connection, sql).await;
        done.expect("the statement is carried out");
        connection.close().await.expect("the connection closes");
    }

    /// Another store of the same database, as another process has it.
    ///
    /// # Panics
    /// When the database cannot be opened.
    pub async fn connect(&self, options: StoreOptions) -> Store {
        Store::connect(self.url(), options)
            .await
            .expect("the database of the test opens twice")
    }
}

impl Deref for TestDatabase {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}

/// A migrated `SQLite` file.
///
/// # Panics
/// When it cannot be made.
pub async fn sqlite() -> TestDatabase {
    TestDatabase::open(sqlite::migrated().await).await
}

/// A migrated Postgres database.
///
/// # Panics
/// When it cannot be made; without Postgres, the message says what to install.
pub async fn postgres() -> TestDatabase {
    TestDatabase::open(postgres::migrated().await).await
}

/// A place for a `SQLite` file that does not exist yet.
///
/// # Panics
/// When there is no place for temporary files.
pub fn empty_sqlite() -> Place {
    sqlite::empty()
}

/// A Postgres database without tables.
///
/// # Panics
/// When it cannot be made; without Postgres, the message says what to install.
pub async fn empty_postgres() -> Place {
    postgres::empty().await
}

/// Runs tests on both engines: each name is an `async fn` that takes a [`TestDatabase`] or, behind
/// `empty =>`, a [`Place`]. To be used once a module.
#[macro_export]
macro_rules! db_tests {
    (empty => $($name:ident),+ $(,)?) => {
        mod sqlite { $(
            #[tokio::test]
            async fn $name() {
                super::$name($crate::testing::empty_sqlite()).await;
            }
        )+ }
        mod postgres { $(
            #[tokio::test]
            async fn $name() {
                super::$name($crate::testing::empty_postgres().await).await;
            }
        )+ }
    };
    ($($name:ident),+ $(,)?) => {
        mod sqlite { $(
            #[tokio::test]
            async fn $name() {
                super::$name($crate::testing::sqlite().await).await;
            }
        )+ }
        mod postgres { $(
            #[tokio::test]
            async fn $name() {
                super::$name($crate::testing::postgres().await).await;
            }
        )+ }
    };
}
