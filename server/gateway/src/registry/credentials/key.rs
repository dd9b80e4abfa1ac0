//! A key that is accepted.

use std::sync::Arc;

use model::{ApiKeyId, EndpointId, Owner, Timestamp};

use super::{LastUse, ToolFilter};
use crate::{KeySpec, PrincipalId};

/// A key that is accepted, until its time is over.
pub(crate) struct Key {
    pub(crate) id: ApiKeyId,
    pub(crate) owner: Owner,
    expires_at: Option<Timestamp>,
    /// `None`: all that its owner may use.
    endpoints: Option<Vec<EndpointId>>,
    tools: Option<Arc<ToolFilter>>,
    pub(super) last_use: LastUse,
}

impl Key {
    /// The uses of `before`, which is the same key in another state, go on.
    pub(super) fn new(spec: &KeySpec, before: Option<&Arc<Self>>) -> Self {
        let kept = before.and_then(|before| before.tools.clone());
        let kept = kept.filter(|tools| tools.is_of(&spec.tools));
        Self {
            id: spec.id,
            owner: spec.owner,
            expires_at: spec.expires_at,
            endpoints: spec.endpoints.clone(),
            // The same filter stays the same, for what is built with it.
            tools: kept.or_else(|| ToolFilter::new(&spec.tools).map(Arc::new)),
            last_use: before.map(|key| key.last_use.clone()).unwrap_or_default(),
        }
    }

    /// In whose name its holder acts.
    pub(crate) fn principal(&self) -> PrincipalId {
        match self.owner {
            Owner::Person(owner) if self.tools.is_none() => PrincipalId::User(owner),
            _ => PrincipalId::Key(self.id),
        }
    }

    /// It is not limited to other endpoints. Whether its owner may use this one is not asked here.
    pub(crate) fn opens(&self, endpoint: EndpointId) -> bool {
        self.endpoints
            .as_ref()
            .is_none_or(|endpoints| endpoints.contains(&endpoint))
    }

    /// Its time is not over.
    pub(crate) fn holds_at(&self, now: Timestamp) -> bool {
        self.expires_at.is_none_or(|end| now < end)
    }

    /// The tools that it shows, where it does not show everything.
    pub(crate) fn tools(&self) -> Option<&Arc<ToolFilter>> {
        self.tools.as_ref()
    }

    /// Notes a use.
    pub(crate) fn used(&self, at: Timestamp) {
        self.last_use.note(at);
    }
}
