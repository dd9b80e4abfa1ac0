//! Reads variables and collects what is wrong with them.

use std::{collections::HashMap, fmt, path::Path, str::FromStr, time::Duration};

use gateway::Authorities;
use url::Url;

use super::{LogFormat, settings::named};

/// One variable with a value that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// The variable.
    pub name: &'static str,
    /// What was found.
    pub value: String,
    /// What would fit.
    pub expected: String,
}

/// Variables with values that do not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError(pub Vec<Wrong>);

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("settings that do not fit (see example.env):")?;
        for Wrong {
            name,
            value,
            expected,
        } in &self.0
        {
            write!(f, "\n  {name}={value}\n    expected {expected}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigError {}

pub(super) struct Reader<'a> {
    environment: &'a HashMap<String, String>,
    wrong: Vec<Wrong>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(environment: &'a HashMap<String, String>) -> Self {
        Self {
            environment,
            wrong: Vec::new(),
        }
    }

    pub(super) fn finish(self) -> Result<(), ConfigError> {
        if self.wrong.is_empty() {
            Ok(())
        } else {
            Err(ConfigError(self.wrong))
        }
    }

    /// The value; a variable set to nothing counts as not set, as compose files write it.
    pub(super) fn optional(&self, name: &'static str) -> Option<String> {
        let default = Some(named(name).default.to_owned());
        let value = self.environment.get(name).map(|value| value.trim().to_owned());
        value
            .filter(|value| !value.is_empty())
            .or(default)
            .filter(|value| !value.is_empty())
    }

    pub(super) fn text(&self, name: &'static str) -> String {
        self.optional(name).unwrap_or_default()
    }

    pub(super) fn refuse(&mut self, name: &'static str, value: String, expected: &str) {
        self.wrong.push(Wrong {
            name,
            value,
            expected: expected.to_owned(),
        });
    }

    /// A value that does not fit is noted, and the default stands in until [`Reader::finish`] reports it.
    pub(super) fn parsed<T: FromStr>(&mut self, name: &'static str, expected: &str) -> T {
        let value = self.text(name);
        value.parse().unwrap_or_else(|_| {
            self.refuse(name, value, expected);
            named(name).default.parse().ok().expect("defaults fit")
        })
    }

    /// Somebody has set it.
    pub(super) fn is_set(&self, name: &'static str) -> bool {
        self.environment
            .get(name)
            .is_some_and(|value| !value.trim().is_empty())
    }

    /// Nothing where it is not set. What does not fit may hold a password, and is not repeated.
    pub(super) fn optional_parsed<T: FromStr>(&mut self, name: &'static str, expected: &str) -> Option<T> {
        let value = self.optional(name)?;
        let parsed = value.parse().ok();
        if parsed.is_none() {
            self.refuse(name, "…".to_owned(), expected);
        }
        parsed
    }

    /// What does not fit is not repeated: it may be a private key.
    pub(super) fn authorities(&mut self, name: &'static str) -> Authorities {
        self.text(name).parse().unwrap_or_else(|_| {
            self.refuse(name, "…".to_owned(), "PEM text of certificates of authorities");
            Authorities::default()
        })
    }

    pub(super) fn positive(&mut self, name: &'static str) -> usize {
        const EXPECTED: &str = "a whole number above 0";
        match self.parsed(name, EXPECTED) {
            0 => {
                self.refuse(name, "0".to_owned(), EXPECTED);
                1
            }
            number => number,
        }
    }

    pub(super) fn number(&mut self, name: &'static str) -> usize {
        self.parsed(name, "a whole number, 0 included")
    }

    /// Zero is never.
    pub(super) fn seconds_or_never(&mut self, name: &'static str) -> Duration {
        Duration::from_secs(self.number(name) as u64)
    }

    /// Zero is never.
    pub(super) fn minutes_or_never(&mut self, name: &'static str) -> Duration {
        Duration::from_secs(self.number(name) as u64 * 60)
    }

    pub(super) fn seconds(&mut self, name: &'static str) -> Duration {
        Duration::from_secs(self.positive(name) as u64)
    }

    pub(super) fn minutes(&mut self, name: &'static str) -> Duration {
        Duration::from_secs(self.positive(name) as u64 * 60)
    }

    /// Nothing where it is not set.
    pub(super) fn optional_flag(&mut self, name: &'static str) -> Option<bool> {
        self.optional(name).map(|_| self.flag(name))
    }

    pub(super) fn flag(&mut self, name: &'static str) -> bool {
        let value = self.text(name);
        match value.to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" | "on" => true,
            "false" | "0" | "no" | "off" => false,
            _ => {
                self.refuse(name, value, "true or false");
                false
            }
        }
    }

    pub(super) fn list(&self, name: &'static str) -> Vec<String> {
        let value = self.text(name);
        value
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect()
    }

    pub(super) fn parsed_list<T: FromStr>(&mut self, name: &'static str, expected: &str) -> Vec<T> {
        let parts = self.list(name);
        let parsed: Vec<T> = parts.iter().filter_map(|part| part.parse().ok()).collect();
        if parsed.len() != parts.len() {
            self.refuse(name, parts.join(","), expected);
        }
        parsed
    }

    pub(super) fn redis_url(&mut self, name: &'static str) -> Option<String> {
        let url = self.optional(name)?;
        let is_known = ["redis://", "rediss://"]
            .iter()
            .any(|scheme| url.starts_with(scheme));
        if !is_known || Url::parse(&url).is_err() {
            // It may hold a password.
            self.refuse(name, String::new(), "a URL such as redis://localhost:6379/0");
            return None;
        }
        Some(url)
    }

    /// Where nothing is set, that of this machine with the port that is listened on.
    pub(super) fn public_url(&mut self, name: &'static str, port: u16) -> Url {
        let of_this_machine = || {
            let url = format!("http://localhost:{port}");
            url.parse().expect("a number completes it")
        };
        let Some(value) = self.optional(name) else {
            return of_this_machine();
        };
        match value.parse() {
            Ok(url) => {
                self.check_public_url(name, &url);
                url
            }
            Err(_) => {
                self.refuse(name, value, "a full URL such as https://mcp.example.com");
                of_this_machine()
            }
        }
    }

    pub(super) fn public_urls(&mut self, name: &'static str) -> Vec<Url> {
        let urls: Vec<Url> = self.parsed_list(
            name,
            "a comma-separated list of full URLs such as https://mcp.example.com",
        );
        for url in &urls {
            self.check_public_url(name, url);
        }
        urls
    }

    fn check_public_url(&mut self, name: &'static str, url: &Url) {
        let is_bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        let is_nobodys = url.username().is_empty() && url.password().is_none();
        if !(matches!(url.scheme(), "http" | "https") && is_bare && is_nobodys) {
            self.refuse(
                name,
                url.to_string(),
                "http:// or https://, a host and nothing behind it",
            );
        }
    }

    pub(super) fn database_url(&mut self, name: &'static str, data_dir: &Path) -> String {
        let Some(value) = self.optional(name) else {
            // In a URL both characters have a meaning of their own.
            let path = data_dir.join("metamcp.db").display().to_string();
            return format!("sqlite://{}", path.replace('%', "%25").replace('?', "%3F"));
        };
        if !["sqlite:", "postgres://", "postgresql://"]
            .iter()
            .any(|scheme| value.starts_with(scheme))
        {
            // The value may hold a password.
            self.refuse(
                name,
                "…".to_owned(),
                "sqlite://PATH or postgres://USER:PASSWORD@HOST:PORT/DATABASE",
            );
        }
        value
    }

    pub(super) fn log_filter(&mut self, filter: &'static str, level: &'static str) -> String {
        let value = self.text(level);
        let by_level = match value.as_str() {
            "all" | "debug" => "debug",
            "info" => "info",
            "errors-only" | "error" => "error",
            "none" => "off",
            _ => {
                self.refuse(level, value, "all, info, errors-only or none");
                "info"
            }
        };
        self.optional(filter).unwrap_or_else(|| by_level.to_owned())
    }

    pub(super) fn log_format(&mut self, name: &'static str) -> LogFormat {
        let value = self.text(name);
        match value.as_str() {
            "auto" => LogFormat::Auto,
            "pretty" => LogFormat::Pretty,
            "json" => LogFormat::Json,
            _ => {
                self.refuse(name, value, "auto, pretty or json");
                LogFormat::Auto
            }
        }
    }
}
