//! Settings from the environment: read once at start, checked all at once, with the wrong ones named.

mod oidc;
mod read;
mod settings;
mod telemetry;

use std::{collections::HashMap, net::SocketAddr, path::PathBuf, time::Duration};

use gateway::Authorities;
use model::PublicUrls;
use service::{AuditOptions, DeclaredProvider};

pub use read::{ConfigError, Wrong};
pub use settings::{SETTINGS, Setting};
pub use telemetry::{Otlp, Telemetry};

/// Variables by name.
pub type Environment = HashMap<String, String>;

/// Everything that the environment decides.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where the one port listens.
    pub listen: SocketAddr,
    /// What people and clients write before paths.
    pub public_urls: PublicUrls,
    /// `sqlite://…` or `postgres://…`.
    pub database_url: String,
    /// PEM of the authority that signed the database's certificate.
    pub database_ca: Option<String>,
    /// Database file, secret key, working directory of child processes.
    pub data_dir: PathBuf,
    /// 32 bytes as base64 or hex; a generated file in the data directory otherwise.
    pub secret_key: Option<String>,
    /// A declaration that is applied at every start.
    pub declaration: Option<PathBuf>,
    /// What is logged, as a filter of `tracing`.
    pub log_filter: String,
    /// How it is logged.
    pub log_format: LogFormat,
    /// Streams and calls may take so long to end at shutdown.
    pub shutdown: Duration,
    /// What is written down, and for how long.
    pub audit: AuditOptions,
    /// Bounds of the gateway.
    pub limits: Limits,
    /// Names (or `PREFIX_*`) of variables that `${…}` in servers may stand for.
    pub variables: Vec<String>,
    /// What monitoring presents to read the metrics.
    pub metrics_token: Option<String>,
    /// What the process tells of itself, and to whom.
    pub telemetry: Telemetry,
    /// Where the requests of limits are counted for all processes.
    pub redis_url: Option<String>,
    /// Addresses of proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<std::net::IpAddr>,
    /// Origins, besides those of the public URLs, whose pages may call.
    pub trusted_origins: Vec<String>,
    /// A provider of single sign-on.
    pub oidc: Option<DeclaredProvider>,
    /// People register by the form; `None` leaves it to the dashboard.
    pub registration: Option<bool>,
    /// Providers bring people who have no account; `None` leaves it to the dashboard.
    pub sign_up: Option<bool>,
    /// Link-local and metadata addresses may be upstreams.
    pub allow_link_local: bool,
    /// Who may sign certificates of upstreams, besides public authorities.
    pub authorities: Authorities,
    /// `localhost` in upstream URLs means the container's host.
    pub localhost_is_docker_host: bool,
    /// The program that `main` belongs to, which the gateway starts in other modes too; no setting.
    pub helper: Option<PathBuf>,
    /// The process's own environment, for `${…}` and for the allow-list of child processes.
    pub environment: Environment,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people on a terminal, JSON otherwise.
    Auto,
    /// For people.
    Pretty,
    /// One JSON object a line.
    Json,
}

/// Bounds of the gateway; an error that hits one names its variable.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of a request body or of an upstream's frame.
    pub max_body_bytes: usize,
    /// Client sessions in total.
    pub max_sessions: usize,
    /// Client sessions of one principal at one endpoint.
    pub max_sessions_per_principal: usize,
    /// Upstream connections in total.
    pub max_connections: usize,
    /// Connections to one upstream.
    pub max_connections_per_server: usize,
    /// Connections of one principal, over all upstreams.
    pub max_connections_per_principal: usize,
    /// Connections of each upstream that are kept ready.
    pub spares: usize,
    /// Idle time after which a client session is forgotten.
    pub session_idle: Duration,
    /// Time for a connection to an upstream, first download by `npx` included.
    pub connect_timeout: Duration,
    /// Time for a call; progress starts it anew.
    pub call_timeout: Duration,
    /// Time for a call, whatever progress it makes.
    pub total_timeout: Duration,
    /// Time between two looks at what an upstream offers; zero is never.
    pub refresh: Duration,
    /// Silence after which a connection is asked whether it still works; zero is never.
    pub health_ping: Duration,
}

impl Config {
    /// Reads the process's environment.
    pub fn from_process() -> Result<Self, ConfigError> {
        #[expect(
            clippy::disallowed_methods,
            reason = "this is the one place that reads the environment"
        )]
        let environment = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        Self::from_environment(environment)
    }

    /// Reads an environment.
    pub fn from_environment(environment: Environment) -> Result<Self, ConfigError> {
        let mut read = read::Reader::new(&environment);
        let data_dir = PathBuf::from(read.text("METAMCP_DATA_DIR"));
        let listen: SocketAddr = read.parsed(
            "METAMCP_LISTEN",
            "an address with a port, such as 127.0.0.1:12008",
        );
        let config = Self {
            listen,
            public_urls: PublicUrls::new(
                read.public_url("APP_URL", listen.port()),
                read.public_urls("METAMCP_PUBLIC_URLS"),
            ),
            database_url: read.database_url("DATABASE_URL", &data_dir),
            database_ca: read.optional("POSTGRES_CA_CERT"),
            secret_key: read.optional("METAMCP_SECRET_KEY"),
            declaration: read.optional("METAMCP_CONFIG").map(PathBuf::from),
            log_filter: read.log_filter("METAMCP_LOG", "LOG_LEVEL"),
            log_format: read.log_format("METAMCP_LOG_FORMAT"),
            shutdown: read.seconds("METAMCP_SHUTDOWN_SECONDS"),
            audit: AuditOptions {
                is_on: read.flag("METAMCP_AUDIT"),
                days: read.number("METAMCP_AUDIT_DAYS") as u64,
                most_rows: read.number("METAMCP_AUDIT_ROWS") as u64,
                ..AuditOptions::default()
            },
            limits: Limits {
                max_body_bytes: read.positive("METAMCP_MAX_BODY_BYTES"),
                max_sessions: read.positive("METAMCP_MAX_SESSIONS"),
                max_sessions_per_principal: read.positive("METAMCP_MAX_SESSIONS_PER_PRINCIPAL"),
                max_connections: read.positive("METAMCP_MAX_CONNECTIONS"),
                max_connections_per_server: read.positive("METAMCP_MAX_CONNECTIONS_PER_SERVER"),
                max_connections_per_principal: read.positive("METAMCP_MAX_CONNECTIONS_PER_PRINCIPAL"),
                spares: read.number("METAMCP_SPARE_CONNECTIONS"),
                session_idle: read.minutes("METAMCP_SESSION_IDLE_MINUTES"),
                connect_timeout: read.seconds("METAMCP_CONNECT_TIMEOUT_SECONDS"),
                call_timeout: read.seconds("METAMCP_CALL_TIMEOUT_SECONDS"),
                total_timeout: read.seconds("METAMCP_TOTAL_TIMEOUT_SECONDS"),
                refresh: read.minutes_or_never("METAMCP_REFRESH_MINUTES"),
                health_ping: read.seconds_or_never("METAMCP_HEALTH_PING_SECONDS"),
            },
            variables: read.list("METAMCP_VARIABLES"),
            metrics_token: read.optional("METAMCP_METRICS_TOKEN"),
            telemetry: telemetry::telemetry(&mut read),
            redis_url: read.redis_url("METAMCP_REDIS_URL"),
            trusted_proxies: read.parsed_list(
                "METAMCP_TRUSTED_PROXIES",
                "a comma-separated list of IP addresses",
            ),
            trusted_origins: read.list("EXTRA_TRUSTED_ORIGINS"),
            oidc: oidc::provider(&mut read),
            registration: read
                .optional_flag("BOOTSTRAP_DISABLE_REGISTRATION_UI")
                .map(|off| !off),
            sign_up: read
                .optional_flag("BOOTSTRAP_DISABLE_REGISTRATION_SSO")
                .map(|off| !off),
            allow_link_local: read.flag("METAMCP_ALLOW_PRIVATE_UPSTREAMS"),
            authorities: read.authorities("METAMCP_CA_CERT"),
            localhost_is_docker_host: read.flag("TRANSFORM_LOCALHOST_TO_DOCKER_INTERNAL"),
            data_dir,
            helper: None,
            environment: HashMap::new(),
        };
        read.finish()?;
        Ok(Self {
            environment,
            ..config
        })
    }
}

#[cfg(test)]
mod tests;
