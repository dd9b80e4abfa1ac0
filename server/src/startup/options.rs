//! The gateway's bounds and surroundings, from the configuration.

use std::sync::Arc;

use anyhow::Context;
use gateway::{GatewayOptions, SharedCounts};
use model::{ConnectionSettings, Defaults, RunSettings, SessionTimes, Timeouts};

use super::child_environment;
use crate::{config::Config, shared_counts::RedisCounts};

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
        authorities: config.authorities.clone(),
        localhost_is_docker_host: config.localhost_is_docker_host,
        public_urls: Some(config.public_urls.clone()),
        allowed_origins: allowed_origins(config),
        shared_counts: shared_counts(config)?,
        ..GatewayOptions::default()
    })
}

/// What these bounds are for servers and endpoints that say nothing, in the words of their forms.
pub(super) fn defaults(options: &GatewayOptions) -> Defaults {
    Defaults {
        run: RunSettings {
            connections: ConnectionSettings {
                sharing: None,
                spares: number(options.spares as u64),
                max: number(options.max_connections_per_server as u64),
            },
            timeouts: Timeouts {
                connect: number(options.connect_timeout.as_secs()),
                answer: number(options.call_timeout.as_secs()),
                total: number(options.total_timeout.as_secs()),
                ..Timeouts::default()
            },
            refresh_minutes: number(options.refresh.as_secs() / 60),
            ..RunSettings::default()
        },
        session: SessionTimes {
            idle_minutes: number(options.session_idle.as_secs() / 60),
            lifetime_minutes: None,
        },
    }
}

fn shared_counts(config: &Config) -> anyhow::Result<Option<Arc<dyn SharedCounts>>> {
    let Some(url) = &config.redis_url else {
        return Ok(None);
    };
    let counts = RedisCounts::new(url).context("METAMCP_REDIS_URL cannot be used")?;
    Ok(Some(Arc::new(counts)))
}

fn number(number: u64) -> Option<u32> {
    u32::try_from(number).ok()
}

/// Pages of the public URLs may call endpoints, and those that the administrator named.
fn allowed_origins(config: &Config) -> Vec<String> {
    let own = config.public_urls.all().iter();
    own.map(|url| url.origin().ascii_serialization())
        .chain(config.trusted_origins.iter().cloned())
        .collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use gateway::GatewayOptions;

    use super::defaults;

    #[test]
    fn pages_are_told_the_bounds_in_the_units_of_their_fields() {
        let told = defaults(&GatewayOptions {
            spares: 3,
            call_timeout: Duration::from_secs(90),
            refresh: Duration::ZERO,
            session_idle: Duration::from_hours(2),
            ..GatewayOptions::default()
        });
        assert_eq!(told.run.connections.spares, Some(3));
        assert_eq!(told.run.timeouts.answer, Some(90));
        assert_eq!(told.run.refresh_minutes, Some(0));
        assert_eq!(told.session.idle_minutes, Some(120));
        assert_eq!(told.session.lifetime_minutes, None, "nothing ends them");
    }
}
