//! What clients prove with who they are: keys that are accepted, and people's clients with their access tokens.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use model::{ApiKeyId, AuthorizationId, EndpointId, Owner, TeamId, Timestamp, UserId};

use crate::{AccessToken, AuthorizationSpec, KeySpec, PrincipalId, TokenOpener};

mod key;
mod tool_filter;

pub(crate) use key::Key;
pub(crate) use tool_filter::ToolFilter;

/// What a client has shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Credential {
    /// A key.
    Key(ApiKeyId),
    /// An access token of somebody's client.
    Authorization(AuthorizationId),
}

/// Everything that is accepted.
#[derive(Default)]
pub(crate) struct Credentials {
    /// Keys by what is presented of them.
    by_digest: HashMap<[u8; 32], Accepted>,
    keys: HashMap<ApiKeyId, Arc<Key>>,
    keys_of: HashMap<UserId, Vec<Arc<Key>>>,
    authorizations: HashMap<AuthorizationId, Arc<Authorization>>,
    opener: Option<Arc<dyn TokenOpener>>,
    /// When keys end, in order.
    ends: Vec<Timestamp>,
    /// Who has a client, and where.
    client_owners: HashSet<(EndpointId, UserId)>,
    memberships: HashSet<(TeamId, UserId)>,
}

/// What a key is known by.
struct Accepted {
    key: Arc<Key>,
    /// A text that was replaced is accepted a little longer.
    until: Option<Timestamp>,
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
        memberships: &[(TeamId, UserId)],
        opener: Option<Arc<dyn TokenOpener>>,
        before: &Self,
    ) -> Self {
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
        let mut all = Self {
            authorizations: authorizations.iter().map(authorization).collect(),
            opener,
            client_owners: authorizations
                .iter()
                .map(|it| (it.endpoint_id, it.user_id))
                .collect(),
            memberships: memberships.iter().copied().collect(),
            ..Self::default()
        };
        for spec in keys {
            all.add_key(spec, before.keys.get(&spec.id));
        }
        all.ends = keys.iter().filter_map(|spec| spec.expires_at).collect();
        all.ends.sort_unstable();
        all
    }

    fn add_key(&mut self, spec: &KeySpec, before: Option<&Arc<Key>>) {
        let key = Arc::new(Key::new(spec, before));
        let accepted = |until| Accepted {
            key: key.clone(),
            until,
        };
        self.by_digest.insert(spec.hash, accepted(None));
        if let Some((hash, until)) = spec.previous {
            self.by_digest.insert(hash, accepted(Some(until)));
        }
        if let Some(owner) = spec.owner.person() {
            self.keys_of.entry(owner).or_default().push(key.clone());
        }
        self.keys.insert(spec.id, key);
    }

    /// The key with this SHA-256. One whose time is over is known, and not accepted: [`Key::holds_at`].
    pub(crate) fn key(&self, digest: &[u8; 32], now: Timestamp) -> Option<&Arc<Key>> {
        let accepted = self.by_digest.get(digest)?;
        let is_current = accepted.until.is_none_or(|end| now < end);
        is_current.then_some(&accepted.key)
    }

    /// The tools that a principal sees, where that is not everything.
    pub(crate) fn tools_of(&self, principal: PrincipalId) -> Option<(ApiKeyId, &Arc<ToolFilter>)> {
        let PrincipalId::Key(id) = principal else {
            return None;
        };
        Some((id, self.keys.get(&id)?.tools()?))
    }

    /// Keys that show other tools than they did, with the filter of before; without one, they showed all.
    pub(crate) fn refiltered_since(
        &self,
        before: &Self,
    ) -> impl Iterator<Item = (ApiKeyId, Option<Arc<ToolFilter>>)> {
        self.keys.values().filter_map(|key| {
            let earlier = before.keys.get(&key.id)?;
            let (now, then) = (key.tools(), earlier.tools());
            let is_same = match (now, then) {
                (None, None) => true,
                (Some(now), Some(then)) => Arc::ptr_eq(now, then),
                _ => false,
            };
            // In another name, it begins other sessions.
            let goes_on = key.principal() == earlier.principal();
            (goes_on && !is_same).then(|| (key.id, then.cloned()))
        })
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
    pub(crate) fn has(&self, credential: Credential, now: Timestamp) -> bool {
        match credential {
            Credential::Key(id) => self.keys.get(&id).is_some_and(|key| key.holds_at(now)),
            Credential::Authorization(id) => self.authorizations.contains_key(&id),
        }
    }

    /// What is somebody's may be used by this owner of a key, or by whom a client acts for: everybody uses what is
    /// public, people also what their teams have.
    pub(crate) fn opens(&self, thing: Owner, to: Owner) -> bool {
        match (thing, to) {
            (Owner::Public, _) => true,
            (Owner::Team(team), Owner::Person(user)) => self.memberships.contains(&(team, user)),
            (thing, to) => thing == to,
        }
    }

    /// A principal has a key that lets it in at an endpoint, as far as the key goes.
    pub(super) fn has_key_for(&self, principal: PrincipalId, endpoint: EndpointId, now: Timestamp) -> bool {
        let keys = match principal {
            PrincipalId::User(user) => self.keys_of.get(&user).map_or(&[][..], Vec::as_slice),
            PrincipalId::Key(id) => self.keys.get(&id).map_or(&[][..], std::slice::from_ref),
            PrincipalId::Anonymous(_) | PrincipalId::Gateway => &[],
        };
        let lets_in =
            |key: &Arc<Key>| key.principal() == principal && key.holds_at(now) && key.opens(endpoint);
        keys.iter().any(lets_in)
    }

    /// Whose a key is that is accepted.
    pub(super) fn owner_of(&self, id: ApiKeyId) -> Option<Owner> {
        self.keys.get(&id).map(|key| key.owner)
    }

    /// A key ended after `from` and by `to`.
    pub(crate) fn ends_between(&self, from: Timestamp, to: Timestamp) -> bool {
        let ended = |at| self.ends.partition_point(|end| *end <= at);
        ended(from) < ended(to)
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
