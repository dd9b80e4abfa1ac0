//! Lines of logs: the gateway's own events, and what processes of servers write on stderr.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{ParseIdError, Reference, ServerId, Timestamp};

/// How much a line matters, the most first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogLevel {
    /// Something does not work.
    Error,
    /// Something may not work.
    Warn,
    /// What happens.
    Info,
    /// What happens within.
    Debug,
    /// Every step.
    Trace,
}

words!(LogLevel:
    Error = "error",
    Warn = "warn",
    Info = "info",
    Debug = "debug",
    Trace = "trace",
);

/// Who wrote lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogSource {
    /// The gateway itself.
    Gateway,
    /// The processes of a server.
    Server(ServerId),
}

/// The word for the gateway where servers have ids.
const GATEWAY: &str = "gateway";

impl FromStr for LogSource {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == GATEWAY {
            Ok(Self::Gateway)
        } else {
            text.parse().map(Self::Server)
        }
    }
}

impl std::fmt::Display for LogSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Gateway => f.write_str(GATEWAY),
            Self::Server(id) => id.fmt(f),
        }
    }
}

/// Which lines.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogFilter {
    /// Those that matter as much, or more. A line that does not tell counts as [`LogLevel::Info`].
    #[serde(default)]
    pub level: Option<LogLevel>,
    /// Those of one writer.
    #[serde(default)]
    pub source: Option<LogSource>,
    /// Those with this text, in letters of either case.
    #[serde(default)]
    pub text: String,
}

impl LogFilter {
    /// As the query of a page says it; what cannot be read filters nothing.
    pub fn read(level: Option<&str>, source: Option<&str>, text: Option<&str>) -> Self {
        Self {
            level: level.and_then(|level| level.parse().ok()),
            source: source.and_then(|source| source.parse().ok()),
            text: text.unwrap_or_default().trim().to_owned(),
        }
    }

    /// Every line.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a line is among them.
    pub fn passes(&self, line: &LogLine) -> bool {
        let level = line.level.unwrap_or(LogLevel::Info);
        self.level.is_none_or(|least| level <= least)
            && self.source.is_none_or(|source| source == line.source())
            && contains(&line.text, &self.text)
    }
}

/// Whether the text has the words, in letters of either case.
fn contains(text: &str, words: &str) -> bool {
    words.is_empty() || text.to_lowercase().contains(&words.to_lowercase())
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLine {
    /// Its number, from 1 at the start of the process.
    pub number: u64,
    /// When it was written.
    pub at: Timestamp,
    /// How much it matters, where that can be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<LogLevel>,
    /// The server whose process wrote it; nothing for the gateway.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server: Option<Reference<ServerId>>,
    /// That process.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub process_id: Option<u32>,
    /// What it says, without secrets and colours.
    pub text: String,
}

impl LogLine {
    /// Who wrote it.
    pub fn source(&self) -> LogSource {
        self.server
            .as_ref()
            .map_or(LogSource::Gateway, |server| LogSource::Server(server.id))
    }
}

/// Lines after a certain one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLines {
    /// They, the oldest first.
    pub lines: Vec<LogLine>,
    /// So many before the first of them are not among them: they were forgotten, or would have been too many.
    pub missed: u64,
    /// The number of the last line that was looked at; what comes next comes after it.
    pub last: u64,
}

/// The page of logs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogsView {
    /// The latest lines.
    pub latest: LogLines,
    /// Servers whose lines the reader may see, by name.
    pub servers: Vec<Reference<ServerId>>,
    /// They may see the gateway's own.
    pub sees_gateway: bool,
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{LogFilter, LogLevel, LogLine, LogSource};
    use crate::{Reference, ServerId, Timestamp};

    fn line(level: Option<LogLevel>, text: &str) -> LogLine {
        LogLine {
            number: 1,
            at: Timestamp::from_millis(0),
            level,
            server: None,
            process_id: None,
            text: text.to_owned(),
        }
    }

    #[test]
    fn a_level_lets_through_what_matters_as_much() {
        let filter = LogFilter::read(Some("warn"), None, None);
        assert!(filter.passes(&line(Some(LogLevel::Error), "")));
        assert!(filter.passes(&line(Some(LogLevel::Warn), "")));
        assert!(!filter.passes(&line(Some(LogLevel::Info), "")));
        assert!(!filter.passes(&line(None, "")));
        assert!(LogFilter::read(Some("info"), None, None).passes(&line(None, "")));
    }

    #[test]
    fn texts_are_found_in_either_case() {
        let filter = LogFilter::read(None, None, Some(" Über "));
        assert!(filter.passes(&line(None, "all über it")));
        assert!(!filter.passes(&line(None, "uber")));
    }

    #[test]
    fn sources_are_the_gateway_or_a_server() {
        let id = ServerId::from_uuid(Uuid::from_u128(7));
        for source in [LogSource::Gateway, LogSource::Server(id)] {
            assert_eq!(source.to_string().parse(), Ok(source));
        }
        let of_server = LogLine {
            server: Some(Reference {
                id,
                name: "clock".to_owned(),
            }),
            ..line(None, "")
        };
        let filter = LogFilter::read(None, Some(&id.to_string()), None);
        assert!(filter.passes(&of_server));
        assert!(!filter.passes(&line(None, "")));
        assert!(LogFilter::read(Some("loud"), Some("x"), Some("")).is_empty());
    }
}
