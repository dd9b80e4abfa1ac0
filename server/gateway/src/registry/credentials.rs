//! What clients prove with who they are: keys that are accepted, and people's clients with their access tokens.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use model::{ApiKeyId, AuthorizationId, EndpointId, Timestamp, UserId};

use crate::{AccessToken, AuthorizationSpec, KeySpec, PrincipalId, TokenOpener};

/// What a client has shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Credential {
    /// A key.
    Key(ApiKeyId),
    /// An access token of somebody's client.
    Authorization(AuthorizationId),
}

/// Everything that is accepted.
#[derive(Default)]
pub(crate) struct Credentials {
    keys: HashMap<[u8; 32], Arc<Key>>,
    authorizations: HashMap<AuthorizationId, Arc<Authorization>>,
    opener: Option<Arc<dyn TokenOpener>>,
    /// Who still has a key, to end the sessions of those who do not.
    key_ids: HashSet<ApiKeyId>,
    key_owners: HashSet<UserId>,
    /// Who has a client, and where.
    client_owners: HashSet<(EndpointId, UserId)>,
}

/// A key that is accepted.
pub(crate) struct Key {
    pub(crate) id: ApiKeyId,
    /// `None` is public.
    pub(crate) owner: Option<UserId>,
    last_use: LastUse,
}

/// A client that acts for somebody at one endpoint.
pub(crate) struct Authorization {
    pub(crate) id: AuthorizationId,
    pub(crate) user_id: UserId,
    pub(crate) endpoint_id: EndpointId,
    last_use: LastUse,
}

/// Milliseconds since the epoch; 0 after it was taken. Shared by all states that know the credential.
#[derive(Clone, Default)]
struct LastUse(Arc<AtomicI64>);

// === impl Credentials ===

impl Credentials {
    /// Those of a new configuration. The last uses of what was there before go on.
    pub(super) fn new(
        keys: &[KeySpec],
        authorizations: &[AuthorizationSpec],
        opener: Option<Arc<dyn TokenOpener>>,
        before: &Self,
    ) -> Self {
        let key = |spec: &KeySpec| {
            let known = before.keys.get(&spec.hash).filter(|key| key.id == spec.id);
            let key = Key {
                id: spec.id,
                owner: spec.owner,
                last_use: known.map(|key| key.last_use.clone()).unwrap_or_default(),
            };
            (spec.hash, Arc::new(key))
        };
        let authorization = |spec: &AuthorizationSpec| {
            let known = before.authorizations.get(&spec.id);
            let authorization = Authorization {
                id: spec.id,
                user_id: spec.user_id,
                endpoint_id: spec.endpoint_id,
                last_use: known.map(|it| it.last_use.clone()).unwrap_or_default(),
            };
            (spec.id, Arc::new(authorization))
        };
        Self {
            keys: keys.iter().map(key).collect(),
            authorizations: authorizations.iter().map(authorization).collect(),
            opener,
            key_ids: keys.iter().map(|key| key.id).collect(),
            key_owners: keys.iter().filter_map(|key| key.owner).collect(),
            client_owners: authorizations
                .iter()
                .map(|it| (it.endpoint_id, it.user_id))
                .collect(),
        }
    }

    /// The key with this SHA-256.
    pub(crate) fn key(&self, digest: &[u8; 32]) -> Option<&Arc<Key>> {
        self.keys.get(digest)
    }

    /// What an access token says, when it is one of ours and not too old.
    pub(crate) fn open(&self, token: &str) -> Option<AccessToken> {
        self.opener.as_ref()?.open(token)
    }

    /// The authorization with this id.
    pub(crate) fn authorization(&self, id: AuthorizationId) -> Option<&Arc<Authorization>> {
        self.authorizations.get(&id)
    }

    /// It is still accepted.
    pub(crate) fn has(&self, credential: Credential) -> bool {
        match credential {
            Credential::Key(id) => self.key_ids.contains(&id),
            Credential::Authorization(id) => self.authorizations.contains_key(&id),
        }
    }

    /// A key with this id is accepted.
    pub(super) fn has_key(&self, id: ApiKeyId) -> bool {
        self.key_ids.contains(&id)
    }

    /// A person has a key.
    pub(super) fn has_key_of(&self, user: UserId) -> bool {
        self.key_owners.contains(&user)
    }

    /// A client acts for a person at this endpoint.
    pub(super) fn has_client_of(&self, user: UserId, endpoint: EndpointId) -> bool {
        self.client_owners.contains(&(endpoint, user))
    }

    /// The last uses of keys since they were last taken.
    pub(super) fn take_key_uses(&self) -> Vec<(ApiKeyId, Timestamp)> {
        let uses = self.keys.values();
        uses.filter_map(|key| Some((key.id, key.last_use.take()?)))
            .collect()
    }

    /// The last uses of authorizations since they were last taken.
    pub(super) fn take_authorization_uses(&self) -> Vec<(AuthorizationId, Timestamp)> {
        let uses = self.authorizations.values();
        uses.filter_map(|it| Some((it.id, it.last_use.take()?))).collect()
    }
}

// === impl Key ===

impl Key {
    /// In whose name its holder acts.
    pub(crate) fn principal(&self) -> PrincipalId {
        self.owner
            .map_or(PrincipalId::PublicKey(self.id), PrincipalId::User)
    }

    /// Notes a use.
    pub(crate) fn used(&self, at: Timestamp) {
        self.last_use.note(at);
    }
}

// === impl Authorization ===

impl Authorization {
    /// Notes a use.
    pub(crate) fn used(&self, at: Timestamp) {
        self.last_use.note(at);
    }
}

// === impl LastUse ===

impl LastUse {
    fn note(&self, at: Timestamp) {
        self.0.store(at.as_millis(), Ordering::Relaxed);
    }

    fn take(&self) -> Option<Timestamp> {
        match self.0.swap(0, Ordering::Relaxed) {
            0 => None,
            millis => Some(Timestamp::from_millis(millis)),
        }
    }
}
