//! Protocol versions: what a client may ask for, what it gets, and which headers carry it.
//!
//! Two eras: [`Version`]s are of the legacy one (`initialize`, sessions). In the modern one, [`MODERN`], each request says
//! everything in its `_meta`.

use http::HeaderName;

/// The session that `initialize` began, in requests and in the answer to `initialize`.
pub(crate) const SESSION_ID: HeaderName = HeaderName::from_static("mcp-session-id");

/// The version agreed on, in every request after `initialize` (2025-06-18 and later).
pub(crate) const PROTOCOL_VERSION: HeaderName = HeaderName::from_static("mcp-protocol-version");

/// The last event that a client saw before it lost a stream (2025-03-26 and later).
pub(crate) const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// The version without sessions.
pub(crate) const MODERN: &str = "2026-07-28";

/// In `_meta`: the version that a request speaks.
pub(crate) const META_VERSION: &str = "io.modelcontextprotocol/protocolVersion";

/// In `_meta`: who asks.
pub(crate) const CLIENT_INFO: &str = "io.modelcontextprotocol/clientInfo";

/// In `_meta`: what the client offers to be asked.
pub(crate) const CLIENT_CAPABILITIES: &str = "io.modelcontextprotocol/clientCapabilities";

/// In `_meta`: the least severe log message that the client wants.
pub(crate) const LOG_LEVEL: &str = "io.modelcontextprotocol/logLevel";

/// In `_meta` of an answer: who answers.
pub(crate) const SERVER_INFO: &str = "io.modelcontextprotocol/serverInfo";

/// In `_meta` of what comes on a subscription: its name.
pub(crate) const SUBSCRIPTION_ID: &str = "io.modelcontextprotocol/subscriptionId";

/// A version that clients may speak, oldest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Version {
    /// Older than Streamable HTTP, yet some clients ask for it there and understand no newer answer.
    V2024_11_05,
    /// The first with Streamable HTTP, and the only one with batches.
    V2025_03_26,
    /// Brought the version header.
    V2025_06_18,
    /// The last one with sessions.
    V2025_11_25,
}

impl Version {
    /// Every version, the oldest first.
    pub(crate) const ALL: [Self; 4] = [
        Self::V2024_11_05,
        Self::V2025_03_26,
        Self::V2025_06_18,
        Self::V2025_11_25,
    ];

    /// What a client gets that asks for something unknown.
    pub(crate) const LATEST: Self = Self::V2025_11_25;

    /// The version with this date.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|version| version.as_str() == text)
    }

    /// The answer to a client that asks for `requested`.
    pub(crate) fn negotiate(requested: &str) -> Self {
        Self::parse(requested).unwrap_or(Self::LATEST)
    }

    /// Its date.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::V2024_11_05 => "2024-11-05",
            Self::V2025_03_26 => "2025-03-26",
            Self::V2025_06_18 => "2025-06-18",
            Self::V2025_11_25 => "2025-11-25",
        }
    }

    /// Several messages may come in one body.
    pub(crate) const fn has_batches(self) -> bool {
        matches!(self, Self::V2025_03_26)
    }
}

#[cfg(test)]
mod tests {
    use super::Version;

    #[test]
    fn answers_a_known_version_with_itself_and_an_unknown_one_with_the_latest() {
        for version in Version::ALL {
            assert_eq!(Version::negotiate(version.as_str()), version);
        }
        assert_eq!(Version::negotiate("2031-01-01"), Version::LATEST);
        assert_eq!(Version::negotiate(""), Version::LATEST);
    }

    #[test]
    fn knows_batches_in_one_version_only() {
        let with_batches: Vec<_> = Version::ALL
            .into_iter()
            .filter(|version| version.has_batches())
            .collect();
        assert_eq!(with_batches, [Version::V2025_03_26]);
    }
}
