//! The configuration as requests see it: an immutable [`State`] behind an atomic pointer.
//!
//! Readers load the pointer and never wait. Writers (a new snapshot, a server's new tools) rebuild under a mutex and
//! store the new state; they report which endpoints look different now, so that clients can be told.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
    time::Duration,
};

use arc_swap::ArcSwap;
use model::{ApiKeyId, AuthorizationId, EndpointId, NamespaceId, ServerId, Timestamp};
use tokio::sync::watch;

use crate::{
    EndpointSpec, NamespaceSpec, Offering, Snapshot, UpstreamSpec,
    catalogue::{Catalogue, ListChange, Member},
    middleware::Links,
};

pub(crate) mod credentials;
mod introduction;
mod listed;
mod listings;
pub(crate) mod look;
pub(crate) mod narrowed;
mod nesting;
mod searched;
mod state;
pub(crate) mod views;

use credentials::Credentials;
pub(crate) use introduction::{Introduced, Summary};
pub use listed::{ListedTool, ToolList};
use listings::Listings;
pub(crate) use state::{Endpoint, Namespace, State};
use views::Offerings;

/// The current state and what it is built from.
pub(crate) struct Registry {
    state: ArcSwap<State>,
    sources: Mutex<Sources>,
    /// Ticks with every new state, for lists that wait.
    changes: watch::Sender<()>,
    first_list_wait: Duration,
}

#[derive(Default)]
struct Sources {
    listings: Listings,
    namespaces: Vec<NamespaceSpec>,
    endpoints: Vec<EndpointSpec>,
    /// What namespaces do with requests.
    links: HashMap<NamespaceId, Arc<Links>>,
    built: HashMap<NamespaceId, Arc<Namespace>>,
}

/// What a change of the registry leads to.
#[derive(Default)]
pub(crate) struct Changes {
    /// Lists that look different to clients, by endpoint.
    pub(crate) relisted: Vec<Relisted>,
    /// What namespaces offer now to those that contain them, by the server that stands for them.
    pub(crate) offered: Vec<(ServerId, Arc<Offering>)>,
    /// Servers that should be asked what they offer.
    pub(crate) ask: Vec<ServerId>,
}

/// Lists of an endpoint that look different to its clients.
pub(crate) struct Relisted {
    pub(crate) endpoint_id: EndpointId,
    pub(crate) lists: Vec<ListChange>,
}

// === impl Registry ===

impl Registry {
    pub(crate) fn new(first_list_wait: Duration) -> Self {
        Self {
            state: ArcSwap::default(),
            sources: Mutex::default(),
            changes: watch::Sender::new(()),
            first_list_wait,
        }
    }

    /// The state of this moment. Not to be held across an await: clone the parts that are needed.
    pub(crate) fn state(&self) -> arc_swap::Guard<Arc<State>> {
        self.state.load()
    }

    /// Takes over a whole configuration. `secrets` are what servers are given that is nobody's to read.
    pub(crate) fn apply(
        &self,
        snapshot: Snapshot,
        specs: &[Arc<UpstreamSpec>],
        secrets: impl Fn(ServerId) -> Vec<String>,
    ) -> Changes {
        let mut sources = self.sources();
        let sources = &mut *sources;
        let ask = sources.listings.apply(specs, snapshot.catalogues);
        (sources.namespaces, sources.endpoints) = (snapshot.namespaces, snapshot.endpoints);
        sources.link(secrets);
        let offered = sources.rebuild(self.first_list_wait, |_| true);
        let before = self.state.load_full();
        let credentials = Credentials::new(
            &snapshot.keys,
            &snapshot.authorizations,
            &snapshot.memberships,
            snapshot.token_opener,
            before.credentials(),
        );
        let relisted = self.publish(&before, sources.state(Arc::new(credentials)));
        Changes {
            relisted,
            offered,
            ask,
        }
    }

    /// Takes over what a server offers.
    pub(crate) fn learn(&self, server_id: ServerId, offering: Arc<Offering>) -> Changes {
        self.update(server_id, |listings| listings.learn(server_id, offering))
    }

    /// Lets lists stop waiting for a server that cannot be asked now.
    pub(crate) fn give_up(&self, server_id: ServerId) {
        self.update(server_id, |listings| listings.give_up(server_id));
    }

    /// The endpoint as it is now or, when servers of it have never been asked, as it is once they have answered or
    /// their time is over.
    pub(crate) async fn complete(&self, endpoint: Arc<Endpoint>) -> Arc<Endpoint> {
        // An endpoint that is gone since is answered for as it was.
        let current = || {
            self.state()
                .current(&endpoint)
                .cloned()
                .unwrap_or_else(|| endpoint.clone())
        };
        let mut now = current();
        if now.namespace.incomplete_until.is_none() {
            return now;
        }
        let mut changes = self.changes.subscribe();
        loop {
            // Read after subscribing, so that no change between the two is missed.
            now = current();
            let Some(until) = now.namespace.incomplete_until else {
                return now;
            };
            if tokio::time::timeout_at(until, changes.changed()).await.is_err() {
                return now;
            }
        }
    }

    /// An endpoint as those see it to whom some servers offer something else than to everybody.
    pub(crate) fn view(&self, endpoint: &Endpoint, offered: &Offerings) -> Option<Endpoint> {
        let sources = self.sources();
        let spec = sources.endpoints.iter().find(|spec| spec.id == endpoint.id)?;
        let namespace = sources.view(spec.namespace_id, offered, &[], self.first_list_wait)?;
        Some(Endpoint::new(spec, &namespace))
    }

    /// What a server offers to everybody.
    pub(crate) fn offering(&self, server_id: ServerId) -> Option<Arc<Offering>> {
        let sources = self.sources();
        let listed = sources.listings.get(server_id);
        listed.map(|(_, offering)| offering.clone())
    }

    /// What a namespace does with requests.
    pub(crate) fn links(&self, id: NamespaceId) -> Option<Arc<Links>> {
        self.sources().links.get(&id).cloned()
    }

    /// What all namespaces do with requests.
    pub(crate) fn all_links(&self) -> Vec<Arc<Links>> {
        self.sources().links.values().cloned().collect()
    }

    /// The last uses of keys since they were last taken.
    pub(crate) fn take_key_uses(&self) -> Vec<(ApiKeyId, Timestamp)> {
        self.state().credentials().take_key_uses()
    }

    /// The last uses of authorizations since they were last taken.
    pub(crate) fn take_authorization_uses(&self) -> Vec<(AuthorizationId, Timestamp)> {
        self.state().credentials().take_authorization_uses()
    }

    /// A panic while rebuilding leaves the sources as they were or newer, and the state untouched: go on.
    fn sources(&self) -> MutexGuard<'_, Sources> {
        self.sources.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn update(&self, server_id: ServerId, change: impl FnOnce(&mut Listings) -> bool) -> Changes {
        let mut sources = self.sources();
        if !change(&mut sources.listings) {
            return Changes::default();
        }
        let uses_it = |spec: &NamespaceSpec| spec.members.iter().any(|member| member.server_id == server_id);
        let offered = sources.rebuild(self.first_list_wait, uses_it);
        let before = self.state.load_full();
        let relisted = self.publish(&before, sources.state(before.credentials().clone()));
        Changes {
            relisted,
            offered,
            ask: Vec::new(),
        }
    }

    /// Stores a state, while the sources are locked so that states follow each other in order.
    fn publish(&self, before: &State, after: State) -> Vec<Relisted> {
        let differences = |endpoint: &Arc<Endpoint>| {
            let before = before.endpoints().find(|before| before.id == endpoint.id)?;
            let lists = endpoint
                .namespace
                .catalogue
                .changed_lists(&before.namespace.catalogue);
            (!lists.is_empty()).then_some(Relisted {
                endpoint_id: endpoint.id,
                lists,
            })
        };
        let relisted = after.endpoints().filter_map(differences).collect();
        self.state.store(Arc::new(after));
        self.changes.send_replace(());
        relisted
    }
}

// === impl Sources ===

impl Sources {
    /// Makes the links of all namespaces anew where their settings have changed.
    fn link(&mut self, secrets: impl Fn(ServerId) -> Vec<String>) {
        let before = std::mem::take(&mut self.links);
        for spec in &self.namespaces {
            let secrets = if spec.chain.is_empty() {
                Vec::new()
            } else {
                spec.members
                    .iter()
                    .flat_map(|member| secrets(member.server_id))
                    .collect()
            };
            let links = Links::new(spec.id, &spec.chain, &secrets.into(), before.get(&spec.id));
            self.links.insert(spec.id, links);
        }
    }

    /// Builds the namespaces that `is_stale` names anew, with those that contain them, and forgets those that are gone.
    /// Returns what namespaces that stand as servers offer now, where that is news.
    fn rebuild(
        &mut self,
        first_list_wait: Duration,
        is_stale: impl Fn(&NamespaceSpec) -> bool,
    ) -> Vec<(ServerId, Arc<Offering>)> {
        let mut before = std::mem::take(&mut self.built);
        let (mut rebuilt, mut news) = (HashSet::new(), Vec::new());
        for spec in nesting::inner_first(&self.namespaces, &self.listings) {
            let contains_new = nesting::inside(spec, &self.listings).any(|inner| rebuilt.contains(&inner));
            let kept = before
                .remove(&spec.id)
                .filter(|_| !contains_new && !is_stale(spec));
            if let Some(namespace) = kept {
                self.built.insert(spec.id, namespace);
                continue;
            }
            let built = |id| self.built.get(&id).cloned();
            let namespace = self.build(spec, first_list_wait, &Offerings::new(), built);
            for server_id in self.listings.standing_for(spec.id) {
                let offering = Arc::new(namespace.as_offering());
                if self.listings.learn(server_id, offering.clone()) {
                    news.push((server_id, offering));
                }
            }
            rebuilt.insert(spec.id);
            self.built.insert(spec.id, Arc::new(namespace));
        }
        news
    }

    /// What requests look up. An endpoint without a namespace cannot be reached.
    fn state(&self, credentials: Arc<Credentials>) -> State {
        let built = |namespace_id| self.built.get(&namespace_id).cloned();
        let endpoints = self
            .endpoints
            .iter()
            .filter_map(|spec| Some(Endpoint::new(spec, &built(spec.namespace_id)?)));
        let nested = self.listings.nested();
        let nested = nested.filter_map(|(server_id, inner)| Some((server_id, built(inner)?)));
        State::new(endpoints, nested.collect(), credentials)
    }

    /// A namespace in which some servers offer something else. `around` are the namespaces that contain it.
    fn view(
        &self,
        id: NamespaceId,
        offered: &Offerings,
        around: &[NamespaceId],
        first_list_wait: Duration,
    ) -> Option<Arc<Namespace>> {
        let built = self.built.get(&id)?;
        let members = built.catalogue.members();
        if around.contains(&id) || !members.iter().any(|it| offered.contains_key(&it.server_id)) {
            return Some(built.clone());
        }
        let spec = self.namespaces.iter().find(|spec| spec.id == id)?;
        let around = [around, &[id]].concat();
        let inner = |inner| self.view(inner, offered, &around, first_list_wait);
        Some(Arc::new(self.build(spec, first_list_wait, offered, inner)))
    }

    /// A namespace with what its servers offer: to everybody, or what `offered` says instead.
    fn build(
        &self,
        spec: &NamespaceSpec,
        first_list_wait: Duration,
        offered: &Offerings,
        built: impl Fn(NamespaceId) -> Option<Arc<Namespace>>,
    ) -> Namespace {
        let listings = &self.listings;
        let sources: Vec<_> = spec
            .members
            .iter()
            .filter_map(|member| {
                let (server, to_all) = listings.get(member.server_id)?;
                let source = match listings.namespace(member.server_id) {
                    // One that is not there (yet) is left out.
                    Some(inner) => Source::nested(built(inner)?),
                    None => Source::server(offered.get(&member.server_id).unwrap_or(to_all)),
                };
                Some((member, server, source))
            })
            .collect();
        let members: Vec<_> = sources
            .iter()
            .map(|(member, server, source)| Member {
                server_id: member.server_id,
                name: server,
                prefix: member.alias.as_deref().unwrap_or(server),
                enabled: member.enabled,
                disabled_tools: &member.disabled_tools,
                overrides: &member.overrides,
                approved: member.approved.as_ref(),
                offering: &source.offering,
                inner: source.inner.as_ref().map(|inner| &inner.catalogue),
            })
            .collect();
        let enabled = || sources.iter().filter(|(member, ..)| member.enabled);
        let incomplete_until = enabled()
            .filter_map(|(member, _, source)| match &source.inner {
                Some(inner) => inner.incomplete_until,
                None => listings.awaited_until(member.server_id, first_list_wait),
            })
            .max();
        let is_settled = enabled().all(|(member, _, source)| match &source.inner {
            Some(inner) => inner.is_settled,
            None => listings.is_settled(member.server_id),
        });
        let summary = Summary::new(spec, &members);
        let links = self.links.get(&spec.id).cloned();
        let links = links.unwrap_or_else(|| Links::none(spec.id));
        Namespace {
            introduction: introduction::introduction(&spec.name, &summary, is_settled),
            catalogue: Catalogue::new(&members, spec.naming, &links),
            summary,
            is_settled,
            searched: OnceLock::new(),
            incomplete_until,
        }
    }
}

/// What stands behind a member of a namespace.
struct Source {
    offering: Arc<Offering>,
    /// Where it is a namespace.
    inner: Option<Arc<Namespace>>,
}

impl Source {
    fn server(offering: &Arc<Offering>) -> Self {
        Self {
            offering: offering.clone(),
            inner: None,
        }
    }

    fn nested(inner: Arc<Namespace>) -> Self {
        Self {
            offering: Arc::new(inner.as_offering()),
            inner: Some(inner),
        }
    }
}
