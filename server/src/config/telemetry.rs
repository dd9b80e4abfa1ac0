//! What the process tells of itself, and to whom. Variables of OpenTelemetry have the names and the meaning of its specification.

use std::{net::SocketAddr, path::PathBuf};

use gateway::Sampler;
use http::{HeaderMap, HeaderName, HeaderValue};
use url::Url;

use super::read::Reader;

const ENDPOINT: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";
const HEADERS: &str = "OTEL_EXPORTER_OTLP_HEADERS";
const PROTOCOL: &str = "OTEL_EXPORTER_OTLP_PROTOCOL";
const RESOURCE: &str = "OTEL_RESOURCE_ATTRIBUTES";
const SERVICE: &str = "OTEL_SERVICE_NAME";
const SAMPLER: &str = "OTEL_TRACES_SAMPLER";
const SAMPLER_ARG: &str = "OTEL_TRACES_SAMPLER_ARG";

/// Metrics, files of logs, and a collector.
#[derive(Debug, Clone)]
pub struct Telemetry {
    /// The metrics have a listener of their own.
    pub metrics_listen: Option<SocketAddr>,
    /// Tools that have series of their own.
    pub metrics_series: usize,
    /// The folder of log files.
    pub log_dir: Option<PathBuf>,
    /// Log files that are kept.
    pub log_files: usize,
    /// Where traces and logs go.
    pub otlp: Option<Otlp>,
}

/// A collector that speaks OTLP.
#[derive(Clone)]
pub struct Otlp {
    /// Where traces go.
    pub traces: Option<Url>,
    /// Where logs go.
    pub logs: Option<Url>,
    /// What goes along with each request; it may hold a key.
    pub headers: HeaderMap,
    /// What the process is, for the collector.
    pub resource: Vec<(String, String)>,
    /// Which calls become traces.
    pub sampler: Sampler,
}

impl std::fmt::Debug for Otlp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Otlp")
            .field("resource", &self.resource)
            .field("sampler", &self.sampler)
            .finish_non_exhaustive()
    }
}

/// Reads them.
pub(super) fn telemetry(read: &mut Reader<'_>) -> Telemetry {
    Telemetry {
        metrics_listen: read.optional_parsed(
            "METAMCP_METRICS_LISTEN",
            "an address with a port, such as 127.0.0.1:9464",
        ),
        metrics_series: read.number("METAMCP_METRICS_SERIES"),
        log_dir: read.optional("METAMCP_LOG_DIR").map(PathBuf::from),
        log_files: read.positive("METAMCP_LOG_FILES"),
        otlp: otlp(read),
    }
}

fn otlp(read: &mut Reader<'_>) -> Option<Otlp> {
    // Looked at in any case, so that what is wrong is named before somebody sets the endpoint.
    let protocol = read.text(PROTOCOL);
    if protocol != "http/protobuf" {
        read.refuse(
            PROTOCOL,
            protocol,
            "http/protobuf: the only one that is spoken here",
        );
    }
    let (has_traces, has_logs) = (
        goes(read, "OTEL_TRACES_EXPORTER"),
        goes(read, "OTEL_LOGS_EXPORTER"),
    );
    let sampler = sampler(read);
    let headers = headers(read);
    let resource = resource(read);
    let base: Url = read.optional_parsed(ENDPOINT, "a URL such as http://localhost:4318")?;
    if !matches!(base.scheme(), "http" | "https") {
        // It may hold a password.
        read.refuse(ENDPOINT, "…".to_owned(), "a URL such as http://localhost:4318");
        return None;
    }
    let below = |path: &str| {
        let mut url = base.clone();
        let before = base.path().trim_end_matches('/').to_owned();
        url.set_path(&format!("{before}/v1/{path}"));
        url
    };
    let otlp = Otlp {
        traces: has_traces.then(|| below("traces")),
        logs: has_logs.then(|| below("logs")),
        headers,
        resource,
        sampler,
    };
    (otlp.traces.is_some() || otlp.logs.is_some()).then_some(otlp)
}

fn goes(read: &mut Reader<'_>, name: &'static str) -> bool {
    let value = read.text(name);
    if !matches!(value.as_str(), "otlp" | "none") {
        read.refuse(name, value, "otlp or none");
        return false;
    }
    value == "otlp"
}

fn sampler(read: &mut Reader<'_>) -> Sampler {
    let name = read.text(SAMPLER);
    let ratio: f64 = read.parsed(SAMPLER_ARG, "a number from 0 to 1");
    if !(0.0..=1.0).contains(&ratio) {
        read.refuse(SAMPLER_ARG, ratio.to_string(), "a number from 0 to 1");
    }
    let (follows_client, rest) = match name.strip_prefix("parentbased_") {
        Some(rest) => (true, rest),
        None => (false, name.as_str()),
    };
    let ratio = match rest {
        "always_on" => 1.0,
        "always_off" => 0.0,
        "traceidratio" => ratio,
        _ => {
            let known = "always_on, always_off, traceidratio, or one of them behind parentbased_";
            read.refuse(SAMPLER, name.clone(), known);
            0.0
        }
    };
    Sampler {
        follows_client,
        ratio,
    }
}

/// What does not fit is not repeated: it may be a key.
fn headers(read: &mut Reader<'_>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in pairs(read, HEADERS) {
        let pair = (
            HeaderName::try_from(name.to_ascii_lowercase()),
            HeaderValue::try_from(value),
        );
        if let (Ok(name), Ok(mut value)) = pair {
            value.set_sensitive(true);
            headers.append(name, value);
        } else {
            read.refuse(HEADERS, "…".to_owned(), "comma-separated NAME=VALUE pairs");
        }
    }
    headers
}

fn resource(read: &mut Reader<'_>) -> Vec<(String, String)> {
    let mut all = pairs(read, RESOURCE);
    let name = read.text(SERVICE);
    // The name by itself wins over the one among the attributes; that of the attributes wins over the default.
    let is_said = read.is_set(SERVICE) || !all.iter().any(|(key, _)| key == "service.name");
    if is_said {
        all.retain(|(key, _)| key != "service.name");
        all.push(("service.name".to_owned(), name));
    }
    if !all.iter().any(|(key, _)| key == "service.version") {
        let version = env!("CARGO_PKG_VERSION").to_owned();
        all.push(("service.version".to_owned(), version));
    }
    all
}

/// `k=v,k2=v2`, values percent-encoded.
fn pairs(read: &mut Reader<'_>, name: &'static str) -> Vec<(String, String)> {
    let parts = read.list(name);
    let mut pairs = Vec::with_capacity(parts.len());
    for part in parts {
        match part.split_once('=') {
            Some((key, value)) if !key.trim().is_empty() => {
                pairs.push((key.trim().to_owned(), decoded(value.trim())));
            }
            _ => read.refuse(name, "…".to_owned(), "comma-separated NAME=VALUE pairs"),
        }
    }
    pairs
}

/// RFC 3986 §2.1; a percent sign before anything else stands for itself.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let coded = (byte == b'%')
            .then(|| after.get(..2))
            .flatten()
            .and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        bytes.push(coded.unwrap_or(byte));
        rest = if coded.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use gateway::Sampler;

    use crate::config::{Config, Environment};

    fn read(variables: &[(&str, &str)]) -> Result<Config, super::super::ConfigError> {
        let variables = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Config::from_environment(variables.collect::<Environment>())
    }

    #[test]
    fn nothing_is_sent_until_somebody_says_where() {
        let telemetry = read(&[("OTEL_SERVICE_NAME", "x")]).expect("fits").telemetry;
        assert!(
            telemetry.otlp.is_none() && telemetry.log_dir.is_none() && telemetry.metrics_listen.is_none()
        );
        let nothing = read(&[
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318"),
            ("OTEL_TRACES_EXPORTER", "none"),
            ("OTEL_LOGS_EXPORTER", "none"),
        ]);
        assert!(nothing.expect("fits").telemetry.otlp.is_none());
    }

    #[test]
    fn the_variables_mean_what_opentelemetry_says() {
        let otlp = read(&[
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "https://collector.example/otlp/"),
            (
                "OTEL_EXPORTER_OTLP_HEADERS",
                "Authorization=Basic%20abc%3D, x-team=blue",
            ),
            (
                "OTEL_RESOURCE_ATTRIBUTES",
                "deployment.environment.name=prod,service.name=mine",
            ),
            ("OTEL_TRACES_SAMPLER", "parentbased_traceidratio"),
            ("OTEL_TRACES_SAMPLER_ARG", "0.25"),
        ])
        .expect("fits")
        .telemetry
        .otlp
        .expect("on");
        assert_eq!(
            otlp.traces.expect("sent").as_str(),
            "https://collector.example/otlp/v1/traces"
        );
        assert_eq!(
            otlp.logs.expect("sent").as_str(),
            "https://collector.example/otlp/v1/logs"
        );
        assert_eq!(otlp.headers["authorization"], "Basic abc=");
        assert_eq!(otlp.headers["x-team"], "blue");
        assert_eq!(otlp.resource[1], ("service.name".to_owned(), "mine".to_owned()));
        assert_eq!(
            otlp.sampler,
            Sampler {
                follows_client: true,
                ratio: 0.25
            }
        );
    }

    #[test]
    fn what_does_not_fit_is_named_and_keys_are_not_repeated() {
        let error = read(&[
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "ftp://user:secret@host"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "secret-without-value"),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
            ("OTEL_TRACES_EXPORTER", "jaeger"),
            ("OTEL_TRACES_SAMPLER", "sometimes"),
            ("OTEL_TRACES_SAMPLER_ARG", "2"),
            ("METAMCP_METRICS_LISTEN", "here"),
            ("METAMCP_LOG_FILES", "0"),
        ])
        .expect_err("wrong");
        assert_eq!(error.0.len(), 8, "{error}");
        assert!(!error.to_string().contains("secret"), "{error}");
    }
}
