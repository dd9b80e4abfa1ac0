//! What somebody inspects, and how the client for it speaks.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{EndpointId, FieldErrors, InspectionId, NamespaceId, ParseIdError, Problem, Reference, ServerId};

/// The longest key that is tried, in bytes.
const MAX_KEY: usize = 8 * 1024;

/// What somebody inspects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InspectorTarget {
    /// An endpoint, as its clients see it.
    Endpoint(EndpointId),
    /// A namespace, as an endpoint over it would show it.
    Namespace(NamespaceId),
    /// A server alone, with its own names.
    Server(ServerId),
}

impl InspectorTarget {
    /// The noun before the id: `endpoint`, `namespace` or `server`.
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Endpoint(_) => "endpoint",
            Self::Namespace(_) => "namespace",
            Self::Server(_) => "server",
        }
    }

    /// As a form's value: `endpoint:0198…`.
    pub fn value(self) -> String {
        let id = match self {
            Self::Endpoint(id) => id.as_uuid(),
            Self::Namespace(id) => id.as_uuid(),
            Self::Server(id) => id.as_uuid(),
        };
        format!("{}:{id}", self.noun())
    }
}

impl FromStr for InspectorTarget {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once(':') {
            Some(("endpoint", id)) => id.parse().map(Self::Endpoint),
            Some(("namespace", id)) => id.parse().map(Self::Namespace),
            Some(("server", id)) => id.parse().map(Self::Server),
            _ => Err(ParseIdError),
        }
    }
}

/// The target that a form names in the field `target`.
pub(crate) fn chosen(text: &str) -> Result<InspectorTarget, FieldErrors> {
    let text = text.trim();
    if text.is_empty() {
        return Err(FieldErrors::of("target", Problem::Required));
    }
    let missing = Problem::Missing {
        name: text.to_owned(),
    };
    text.parse().map_err(|_| FieldErrors::of("target", missing))
}

/// How the client of an inspection speaks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InspectionProtocol {
    /// Streamable HTTP with a session.
    #[default]
    Streamable,
    /// Streamable HTTP without sessions.
    Stateless,
    /// HTTP+SSE: a stream, and messages beside it.
    EventStream,
}

impl InspectionProtocol {
    /// Every way, the usual first.
    pub const ALL: [Self; 3] = [Self::Streamable, Self::Stateless, Self::EventStream];

    /// The word in forms and URLs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Streamable => "streamable",
            Self::Stateless => "stateless",
            Self::EventStream => "event_stream",
        }
    }

    /// The version of the protocol that is spoken.
    pub const fn version(self) -> &'static str {
        match self {
            Self::Streamable => "2025-11-25",
            Self::Stateless => "2026-07-28",
            Self::EventStream => "2024-11-05",
        }
    }
}

/// What somebody can inspect, by name, and what they inspect already.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InspectorTargets {
    /// Endpoints.
    pub endpoints: Vec<Reference<EndpointId>>,
    /// Namespaces.
    pub namespaces: Vec<Reference<NamespaceId>>,
    /// Servers.
    pub servers: Vec<Reference<ServerId>>,
    /// One's own inspections, the oldest first.
    pub open: Vec<(InspectionId, InspectorTarget, String)>,
}

/// What to inspect, as a form says it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InspectionInput {
    /// [`InspectorTarget::value`].
    pub target: String,
    /// How to speak.
    #[serde(default)]
    pub protocol: InspectionProtocol,
    /// An API key or an access token to come with, as any client of an endpoint; empty to come as oneself.
    #[serde(default)]
    pub key: String,
    /// To come with a token that the client gets by OAuth, as any client of an endpoint.
    #[serde(default)]
    pub oauth: bool,
    /// The tool to begin with.
    #[serde(default)]
    pub tool: String,
    /// A call that is written down, whose arguments to begin with: its id.
    #[serde(default)]
    pub call: String,
}

impl std::fmt::Debug for InspectionInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("InspectionInput")
            .field("target", &self.target)
            .field("protocol", &self.protocol)
            .finish_non_exhaustive()
    }
}

impl InspectionInput {
    /// The target.
    pub fn target(&self) -> Result<InspectorTarget, FieldErrors> {
        chosen(&self.target)
    }

    /// The key to come with.
    pub fn key(&self) -> Option<&str> {
        Some(self.key.trim()).filter(|key| !key.is_empty())
    }

    /// Whether it names something, and a key only where there are keys.
    pub fn validate(&self) -> Result<(), FieldErrors> {
        let target = self.target()?;
        let has_keys = matches!(target, InspectorTarget::Endpoint(_));
        if self.oauth && !has_keys {
            return Err(FieldErrors::of("oauth", Problem::UnknownChoice));
        }
        match self.key() {
            Some(_) if self.oauth || !has_keys => Err(FieldErrors::of("key", Problem::UnknownChoice)),
            Some(key) if key.len() > MAX_KEY => {
                Err(FieldErrors::of("key", Problem::TooLong { max: MAX_KEY }))
            }
            Some(key) if !key.bytes().all(|byte| byte.is_ascii_graphic()) => {
                Err(FieldErrors::of("key", Problem::Wrong))
            }
            _ => Ok(()),
        }
    }

    /// The same without the key, to be shown again.
    #[must_use]
    pub fn without_key(&self) -> Self {
        Self {
            key: String::new(),
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{InspectionInput, InspectorTarget};

    const ID: &str = "0198c5a2-7b3e-7c41-9a54-0d6a1f2b3c4d";

    #[test]
    fn a_target_is_read_as_it_was_written() {
        for noun in ["endpoint", "namespace", "server"] {
            let text = format!("{noun}:{ID}");
            let target: InspectorTarget = text.parse().expect("a target");
            assert_eq!((target.noun(), target.value()), (noun, text));
        }
        for odd in ["", "endpoint", &format!("key:{ID}"), "server:1"] {
            let input = InspectionInput {
                target: odd.to_owned(),
                ..InspectionInput::default()
            };
            assert!(input.validate().is_err(), "{odd}");
        }
    }

    #[test]
    fn keys_are_for_endpoints_and_are_never_printed() {
        let input = |noun: &str, key: &str| InspectionInput {
            target: format!("{noun}:{ID}"),
            key: key.to_owned(),
            ..InspectionInput::default()
        };
        assert!(input("endpoint", "sk_mt_secret").validate().is_ok());
        assert!(input("server", " ").validate().is_ok());
        assert!(input("server", "sk_mt_secret").validate().is_err());
        assert!(input("endpoint", "two words").validate().is_err());
        let shown = format!("{:?}", input("endpoint", "sk_mt_secret"));
        assert!(!shown.contains("secret"), "{shown}");
        assert_eq!(input("endpoint", "sk_mt_secret").without_key().key, "");
    }
}
