//! The list of variables: `example.env`, the README and `--help` are checked against it.

/// One environment variable.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Its name.
    pub name: &'static str,
    /// Its value when it is not set; empty means none.
    pub default: &'static str,
    /// What it does, in one line.
    pub about: &'static str,
}

const fn setting(name: &'static str, default: &'static str, about: &'static str) -> Setting {
    Setting { name, default, about }
}

/// Every variable that is read.
pub const SETTINGS: &[Setting] = &[
    setting(
        "METAMCP_LISTEN",
        "127.0.0.1:12008",
        "Address and port of the one listener.",
    ),
    setting(
        "APP_URL",
        "",
        "Public base URL: what people and clients write; http://localhost with the port of METAMCP_LISTEN when empty.",
    ),
    setting(
        "METAMCP_PUBLIC_URLS",
        "",
        "Comma-separated further base URLs under which it is reached, besides APP_URL.",
    ),
    setting(
        "METAMCP_DATA_DIR",
        "data",
        "Database file, secret key, working directory of servers.",
    ),
    setting(
        "DATABASE_URL",
        "",
        "sqlite://PATH or postgres://…; metamcp.db in the data directory when empty.",
    ),
    setting(
        "POSTGRES_CA_CERT",
        "",
        "PEM text of the authority that signed Postgres' certificate.",
    ),
    setting(
        "METAMCP_SECRET_KEY",
        "",
        "32 bytes as base64 or hex that seal stored secrets; else secret.key in the data directory, made at first start.",
    ),
    setting(
        "METAMCP_REDIS_URL",
        "",
        "redis:// or rediss:// URL where processes that share a database count the requests of rate limits together.",
    ),
    setting(
        "METAMCP_CONFIG",
        "",
        "A YAML or JSON file that is applied at every start.",
    ),
    setting(
        "METAMCP_LOG",
        "",
        "Filter such as info or gateway=debug; wins over LOG_LEVEL.",
    ),
    setting("LOG_LEVEL", "info", "all, info, errors-only or none."),
    setting("METAMCP_LOG_FORMAT", "auto", "auto, pretty or json."),
    setting(
        "METAMCP_METRICS_TOKEN",
        "",
        "What monitoring sends as bearer token to read /metrics; when empty, programs on this machine may.",
    ),
    setting(
        "METAMCP_METRICS_LISTEN",
        "",
        "Address and port of a listener for /metrics alone; then it is not on the one listener.",
    ),
    setting(
        "METAMCP_METRICS_SERIES",
        "1000",
        "Tools at endpoints that have metrics of their own; the rest counts as other.",
    ),
    setting(
        "METAMCP_LOG_DIR",
        "",
        "Folder for files of logs, JSON lines, one file a day; none when empty.",
    ),
    setting("METAMCP_LOG_FILES", "14", "Files of logs that are kept."),
    setting(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "",
        "Base URL of a collector of OpenTelemetry for traces and logs; nothing is sent when empty.",
    ),
    setting(
        "OTEL_EXPORTER_OTLP_HEADERS",
        "",
        "Comma-separated NAME=VALUE pairs that go along with each request to it.",
    ),
    setting(
        "OTEL_EXPORTER_OTLP_PROTOCOL",
        "http/protobuf",
        "How the collector is spoken to: always http/protobuf.",
    ),
    setting(
        "OTEL_TRACES_EXPORTER",
        "otlp",
        "otlp or none: whether traces are sent.",
    ),
    setting(
        "OTEL_LOGS_EXPORTER",
        "otlp",
        "otlp or none: whether logs are sent.",
    ),
    setting(
        "OTEL_SERVICE_NAME",
        "metamcp",
        "What the collector calls this process.",
    ),
    setting(
        "OTEL_RESOURCE_ATTRIBUTES",
        "",
        "Comma-separated NAME=VALUE pairs that tell this process from others.",
    ),
    setting(
        "OTEL_TRACES_SAMPLER",
        "parentbased_always_on",
        "Which calls become traces: always_on, always_off, traceidratio, alone or behind parentbased_, with which clients decide.",
    ),
    setting(
        "OTEL_TRACES_SAMPLER_ARG",
        "1.0",
        "The part of traces for traceidratio, from 0 to 1.",
    ),
    setting(
        "METAMCP_AUDIT",
        "on",
        "on or off: calls of clients and changes by people are written down, see docs/audit.md.",
    ),
    setting(
        "METAMCP_AUDIT_DAYS",
        "30",
        "They are kept for so many days; 0 for ever.",
    ),
    setting(
        "METAMCP_AUDIT_ROWS",
        "1000000",
        "So many calls are kept at most, the latest; 0 without a bound.",
    ),
    setting(
        "METAMCP_SHUTDOWN_SECONDS",
        "10",
        "Time for running calls and streams to end at shutdown.",
    ),
    setting(
        "METAMCP_MAX_BODY_BYTES",
        "52428800",
        "Largest request body and largest message of a server, in bytes.",
    ),
    setting("METAMCP_MAX_SESSIONS", "10000", "Client sessions in total."),
    setting(
        "METAMCP_MAX_SESSIONS_PER_PRINCIPAL",
        "1000",
        "Client sessions of one user or key at one endpoint.",
    ),
    setting(
        "METAMCP_SESSION_IDLE_MINUTES",
        "1440",
        "A client session without traffic for so long is forgotten.",
    ),
    setting(
        "METAMCP_MAX_CONNECTIONS",
        "1000",
        "Connections and processes of servers in total.",
    ),
    setting(
        "METAMCP_MAX_CONNECTIONS_PER_SERVER",
        "200",
        "Connections and processes of one server, unless it says less.",
    ),
    setting(
        "METAMCP_MAX_CONNECTIONS_PER_PRINCIPAL",
        "500",
        "Connections of one user or key, over all servers.",
    ),
    setting(
        "METAMCP_SPARE_CONNECTIONS",
        "1",
        "Connections of each server that are kept ready for whoever comes next, unless it says otherwise; 0 for none.",
    ),
    setting(
        "METAMCP_CONNECT_TIMEOUT_SECONDS",
        "60",
        "Time for a server to start, first download included.",
    ),
    setting(
        "METAMCP_CALL_TIMEOUT_SECONDS",
        "300",
        "Time for one call; progress starts it anew.",
    ),
    setting(
        "METAMCP_TOTAL_TIMEOUT_SECONDS",
        "3600",
        "Time for one call, whatever progress it makes.",
    ),
    setting(
        "METAMCP_REFRESH_MINUTES",
        "60",
        "Time between two looks at what a server offers, in case it did not say that it changed; 0 for never.",
    ),
    setting(
        "METAMCP_HEALTH_PING_SECONDS",
        "60",
        "A connection without traffic for so long is asked whether it still works; 0 for never.",
    ),
    setting(
        "METAMCP_VARIABLES",
        "",
        "Comma-separated names (or PREFIX_*) of variables that ${NAME} in servers may stand for.",
    ),
    setting(
        "METAMCP_TRUSTED_PROXIES",
        "",
        "Comma-separated addresses of proxies whose X-Forwarded-For is believed.",
    ),
    setting(
        "EXTRA_TRUSTED_ORIGINS",
        "",
        "Comma-separated origins, besides APP_URL, whose pages may call.",
    ),
    setting(
        "OIDC_CLIENT_ID",
        "",
        "What MetaMCP is called at a provider of single sign-on; the dashboard can hold more providers.",
    ),
    setting(
        "OIDC_CLIENT_SECRET",
        "",
        "What proves it there; none for a public client.",
    ),
    setting(
        "OIDC_DISCOVERY_URL",
        "",
        "The provider's issuer, or that with /.well-known/openid-configuration behind it.",
    ),
    setting(
        "OIDC_AUTHORIZATION_URL",
        "",
        "Where people sign in, in place of what the provider says.",
    ),
    setting(
        "OIDC_PROVIDER_ID",
        "oidc",
        "The last part of the callback: APP_URL/api/auth/oauth2/callback/oidc.",
    ),
    setting(
        "OIDC_SCOPES",
        "openid email profile",
        "What the provider is asked for.",
    ),
    setting(
        "OIDC_PKCE",
        "true",
        "Always true: providers that do not know PKCE pass over it.",
    ),
    setting(
        "BOOTSTRAP_DISABLE_REGISTRATION_UI",
        "",
        "true or false: switches registration by form off or on at each start; when empty, the dashboard decides.",
    ),
    setting(
        "BOOTSTRAP_DISABLE_REGISTRATION_SSO",
        "",
        "true or false: switches new people by providers off or on at each start; when empty, the dashboard decides.",
    ),
    setting(
        "METAMCP_ALLOW_PRIVATE_UPSTREAMS",
        "false",
        "Let servers have link-local and cloud metadata addresses.",
    ),
    setting(
        "METAMCP_CA_CERT",
        "",
        "PEM text of authorities of your own that sign certificates of servers.",
    ),
    setting(
        "TRANSFORM_LOCALHOST_TO_DOCKER_INTERNAL",
        "false",
        "localhost in server URLs means the container's host.",
    ),
];

/// The setting with this name.
///
/// # Panics
/// When the name is not in [`SETTINGS`]: a variable that is read has to be listed.
pub(super) fn named(name: &str) -> &'static Setting {
    SETTINGS
        .iter()
        .find(|setting| setting.name == name)
        .expect("every variable that is read is in SETTINGS")
}
