//! What the environment may say, and that its documentation is complete.

use std::{collections::HashMap, time::Duration};

use super::{Config, SETTINGS};

fn read(variables: &[(&str, &str)]) -> Result<Config, super::ConfigError> {
    Config::from_environment(
        variables
            .iter()
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
            .collect(),
    )
}

#[test]
fn nothing_has_to_be_set() {
    let config = read(&[]).expect("defaults fit");
    assert_eq!(config.listen.to_string(), "127.0.0.1:12008");
    assert_eq!(config.database_url, "sqlite://data/metamcp.db");
    assert_eq!(config.limits.max_body_bytes, 50 * 1024 * 1024);
    assert_eq!(config.log_filter, "info");
    assert_eq!(config.public_urls.primary().as_str(), "http://localhost:12008/");
}

#[test]
fn where_nothing_else_is_said_the_address_is_the_one_that_is_listened_on() {
    let moved = ("METAMCP_LISTEN", "127.0.0.1:18250");
    let config = read(&[moved]).expect("fits");
    assert_eq!(config.public_urls.primary().as_str(), "http://localhost:18250/");
    let config = read(&[moved, ("APP_URL", "https://mcp.example.com")]).expect("fits");
    assert_eq!(config.public_urls.primary().as_str(), "https://mcp.example.com/");
}

#[test]
fn every_wrong_variable_is_named_at_once() {
    let error = read(&[
        ("METAMCP_LISTEN", "12008"),
        ("METAMCP_MAX_SESSIONS", "0"),
        ("APP_URL", "https://example.com/sub/path"),
        ("LOG_LEVEL", "loud"),
        ("METAMCP_ALLOW_PRIVATE_UPSTREAMS", "maybe"),
    ])
    .expect_err("five are wrong");
    let names: Vec<_> = error.0.iter().map(|wrong| wrong.name).collect();
    assert_eq!(
        names,
        [
            "METAMCP_LISTEN",
            "APP_URL",
            "LOG_LEVEL",
            "METAMCP_MAX_SESSIONS",
            "METAMCP_ALLOW_PRIVATE_UPSTREAMS"
        ]
    );
    assert!(
        error
            .to_string()
            .contains("METAMCP_LISTEN=12008\n    expected an address"),
        "{error}"
    );
}

#[test]
fn what_may_be_never_or_none_may_be_zero() {
    let config = read(&[
        ("METAMCP_SPARE_CONNECTIONS", "0"),
        ("METAMCP_REFRESH_MINUTES", "0"),
        ("METAMCP_HEALTH_PING_SECONDS", "0"),
    ])
    .expect("fits");
    let limits = config.limits;
    assert_eq!(limits.spares, 0);
    assert_eq!([limits.refresh, limits.health_ping], [Duration::ZERO; 2]);
    let error = read(&[
        ("METAMCP_MAX_CONNECTIONS_PER_SERVER", "0"),
        ("METAMCP_MAX_CONNECTIONS_PER_PRINCIPAL", "0"),
        ("METAMCP_SPARE_CONNECTIONS", "-1"),
        ("METAMCP_TOTAL_TIMEOUT_SECONDS", "0"),
        ("METAMCP_REFRESH_MINUTES", "never"),
    ])
    .expect_err("none fits");
    assert_eq!(error.0.len(), 5, "{error}");
}

#[test]
fn the_gateways_own_defaults_are_those_of_the_list() {
    let limits = read(&[]).expect("defaults fit").limits;
    let gateway = gateway::GatewayOptions::default();
    assert_eq!(
        [
            limits.max_connections,
            limits.max_connections_per_server,
            limits.max_connections_per_principal,
            limits.spares
        ],
        [
            gateway.max_connections,
            gateway.max_connections_per_server,
            gateway.max_connections_per_principal,
            gateway.spares
        ]
    );
    assert_eq!(
        [
            limits.call_timeout,
            limits.total_timeout,
            limits.refresh,
            limits.health_ping
        ],
        [
            gateway.call_timeout,
            gateway.total_timeout,
            gateway.refresh,
            gateway.health_ping
        ]
    );
}

#[test]
fn an_empty_variable_counts_as_not_set() {
    let config = read(&[("METAMCP_CALL_TIMEOUT_SECONDS", " "), ("DATABASE_URL", "")]).expect("fits");
    assert_eq!(config.limits.call_timeout, Duration::from_mins(5));
}

#[test]
fn any_data_directory_makes_a_database_url() {
    let config = read(&[("METAMCP_DATA_DIR", "/srv/50% off?")]).expect("fits");
    assert_eq!(config.database_url, "sqlite:///srv/50%25 off%3F/metamcp.db");
}

#[test]
fn a_provider_is_declared_whole_or_not_at_all() {
    assert!(read(&[]).expect("fits").oidc.is_none());
    let whole = [
        ("OIDC_CLIENT_ID", "metamcp"),
        ("OIDC_CLIENT_SECRET", "hush"),
        (
            "OIDC_DISCOVERY_URL",
            "https://id.example.com/.well-known/openid-configuration",
        ),
    ];
    let declared = read(&whole).expect("fits").oidc.expect("declared");
    assert_eq!(
        (declared.slug.as_str(), declared.client_id.as_str()),
        ("oidc", "metamcp")
    );
    assert!(!format!("{declared:?}").contains("hush"));
    for (variables, wrong) in [
        (vec![whole[0]], vec!["OIDC_DISCOVERY_URL"]),
        (vec![whole[1]], vec!["OIDC_CLIENT_ID", "OIDC_DISCOVERY_URL"]),
        (
            vec![whole[0], ("OIDC_DISCOVERY_URL", "http://id.example.com")],
            vec!["OIDC_DISCOVERY_URL"],
        ),
        (
            vec![whole[0], whole[2], ("OIDC_PROVIDER_ID", "a/b")],
            vec!["OIDC_PROVIDER_ID"],
        ),
        (vec![("OIDC_PKCE", "false")], vec!["OIDC_PKCE"]),
    ] {
        let error = read(&variables).expect_err("does not fit");
        let names: Vec<_> = error.0.iter().map(|wrong| wrong.name).collect();
        assert_eq!(names, wrong, "{error}");
    }
}

#[test]
fn a_wrong_database_url_is_not_printed() {
    let error = read(&[("DATABASE_URL", "mysql://root:hunter2@db")]).expect_err("not ours");
    assert!(!error.to_string().contains("hunter2"));
}

/// `NAME=default` of example.env, commented out or not.
fn example() -> HashMap<String, String> {
    let text = include_str!("../../../example.env");
    text.lines()
        .filter_map(|line| line.trim_start_matches(['#', ' ']).split_once('='))
        .filter(|(name, _)| {
            name.chars()
                .all(|c| c.is_ascii_uppercase() || c == '_' || c.is_ascii_digit())
        })
        .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
        .collect()
}

#[test]
fn example_env_and_readme_name_every_setting_and_no_other() {
    let example = example();
    let readme = include_str!("../../../README.md");
    for setting in SETTINGS {
        assert!(
            example.contains_key(setting.name),
            "{} is missing in example.env",
            setting.name
        );
        assert!(
            readme.contains(&format!("`{}`", setting.name)),
            "{} is missing in README.md",
            setting.name
        );
    }
    // Read by docker-compose.yml, not by the binary.
    let for_compose = |name: &str| name.starts_with("POSTGRES_") || name.starts_with("COMPOSE_");
    for name in example.keys().filter(|name| !for_compose(name)) {
        assert!(
            SETTINGS.iter().any(|setting| setting.name == name),
            "example.env has {name}, which nothing reads"
        );
    }
}

#[test]
fn further_public_urls_are_whole_ones() {
    let good = [
        ("APP_URL", "https://mcp.example.com"),
        (
            "METAMCP_PUBLIC_URLS",
            "http://intern.example:8080, https://mcp.example.com",
        ),
    ];
    let all = read(&good).expect("fits").public_urls;
    let all: Vec<_> = all.all().iter().map(url::Url::as_str).collect();
    assert_eq!(all, ["https://mcp.example.com/", "http://intern.example:8080/"]);
    for bad in [
        "intern.example",
        "ftp://a.example",
        "https://a.example/path",
        "https://me@a.example",
    ] {
        let error = read(&[("METAMCP_PUBLIC_URLS", bad)]).expect_err(bad);
        assert_eq!(error.0[0].name, "METAMCP_PUBLIC_URLS", "{bad}");
    }
}
