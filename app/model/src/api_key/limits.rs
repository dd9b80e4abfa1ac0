//! What a key may be used for.

use serde::{Deserialize, Serialize};

use crate::{EndpointId, NamespaceId};

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
