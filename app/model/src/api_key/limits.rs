//! What a key may be used for.

use serde::{Deserialize, Serialize};

use crate::{EndpointId, NamespaceId, Problem};

/// The most patterns of tools that one key has.
pub const MAX_TOOL_PATTERNS: usize = 100;
/// The longest pattern, in characters; names of tools are not longer either.
const MAX_TOOL_PATTERN: usize = 128;

/// Where a key is accepted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyReach {
    /// Wherever its visibility lets it.
    #[default]
    Everywhere,
    /// Of these places, at the chosen ones only.
    Chosen,
}

impl KeyReach {
    /// Every reach, the default first.
    pub const ALL: [Self; 2] = [Self::Everywhere, Self::Chosen];

    /// The word for it in forms.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Everywhere => "everywhere",
            Self::Chosen => "chosen",
        }
    }
}

/// What a key may be used for, of what its visibility lets it. By default everything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyLimits {
    /// The only places; `None` is everywhere. A place that is gone stays here: losing the last one must not open all
    /// others.
    #[serde(default)]
    pub places: Option<KeyPlaces>,
    /// Patterns of the only tools, by the names that clients see; `*` stands for any text, `?` for one character. Where
    /// there are any, the key shows no prompts and no resources. Empty: everything.
    #[serde(default)]
    pub tools: Vec<String>,
}

/// Endpoints, by themselves or by what they publish.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyPlaces {
    /// These.
    #[serde(default)]
    pub endpoints: Vec<EndpointId>,
    /// All that publish these, later ones too.
    #[serde(default)]
    pub namespaces: Vec<NamespaceId>,
}

impl KeyPlaces {
    /// An endpoint that publishes a namespace is one of them.
    pub fn contain(&self, endpoint: EndpointId, namespace: NamespaceId) -> bool {
        self.endpoints.contains(&endpoint) || self.namespaces.contains(&namespace)
    }
}

/// Patterns, one a line; empty lines do not count.
pub(super) fn patterns(text: &str) -> Vec<String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(str::to_owned).collect()
}

/// Checks what [`patterns`] found.
pub(super) fn check_patterns(patterns: &[String]) -> Result<(), Problem> {
    if patterns.len() > MAX_TOOL_PATTERNS {
        return Err(Problem::TooMany {
            max: MAX_TOOL_PATTERNS,
        });
    }
    let is_bad = |pattern: &&String| {
        pattern.chars().count() > MAX_TOOL_PATTERN
            || pattern.chars().any(|c| c.is_whitespace() || c.is_control())
    };
    match patterns.iter().find(is_bad) {
        Some(pattern) => Err(Problem::BadToolPattern {
            pattern: pattern.chars().take(MAX_TOOL_PATTERN).collect(),
        }),
        None => Ok(()),
    }
}
