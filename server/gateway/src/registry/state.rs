//! One moment of the configuration, in the form that requests need. Never changed, only replaced.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use model::{ApiKeyId, EndpointAuth, EndpointId, ServerId, Timestamp, UserId};
use tokio::time::Instant;

use super::{Introduced, Summary};
use crate::{EndpointSpec, KeySpec, Offering, PrincipalId, catalogue::Catalogue};

/// Everything a request looks up.
#[derive(Default)]
pub(crate) struct State {
    by_name: HashMap<Arc<str>, Arc<Endpoint>>,
    /// The namespaces behind servers that are none of their own.
    nested: HashMap<ServerId, Arc<Namespace>>,
    keys: HashMap<[u8; 32], Arc<Key>>,
    /// Who still has a key, to end the sessions of those who do not.
    key_ids: HashSet<ApiKeyId>,
    key_owners: HashSet<UserId>,
}

/// A namespace published under a name.
pub(crate) struct Endpoint {
    pub(crate) id: EndpointId,
    pub(crate) name: Arc<str>,
    pub(crate) auth: EndpointAuth,
    /// `None` is public.
    pub(crate) owner: Option<UserId>,
    /// As in [`EndpointSpec`].
    pub(crate) session_idle: Option<Duration>,
    /// As in [`EndpointSpec`].
    pub(crate) session_lifetime: Option<Duration>,
    pub(crate) namespace: Arc<Namespace>,
}

/// What an endpoint publishes.
pub(crate) struct Namespace {
    /// How it introduces itself.
    pub(crate) introduction: Introduced,
    pub(crate) catalogue: Catalogue,
    /// What its servers say of themselves.
    pub(crate) summary: Summary,
    /// Everything that its servers offer is known, or nobody hopes to learn it soon.
    pub(super) is_settled: bool,
    /// Until then a list waits for servers that have never been asked; `None` when there are none.
    pub(crate) incomplete_until: Option<Instant>,
}

/// A key that is accepted.
pub(crate) struct Key {
    pub(crate) id: ApiKeyId,
    /// `None` is public.
    pub(crate) owner: Option<UserId>,
    /// Milliseconds since the epoch; 0 after it was taken. Shared by all states that know the key.
    last_use: Arc<AtomicI64>,
}

// === impl State ===

impl State {
    pub(super) fn new(
        endpoints: impl IntoIterator<Item = Endpoint>,
        nested: HashMap<ServerId, Arc<Namespace>>,
        keys: HashMap<[u8; 32], Arc<Key>>,
    ) -> Self {
        let by_name = endpoints
            .into_iter()
            .map(|endpoint| (endpoint.name.clone(), Arc::new(endpoint)))
            .collect();
        let key_ids = keys.values().map(|key| key.id).collect();
        let key_owners = keys.values().filter_map(|key| key.owner).collect();
        Self {
            by_name,
            nested,
            keys,
            key_ids,
            key_owners,
        }
    }

    /// The endpoint with this name.
    pub(crate) fn endpoint(&self, name: &str) -> Option<&Arc<Endpoint>> {
        self.by_name.get(name)
    }

    /// The endpoint with this id. Not for the data path: it looks at all of them.
    pub(crate) fn endpoint_by_id(&self, id: EndpointId) -> Option<&Arc<Endpoint>> {
        self.by_name.values().find(|endpoint| endpoint.id == id)
    }

    /// The servers behind one that stands for a namespace; `None` for any other server.
    pub(crate) fn behind(&self, server_id: ServerId) -> Option<Vec<ServerId>> {
        let namespace = self.nested.get(&server_id)?;
        let members = namespace.catalogue.members().iter();
        Some(members.map(|member| member.server_id).collect())
    }

    /// The key with this SHA-256.
    pub(crate) fn key(&self, digest: &[u8; 32]) -> Option<&Arc<Key>> {
        self.keys.get(digest)
    }

    /// All endpoints.
    pub(crate) fn endpoints(&self) -> impl Iterator<Item = &Arc<Endpoint>> {
        self.by_name.values()
    }

    /// All keys.
    pub(crate) fn keys(&self) -> &HashMap<[u8; 32], Arc<Key>> {
        &self.keys
    }

    /// What a session began with still holds: its endpoint exists, and its principal may use it.
    pub(crate) fn admits(&self, endpoint_id: EndpointId, principal: PrincipalId) -> bool {
        let Some(endpoint) = self.endpoint_by_id(endpoint_id) else {
            return false;
        };
        match principal {
            PrincipalId::Anonymous(id) => id == endpoint.id && endpoint.auth == EndpointAuth::None,
            _ if endpoint.auth == EndpointAuth::None => false,
            PrincipalId::User(user) => endpoint.opens_to(Some(user)) && self.key_owners.contains(&user),
            PrincipalId::PublicKey(key) => endpoint.opens_to(None) && self.key_ids.contains(&key),
            PrincipalId::Gateway => false,
        }
    }

    /// Clients of an endpoint reach a server. Not for the data path.
    pub(crate) fn reaches(&self, endpoint_id: EndpointId, server_id: ServerId) -> bool {
        let members = self
            .endpoint_by_id(endpoint_id)
            .map_or(&[][..], |endpoint| endpoint.namespace.catalogue.members());
        members.iter().any(|member| member.server_id == server_id)
    }

    /// The key is still accepted.
    pub(crate) fn has_key(&self, id: ApiKeyId) -> bool {
        self.key_ids.contains(&id)
    }
}

// === impl Namespace ===

impl Namespace {
    /// What it offers to a namespace that contains it.
    pub(super) fn as_offering(&self) -> Offering {
        self.summary.with_lists(self.catalogue.lists())
    }
}

// === impl Endpoint ===

impl Endpoint {
    pub(super) fn new(spec: &EndpointSpec, namespace: Arc<Namespace>) -> Self {
        Self {
            id: spec.id,
            name: spec.name.as_str().into(),
            auth: spec.auth,
            owner: spec.owner,
            session_idle: spec.session_idle,
            session_lifetime: spec.session_lifetime,
            namespace,
        }
    }

    /// The owner of a key (`None`: the key is public) may use this endpoint.
    pub(crate) fn opens_to(&self, key_owner: Option<UserId>) -> bool {
        self.owner.is_none() || self.owner == key_owner
    }
}

// === impl Key ===

impl Key {
    /// The key of a spec; `before` is the same key in the state before, whose last use goes on.
    pub(super) fn new(spec: &KeySpec, before: Option<&Self>) -> Self {
        let last_use = before
            .filter(|key| key.id == spec.id)
            .map(|key| key.last_use.clone())
            .unwrap_or_default();
        Self {
            id: spec.id,
            owner: spec.owner,
            last_use,
        }
    }

    /// In whose name its holder acts.
    pub(crate) fn principal(&self) -> PrincipalId {
        self.owner
            .map_or(PrincipalId::PublicKey(self.id), PrincipalId::User)
    }

    /// Notes a use.
    pub(crate) fn used(&self, at: Timestamp) {
        self.last_use.store(at.as_millis(), Ordering::Relaxed);
    }

    /// The last use since the last take.
    pub(crate) fn take_last_use(&self) -> Option<Timestamp> {
        match self.last_use.swap(0, Ordering::Relaxed) {
            0 => None,
            millis => Some(Timestamp::from_millis(millis)),
        }
    }
}
