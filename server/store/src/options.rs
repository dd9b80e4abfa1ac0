//! How the database is reached.

use std::time::Duration;

/// How the database is reached. Bounds that are hit become errors that say so.
#[derive(Debug, Clone)]
pub struct StoreOptions {
    /// PEM text of the authority that signed Postgres' certificate. With it, the certificate and the host name
    /// are checked unless the URL chooses another `sslmode`.
    pub ca_cert: Option<String>,
    /// Connections in the pool. Reads beyond it wait.
    pub max_connections: u32,
    /// How long a write waits for another one to end before [`crate::Error::Locked`].
    pub busy_timeout: Duration,
    /// How long a statement waits for a connection before [`crate::Error::Unavailable`].
    pub acquire_timeout: Duration,
}

impl Default for StoreOptions {
    fn default() -> Self {
        Self {
            ca_cert: None,
            max_connections: 8,
            busy_timeout: Duration::from_secs(10),
            acquire_timeout: Duration::from_secs(5),
        }
    }
}
