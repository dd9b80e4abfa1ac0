//! One moment of the configuration, in the form that requests need. Never changed, only replaced.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, OnceLock},
    time::Duration,
};

use model::{EndpointAuth, EndpointId, Owner, ServerId, Timestamp, UserId};
use tokio::time::Instant;

use super::{Introduced, Summary, credentials::Credentials};
use crate::{EndpointSpec, Offering, PrincipalId, catalogue::Catalogue};

/// Everything a request looks up.
#[derive(Default)]
pub(crate) struct State {
    by_name: HashMap<Arc<str>, Arc<Endpoint>>,
    /// Those that nobody reaches by name.
    hidden: HashMap<EndpointId, Arc<Endpoint>>,
    /// The namespaces behind servers that are none of their own.
    nested: HashMap<ServerId, Arc<Namespace>>,
    credentials: Arc<Credentials>,
}

/// A namespace published under a name.
pub(crate) struct Endpoint {
    pub(crate) id: EndpointId,
    pub(crate) name: Arc<str>,
    /// As in [`EndpointSpec`].
    pub(crate) is_hidden: bool,
    pub(crate) auth: EndpointAuth,
    pub(crate) owner: Owner,
    /// As in [`EndpointSpec`].
    admitted: Option<Arc<HashSet<UserId>>>,
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
    /// The same for clients that search its tools, once there are some.
    pub(super) searched: OnceLock<Arc<Namespace>>,
    /// Until then a list waits for servers that have never been asked; `None` when there are none.
    pub(crate) incomplete_until: Option<Instant>,
}

// === impl State ===

impl State {
    pub(super) fn new(
        endpoints: impl IntoIterator<Item = Endpoint>,
        nested: HashMap<ServerId, Arc<Namespace>>,
        credentials: Arc<Credentials>,
    ) -> Self {
        let (mut by_name, mut hidden) = (HashMap::new(), HashMap::new());
        for endpoint in endpoints.into_iter().map(Arc::new) {
            if endpoint.is_hidden {
                hidden.insert(endpoint.id, endpoint);
            } else {
                by_name.insert(endpoint.name.clone(), endpoint);
            }
        }
        Self {
            by_name,
            hidden,
            nested,
            credentials,
        }
    }

    /// The endpoint with this name.
    pub(crate) fn endpoint(&self, name: &str) -> Option<&Arc<Endpoint>> {
        self.by_name.get(name)
    }

    /// The endpoint with this id. Not for the data path: it looks at all of them.
    pub(crate) fn endpoint_by_id(&self, id: EndpointId) -> Option<&Arc<Endpoint>> {
        let hidden = self.hidden.get(&id);
        hidden.or_else(|| self.by_name.values().find(|endpoint| endpoint.id == id))
    }

    /// An endpoint as it is now.
    pub(crate) fn current(&self, endpoint: &Endpoint) -> Option<&Arc<Endpoint>> {
        if endpoint.is_hidden {
            self.hidden.get(&endpoint.id)
        } else {
            self.by_name.get(&endpoint.name)
        }
    }

    /// The servers behind one that stands for a namespace; `None` for any other server.
    pub(crate) fn behind(&self, server_id: ServerId) -> Option<Vec<ServerId>> {
        let namespace = self.nested.get(&server_id)?;
        let members = namespace.catalogue.members().iter();
        Some(members.map(|member| member.server_id).collect())
    }

    /// All endpoints.
    pub(crate) fn endpoints(&self) -> impl Iterator<Item = &Arc<Endpoint>> {
        self.by_name.values().chain(self.hidden.values())
    }

    /// What is accepted of clients.
    pub(crate) fn credentials(&self) -> &Arc<Credentials> {
        &self.credentials
    }

    /// What a session began with still holds: its endpoint exists, and its principal may use it.
    pub(crate) fn admits(&self, endpoint_id: EndpointId, principal: PrincipalId, now: Timestamp) -> bool {
        let Some(endpoint) = self.endpoint_by_id(endpoint_id) else {
            return false;
        };
        let (auth, accepted) = (endpoint.auth, &self.credentials);
        let has_key = || auth.takes_keys() && accepted.has_key_for(principal, endpoint_id, now);
        match principal {
            PrincipalId::Anonymous(id) => id == endpoint.id && auth.is_open(),
            PrincipalId::User(user) => {
                accepted.opens(endpoint.owner, Owner::Person(user))
                    && endpoint.admits(user)
                    && (has_key() || auth.takes_oauth() && accepted.has_client_of(user, endpoint.id))
            }
            PrincipalId::Key(id) => {
                let owner = accepted.owner_of(id);
                owner.is_some_and(|owner| accepted.opens(endpoint.owner, owner)) && has_key()
            }
            PrincipalId::Gateway => false,
        }
    }

    /// As [`Self::admits`], for what this process began in somebody's name: nothing was shown, so nothing can be taken back but
    /// the endpoint and their right to it.
    pub(crate) fn admits_inside(&self, endpoint_id: EndpointId, principal: PrincipalId) -> bool {
        let PrincipalId::User(user) = principal else {
            return false;
        };
        let endpoint = self.endpoint_by_id(endpoint_id);
        endpoint.is_some_and(|it| self.credentials.opens(it.owner, Owner::Person(user)) && it.admits(user))
    }

    /// Clients of an endpoint reach a server. Not for the data path.
    pub(crate) fn reaches(&self, endpoint_id: EndpointId, server_id: ServerId) -> bool {
        let members = self
            .endpoint_by_id(endpoint_id)
            .map_or(&[][..], |endpoint| endpoint.namespace.catalogue.members());
        members.iter().any(|member| member.server_id == server_id)
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
    pub(super) fn new(spec: &EndpointSpec, namespace: &Arc<Namespace>) -> Self {
        Self {
            id: spec.id,
            name: spec.name.as_str().into(),
            is_hidden: spec.is_hidden,
            auth: spec.auth,
            owner: spec.owner,
            admitted: spec.admitted.clone(),
            session_idle: spec.session_idle,
            session_lifetime: spec.session_lifetime,
            namespace: namespace.listed(spec.listing),
        }
    }

    /// Somebody who may use it is one of those whom it admits.
    pub(crate) fn admits(&self, user: UserId) -> bool {
        self.admitted
            .as_ref()
            .is_none_or(|admitted| admitted.contains(&user))
    }

    /// The same with something else published.
    pub(super) fn with(&self, namespace: Arc<Namespace>) -> Self {
        Self {
            name: self.name.clone(),
            admitted: self.admitted.clone(),
            namespace,
            ..*self
        }
    }
}
