//! The chain of a namespace as people see it.

use serde::{Deserialize, Serialize};

use super::{Chain, Link};
use crate::{NamespaceId, Reference, Timestamp};

/// Everything that a namespace does, with what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainView {
    /// The namespace.
    pub namespace: Reference<NamespaceId>,
    /// Its links, in order.
    pub links: Vec<LinkView>,
    /// What the chain was before the last change, where there was one.
    pub before: Option<Chain>,
    /// The caller may change it.
    pub editable: bool,
    /// To send back with a change.
    pub version: i64,
}

/// A link with what it has done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkView {
    /// The link.
    pub link: Link,
    /// What it has done since it was set as it is; nothing while it is off, or was never reached.
    pub figures: Option<LinkFiguresView>,
}

/// What a link has done.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkFiguresView {
    /// Requests that it looked at.
    pub seen: u64,
    /// Requests or answers that it stopped, changed, or answered itself.
    pub acted: u64,
    /// Whom it stopped, the latest first. For those who may change the namespace.
    pub stopped: Vec<StoppedView>,
}

/// Somebody whom a link stopped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoppedView {
    /// Who, or what of whom.
    pub who: String,
    /// How often.
    pub times: u64,
    /// When it was last.
    pub last: Timestamp,
}

impl ChainView {
    /// The chain.
    pub fn chain(&self) -> Chain {
        Chain(self.links.iter().map(|view| view.link.clone()).collect())
    }

    /// The link with this id.
    pub fn link(&self, id: u32) -> Option<&LinkView> {
        self.links.iter().find(|view| view.link.id == id)
    }
}
