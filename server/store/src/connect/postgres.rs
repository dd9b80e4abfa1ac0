//! Opens a Postgres database.

use sea_orm::{
    SqlxPostgresConnector,
    sqlx::{
        ConnectOptions, Connection,
        postgres::{PgConnectOptions, PgConnection, PgPoolOptions, PgSslMode},
    },
};

use super::Opened;
use crate::{
    Error, StoreOptions,
    error::{cause, opening},
};

/// The connection that hears what other processes do.
const LISTENING: u32 = 1;

pub(super) async fn open(url: &str, options: &StoreOptions) -> Result<Opened, Error> {
    let settings = settings(url, options)?;
    // The pool asks again and again until its time is over and then only says so; one attempt of our own
    // tells what is wrong.
    let first = tokio::time::timeout(options.acquire_timeout, PgConnection::connect_with(&settings)).await;
    let first = first
        .map_err(|elapsed| Error::Unavailable(cause(elapsed)))?
        .map_err(opening)?;
    // Nothing depends on a polite end of this connection.
    let _ = first.close().await;
    let pool = PgPoolOptions::new()
        .max_connections(options.max_connections + LISTENING)
        .acquire_timeout(options.acquire_timeout)
        .connect_with(settings)
        .await
        .map_err(opening)?;
    Ok(Opened {
        connection: SqlxPostgresConnector::from_sqlx_postgres_pool(pool),
        file: None,
    })
}

fn settings(url: &str, options: &StoreOptions) -> Result<PgConnectOptions, Error> {
    let mut settings: PgConnectOptions = url.parse().map_err(|_| {
        Error::Url(
            "write it as postgres://USER:PASSWORD@HOST:PORT/DATABASE, special characters percent-encoded"
                .to_owned(),
        )
    })?;
    if let Some(pem) = &options.ca_cert {
        settings = settings.ssl_root_cert_from_pem(pem.clone().into_bytes());
        if !url.contains("sslmode=") && !url.contains("ssl-mode=") {
            settings = settings.ssl_mode(PgSslMode::VerifyFull);
        }
    }
    Ok(settings.application_name("metamcp").disable_statement_logging())
}
