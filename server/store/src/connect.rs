//! Opens a database from its URL.

mod file;
mod postgres;
mod sqlite;

use sea_orm::DatabaseConnection;

pub(crate) use self::file::DatabaseFile;
use crate::{Error, StoreOptions};

/// An open database.
pub(crate) struct Opened {
    pub(crate) connection: DatabaseConnection,
    /// The file, of `SQLite` only.
    pub(crate) file: Option<DatabaseFile>,
}

pub(crate) async fn open(url: &str, options: &StoreOptions) -> Result<Opened, Error> {
    if url.starts_with("sqlite:") {
        sqlite::open(url, options).await
    } else if ["postgres://", "postgresql://"]
        .iter()
        .any(|scheme| url.starts_with(scheme))
    {
        postgres::open(url, options).await
    } else {
        // The URL may hold a password.
        Err(Error::Url(
            "it has to begin with sqlite:// or postgres://".to_owned(),
        ))
    }
}
