//! Opens a Postgres database.

use std::{io, time::Duration};

use sea_orm_migration::sea_orm::{
    DatabaseConnection, SqlxPostgresConnector,
    sqlx::{
        ConnectOptions, Connection,
        postgres::{PgConnectOptions, PgConnection, PgPoolOptions, PgSslMode},
    },
};

use crate::{Error, Options};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

pub(super) async fn open(url: &str, options: &Options) -> Result<DatabaseConnection, Error> {
    let settings = settings(url, options)?;
    // The pool asks again and again until its time is over and then only says so; one attempt of our own
    // tells what is wrong.
    let Ok(first) = tokio::time::timeout(CONNECT_TIMEOUT, PgConnection::connect_with(&settings)).await else {
        return Err(Error::Unavailable(
            io::Error::from(io::ErrorKind::TimedOut).into(),
        ));
    };
    // Nothing depends on a polite end of this connection.
    let _ = first?.close().await;
    let pool = PgPoolOptions::new()
        .max_connections(1)
        .acquire_timeout(CONNECT_TIMEOUT)
        .connect_with(settings)
        .await?;
    Ok(SqlxPostgresConnector::from_sqlx_postgres_pool(pool))
}

fn settings(url: &str, options: &Options) -> Result<PgConnectOptions, Error> {
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
    Ok(settings
        .application_name("metamcp migrate")
        .disable_statement_logging())
}
