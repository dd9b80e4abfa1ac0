//! How the database is reached.

use std::time::Duration;

/// How the database is reached.
#[derive(Debug, Clone)]
pub struct Options {
    /// PEM text of the authority that signed Postgres' certificate. With it, the certificate and the host name
    /// are checked unless the URL chooses another `sslmode`.
    pub ca_cert: Option<String>,
    /// How long to wait for another process that migrates or writes before [`crate::Error::Locked`].
    pub lock_timeout: Duration,
}

impl Default for Options {
    fn default() -> Self {
        // Another replica may be in the middle of a long migration of a large table.
        Self {
            ca_cert: None,
            lock_timeout: Duration::from_mins(1),
        }
    }
}
