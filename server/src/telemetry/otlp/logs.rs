//! Events as OTLP logs.

use std::time::SystemTime;

use model::LogLevel;

use super::proto::{AnyValue, KeyValue, LogRecord, Value};

/// The most bytes of a text.
const MAX_TEXT: usize = 8 * 1024;

/// An event that happens now.
pub(in crate::telemetry) fn record(
    level: LogLevel,
    target: &str,
    message: &str,
    fields: &[(&'static str, String)],
) -> LogRecord {
    let now = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    let now = u64::try_from(now.as_nanos()).unwrap_or(u64::MAX);
    let (severity_number, severity_text) = severity(level);
    let bounded = |text: &str| text[..text.floor_char_boundary(MAX_TEXT)].to_owned();
    let mut attributes = vec![KeyValue::text("code.namespace", target)];
    attributes.extend(
        fields
            .iter()
            .map(|(name, value)| KeyValue::text(name, bounded(value))),
    );
    LogRecord {
        time_unix_nano: now,
        observed_time_unix_nano: now,
        severity_number,
        severity_text: severity_text.to_owned(),
        body: Some(AnyValue {
            value: Some(Value::Text(bounded(message))),
        }),
        attributes,
    }
}

/// The first number of each range (Logs Data Model, "SeverityNumber").
fn severity(level: LogLevel) -> (i32, &'static str) {
    match level {
        LogLevel::Error => (17, "ERROR"),
        LogLevel::Warn => (13, "WARN"),
        LogLevel::Info => (9, "INFO"),
        LogLevel::Debug => (5, "DEBUG"),
        LogLevel::Trace => (1, "TRACE"),
    }
}
