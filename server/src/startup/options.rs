//! The gateway's bounds and surroundings, from the configuration.

use anyhow::Context;
use gateway::GatewayOptions;

use super::child_environment;
use crate::config::Config;

pub(super) fn gateway(config: &Config) -> anyhow::Result<GatewayOptions> {
    let limits = config.limits;
    let child_cwd = std::path::absolute(&config.data_dir).context("could not resolve the data directory")?;
    Ok(GatewayOptions {
        max_body_bytes: limits.max_body_bytes,
        max_sessions: limits.max_sessions,
        max_sessions_per_principal: limits.max_sessions_per_principal,
        session_idle: limits.session_idle,
        max_connections: limits.max_connections,
        max_connections_per_server: limits.max_connections_per_server,
        max_connections_per_principal: limits.max_connections_per_principal,
        spares: limits.spares,
        connect_timeout: limits.connect_timeout,
        call_timeout: limits.call_timeout,
        total_timeout: limits.total_timeout,
        refresh: limits.refresh,
        health_ping: limits.health_ping,
        variables: child_environment::variables(&config.environment, &config.variables),
        child_env: child_environment::inherited(&config.environment),
        child_cwd,
        helper: config.helper.clone(),
        allow_link_local: config.allow_link_local,
        localhost_is_docker_host: config.localhost_is_docker_host,
        public_url: config.public_url.to_string(),
        allowed_origins: allowed_origins(config),
        ..GatewayOptions::default()
    })
}

/// Pages of the public URL may call endpoints, and those that the administrator named.
fn allowed_origins(config: &Config) -> Vec<String> {
    let own = config.public_url.origin().ascii_serialization();
    std::iter::once(own)
        .chain(config.trusted_origins.iter().cloned())
        .collect()
}
