//! How much of the servers' logs a client wants (`logging/setLevel`).

use std::sync::atomic::{AtomicU8, Ordering};

use crate::{
    envelope::Envelope,
    raw::{RawObject, decode_string},
};

/// A level of syslog (RFC 5424), the least severe first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct LogLevel(u8);

const NAMES: [&str; 8] = [
    "debug",
    "info",
    "notice",
    "warning",
    "error",
    "critical",
    "alert",
    "emergency",
];

/// What a client set. Until it sets one, servers decide.
#[derive(Debug)]
pub(crate) struct LogThreshold(AtomicU8);

/// Stands for a threshold that nobody set.
const UNSET: u8 = u8::MAX;

impl LogLevel {
    /// The level with this name.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        let at = NAMES.iter().position(|it| *it == name)?;
        u8::try_from(at).ok().map(Self)
    }

    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        NAMES.get(usize::from(self.0)).copied().unwrap_or_default()
    }

    /// Every name, for messages.
    pub(crate) fn names() -> String {
        NAMES.join(", ")
    }
}

impl Default for LogThreshold {
    fn default() -> Self {
        Self(AtomicU8::new(UNSET))
    }
}

impl LogThreshold {
    /// The least severe level from now on.
    pub(crate) fn set(&self, level: LogLevel) {
        self.0.store(level.0, Ordering::Relaxed);
    }

    /// What the client set.
    pub(crate) fn get(&self) -> Option<LogLevel> {
        Some(LogLevel(self.0.load(Ordering::Relaxed))).filter(|level| level.0 != UNSET)
    }

    /// A notification passes: it is no log message, or one that is severe enough.
    pub(crate) fn admits(&self, notification: &Envelope<'_>) -> bool {
        let Some(threshold) = self.get() else {
            return true;
        };
        if threshold.0 == 0 || notification.method.as_deref() != Some("notifications/message") {
            return true;
        }
        // A level that we do not know is for the client to judge.
        level(notification).is_none_or(|level| level >= threshold)
    }
}

fn level(message: &Envelope<'_>) -> Option<LogLevel> {
    let params = RawObject::parse(message.params?.get(), &["level"]).ok()?;
    LogLevel::parse(&decode_string(params.get("level")?)?)
}

#[cfg(test)]
mod tests {
    use super::{LogLevel, LogThreshold};
    use crate::envelope::Envelope;

    #[test]
    fn lets_severe_messages_and_everything_else_through() {
        let threshold = LogThreshold::default();
        let admits = |method: &str, level: &str| {
            let frame =
                format!(r#"{{"jsonrpc":"2.0","method":"{method}","params":{{"level":"{level}","data":1}}}}"#);
            threshold.admits(&Envelope::parse(frame.as_bytes()).expect("a frame"))
        };
        assert!(admits("notifications/message", "debug"));
        assert_eq!(threshold.get(), None);
        threshold.set(LogLevel::parse("warning").expect("a level"));
        assert_eq!(threshold.get().map(LogLevel::name), Some("warning"));
        assert!(!admits("notifications/message", "notice"));
        assert!(admits("notifications/message", "warning"));
        assert!(admits("notifications/message", "unheard-of"));
        assert!(admits("notifications/other", "debug"));
    }
}
