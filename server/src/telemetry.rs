//! Structured logs: for people on a terminal, JSON lines otherwise.

use std::io::{IsTerminal, stderr};

use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

use crate::config::{Config, LogFormat};

/// Libraries that say at `info` what nobody running a gateway needs, or that print payloads.
const QUIET: &str =
    "sqlx=warn,sea_orm=warn,sea_orm_migration=warn,hyper=warn,rustls=warn,tower_sessions=warn,leptos=warn";

/// Installs the subscriber of the process. Logs go to stderr: stdout belongs to what commands print.
pub fn install(config: &Config) {
    let filter = EnvFilter::try_new(format!("{QUIET},{}", config.log_filter))
        .unwrap_or_else(|_| EnvFilter::new(format!("{QUIET},info")));
    let pretty = match config.log_format {
        LogFormat::Auto => stderr().is_terminal(),
        LogFormat::Pretty => true,
        LogFormat::Json => false,
    };
    let registry = tracing_subscriber::registry().with(filter);
    // A second installation (tests that start several servers in one process) keeps the first.
    let _ = if pretty {
        registry
            .with(fmt::layer().with_writer(stderr).with_target(false))
            .try_init()
    } else {
        registry
            .with(fmt::layer().json().flatten_event(true).with_writer(stderr))
            .try_init()
    };
}
