//! The gateway as its users see it: configuration in, HTTP and events through, state out.

use std::{collections::HashMap, sync::Arc};

use arc_swap::ArcSwapOption;
use bytes::Bytes;
use futures::future::join_all;
use http::{Request, Response};
use model::{
    ApiKeyId, AuthorizationId, EndpointId, Failure, NamespaceId, ServerId, Timestamp, UpstreamStatus,
};
use serde_json::value::RawValue;
use tokio::sync::broadcast;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use url::Url;

use crate::{
    Approver, CallRecorder, DocumentError, Error, Event, Figures, GatewayOptions, KeySpec, Knock,
    LinkFigures, LiveConnection, LiveSession, NamespaceSpec, NoAnswer, Offering, PrincipalId, Probe,
    SessionStore, Snapshot, ToolList, UpstreamError, UpstreamSpec,
    catalogue::ListChange,
    client::{
        self,
        line::Lines,
        modern::subscribers::Subscribers,
        restore::Restoring,
        session::{Limits, Session},
        sessions::Sessions,
    },
    documents,
    pipeline::{parking::Parking, rentals::Rentals},
    registry::{Changes, Endpoint, Registry, Relisted, look::Looks, narrowed::Narrowed, views::Views},
    request_state::StateSeal,
    upstream::{
        Upstreams,
        lane::{Lane, Peer},
        listener::stray_channel,
        sharing::Rule,
    },
    usage::Usage,
    wires::{TooManyWatches, Watch, Watched, Wires},
};
use clients::Clients;

mod clients;
mod nested;
pub(crate) mod own_calls;
mod refiltered;
mod serving;
mod upkeep;

/// Events that a receiver may lag behind.
const EVENT_BACKLOG: usize = 1024;

/// The gateway. Cloning gives another handle to the same one.
#[derive(Clone)]
pub struct Gateway(Arc<Inner>);

/// What the handles share.
pub(crate) struct Inner {
    pub(crate) options: GatewayOptions,
    pub(crate) registry: Registry,
    pub(crate) sessions: Arc<Sessions>,
    pub(crate) restoring: Restoring,
    pub(crate) lines: Lines,
    pub(crate) subscribers: Arc<Subscribers>,
    pub(crate) seal: StateSeal,
    pub(crate) parking: Arc<Parking>,
    pub(crate) rentals: Arc<Rentals>,
    pub(crate) upstreams: Upstreams,
    pub(crate) looks: Looks,
    pub(crate) views: Views,
    pub(crate) narrowed: Narrowed,
    pub(crate) usage: Usage,
    pub(crate) wires: Arc<Wires>,
    pub(crate) approver: ArcSwapOption<Arc<dyn Approver>>,
    pub(crate) recorder: Arc<dyn CallRecorder>,
    pub(crate) events: broadcast::Sender<Event>,
    pub(crate) tasks: TaskTracker,
    pub(crate) closing: CancellationToken,
}

// === impl Gateway ===

impl Gateway {
    /// A gateway without any configuration, which tells finished calls to `recorder` and keeps client sessions in
    /// `session_store`. Its tasks run until [`Gateway::shutdown`].
    ///
    /// # Panics
    /// Outside a tokio runtime.
    pub fn new(
        options: GatewayOptions,
        recorder: Arc<dyn CallRecorder>,
        session_store: Arc<dyn SessionStore>,
    ) -> Self {
        let (events, _) = broadcast::channel(EVENT_BACKLOG);
        let (sender, strays) = stray_channel();
        let wires = Wires::new();
        let sessions = Arc::new(Sessions::new(&options, events.clone(), session_store));
        let subscribers = Subscribers::new(&options);
        let wishes = Arc::new(Clients {
            sessions: sessions.clone(),
            subscribers: subscribers.clone(),
        });
        let inner = Arc::new(Inner {
            registry: Registry::new(options.first_list_wait),
            upstreams: Upstreams::new(&options, events.clone(), sender, wishes, wires.clone()),
            sessions,
            restoring: Restoring::new(),
            lines: Lines::default(),
            subscribers,
            seal: StateSeal::new(),
            parking: Arc::default(),
            rentals: Arc::default(),
            looks: Looks::default(),
            views: Views::default(),
            narrowed: Narrowed::default(),
            usage: Usage::default(),
            wires,
            approver: ArcSwapOption::empty(),
            recorder,
            events,
            tasks: TaskTracker::new(),
            closing: CancellationToken::new(),
            options,
        });
        upkeep::start(&inner, strays);
        Self(inner)
    }

    /// Takes over a whole configuration. Unchanged servers keep their connections, sessions that are still
    /// admitted go on, clients whose list changed are told. Servers never asked are asked in the background.
    pub fn apply(&self, mut snapshot: Snapshot) {
        let specs: Vec<Arc<UpstreamSpec>> = std::mem::take(&mut snapshot.upstreams)
            .into_iter()
            .map(Arc::new)
            .collect();
        // First, so that what the registry knows can be connected to.
        let owned = |key: &KeySpec| Some((key.id, key.owner.person()?));
        let owners = snapshot.keys.iter().filter_map(owned).collect();
        self.0.upstreams.sign_in_with(snapshot.credentials.take(), owners);
        self.0.upstreams.sign_with(snapshot.identities.take());
        self.0.upstreams.apply(&specs);
        let before = arc_swap::Guard::into_inner(self.0.registry.state());
        self.0.approver.store(snapshot.approver.take().map(Arc::new));
        let secrets = |server_id| self.0.upstreams.secrets(server_id);
        let changes = self.0.registry.apply(snapshot, &specs, secrets);
        self.0.end_what_is_not_admitted();
        self.0.tell(&changes);
        self.0.tell_refiltered(&before);
        for server_id in changes.ask {
            Looks::begin(&self.0, server_id);
        }
    }

    /// What a server offers to everybody, as far as that is known.
    pub fn offering(&self, server_id: ServerId) -> Option<Arc<Offering>> {
        self.0.registry.offering(server_id)
    }

    /// What clients of a namespace like this would get for `tools/list`. It takes milliseconds for thousands of tools: not for
    /// a task that others wait for.
    pub fn tool_list(&self, namespace: &NamespaceSpec) -> ToolList {
        self.0.registry.tool_list(namespace)
    }

    /// What a server's connections do now: those of all servers behind it, where it stands for a namespace.
    pub fn status(&self, server_id: ServerId) -> UpstreamStatus {
        let status = |server_id: &ServerId| self.0.upstreams.status(*server_id);
        match self.0.registry.state().behind(server_id) {
            Some(behind) => nested::status(behind.iter().map(status)),
            None => status(&server_id),
        }
    }

    /// What the links of a namespace's chain have done since they were set as they are, in order.
    pub fn chain_figures(&self, namespace_id: NamespaceId) -> Vec<LinkFigures> {
        let links = self.0.registry.links(namespace_id);
        links.map(|links| links.figures()).unwrap_or_default()
    }

    /// What there is and what was refused.
    pub fn figures(&self) -> Figures {
        let mut servers = self.0.upstreams.figures();
        servers.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        let state = self.0.registry.state();
        let sessions = |it: &Arc<Endpoint>| (it.name.clone(), self.sessions(it.id));
        let shown = state.endpoints().filter(|it| !it.is_hidden);
        let mut sessions: Vec<_> = shown.map(sessions).collect();
        sessions.sort();
        Figures { servers, sessions }
    }

    /// The connections of a server as they are now, with what runs for them, oldest first. Where it stands for a
    /// namespace, those of all servers behind it.
    pub async fn connections(&self, server_id: ServerId) -> Vec<LiveConnection> {
        let servers = self.0.connected_to(server_id).into_iter();
        let connections = servers.map(|server_id| self.0.upstreams.connections(server_id));
        join_all(connections).await.concat()
    }

    /// Live client sessions at an endpoint.
    pub fn sessions(&self, endpoint_id: EndpointId) -> usize {
        self.0.sessions.count(endpoint_id)
    }

    /// The client sessions at an endpoint that this process serves, those used latest first.
    pub fn session_list(&self, endpoint_id: EndpointId) -> Vec<LiveSession> {
        self.0.sessions.list(endpoint_id)
    }

    /// Ends a client session for good, by its [`LiveSession::handle`]: its streams end, its calls are cancelled, and its
    /// client has to begin anew. False when there is none.
    pub fn disconnect(&self, endpoint_id: EndpointId, handle: u64) -> bool {
        self.0.sessions.disconnect(endpoint_id, handle)
    }

    /// Another process that shares the session store ended a session, named by its hash.
    pub fn session_ended(&self, hash: [u8; 32]) {
        for session in self.0.sessions.kept_here(Some(hash)) {
            self.0.sessions.end(&session);
        }
    }

    /// Another process learned what the client of a session, named by its hash, wants to hear.
    pub async fn session_changed(&self, hash: [u8; 32]) {
        client::refresh::refresh(&self.0, Some(hash)).await;
    }

    /// Other processes may have ended or changed any session.
    pub async fn sessions_changed(&self) {
        client::refresh::refresh(&self.0, None).await;
    }

    /// Forgets a server's failure and connects now, in the background.
    pub fn retry(&self, server_id: ServerId) {
        for server_id in self.0.connected_to(server_id) {
            self.0.upstreams.retry(server_id);
            Looks::begin(&self.0, server_id);
        }
    }

    /// Asks a server now what it offers; where it stands for a namespace, all servers behind it.
    pub async fn refresh(&self, server_id: ServerId) -> Result<(), UpstreamError> {
        self.refresh_as(server_id, PrincipalId::Gateway).await
    }

    /// As [`Gateway::refresh`]; servers that each person signs in to are asked in the name of `principal`.
    pub async fn refresh_as(&self, server_id: ServerId, principal: PrincipalId) -> Result<(), UpstreamError> {
        let refreshed = self.0.connected_to(server_id).into_iter().map(async |server_id| {
            let peer = if self.0.upstreams.is_personal(server_id) {
                Peer::shared(principal)
            } else {
                Peer::gateway()
            };
            let offering = self.0.upstreams.list_as(server_id, &peer).await?;
            self.0.learn_and_tell(server_id, Arc::new(offering));
            Ok(())
        });
        // One that is down must not keep the others from being asked.
        join_all(refreshed).await.into_iter().collect()
    }

    /// A trial connection to a server that need not be configured, closed afterwards.
    pub async fn probe(&self, spec: UpstreamSpec) -> Result<Probe, UpstreamError> {
        self.0.upstreams.probe(spec).await
    }

    /// Calls a tool as a client of the endpoint would, in the name of `principal`, whose right to do so the caller has
    /// checked. Returns the tool's result, `isError` or not.
    pub async fn call_tool(
        &self,
        endpoint_id: EndpointId,
        principal: PrincipalId,
        tool: &str,
        arguments: &RawValue,
    ) -> Result<Box<RawValue>, Error> {
        own_calls::call_tool(&self.0, endpoint_id, principal, tool, arguments).await
    }

    /// What happens from now on. A receiver that lags by more than a thousand events misses the oldest.
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.0.events.subscribe()
    }

    /// What passes between clients and servers, from now on and until the watch is dropped. It has every byte, secrets too: whoever
    /// shows it to people takes them out, those of [`Gateway::secrets`] among them.
    pub fn watch(&self, what: Watched) -> Result<Watch, TooManyWatches> {
        self.0.wires.watch(what)
    }

    /// What a server is given that is nobody's to read; where it stands for a namespace, what all servers behind it are given.
    pub fn secrets(&self, server_id: ServerId) -> Vec<String> {
        let servers = self.0.connected_to(server_id).into_iter();
        servers
            .flat_map(|server_id| self.0.upstreams.secrets(server_id))
            .collect()
    }

    /// The last uses of keys since they were last taken, to be written down slowly.
    pub fn take_key_uses(&self) -> Vec<(ApiKeyId, Timestamp)> {
        self.0.registry.take_key_uses()
    }

    /// The last uses of people's clients since they were last taken, to be written down slowly.
    pub fn take_authorization_uses(&self) -> Vec<(AuthorizationId, Timestamp)> {
        self.0.registry.take_authorization_uses()
    }

    /// The document at a URL that a stranger named: `https` at a public address, without redirects, within bounds of size
    /// and time.
    pub async fn fetch_document(&self, url: &Url) -> Result<Bytes, DocumentError> {
        documents::fetch(url, self.0.tasks.clone(), self.0.closing.clone()).await
    }

    /// Asks an authorization server or a provider of sign-in something, with the same rules for addresses and certificates as servers have. Redirects
    /// are answers.
    pub async fn ask(&self, request: Request<Bytes>) -> Result<Response<Bytes>, NoAnswer> {
        self.0.upstreams.ask(request).await
    }

    /// Asks a server without a token how it wants to be signed in to.
    pub async fn knock(&self, spec: &UpstreamSpec) -> Result<Knock, Failure> {
        self.0.upstreams.knock(spec).await
    }

    /// Ends the streams of clients and admits no new session, so that a listener can drain; running calls go on.
    pub fn end_streams(&self) {
        self.0.sessions.end_streams();
        self.0.lines.close();
        self.0.subscribers.close();
    }

    /// Waits until [`Gateway::shutdown`] is through.
    pub async fn closed(&self) {
        self.0.tasks.wait().await;
    }

    /// Ends everything: sessions and their streams, connections, processes, tasks. Later requests are refused.
    pub async fn shutdown(&self) {
        self.0.closing.cancel();
        self.0.sessions.close(self.0.session_limits());
        self.0.lines.close();
        self.0.subscribers.close();
        self.0.parking.close();
        self.0.upstreams.close().await;
        self.0.tasks.close();
        self.0.tasks.wait().await;
    }
}

// === impl Inner ===

impl Inner {
    /// Takes over what a server offers, and tells the clients that see a difference.
    pub(crate) fn learn(&self, server_id: ServerId, offering: Arc<Offering>) {
        self.tell(&self.registry.learn(server_id, offering));
    }

    /// As [`Inner::learn`], for an offering that nobody has announced yet.
    pub(crate) fn learn_and_tell(&self, server_id: ServerId, offering: Arc<Offering>) {
        self.learn(server_id, offering.clone());
        // Nobody may be listening.
        let _ = self.events.send(Event::Offering { server_id, offering });
    }

    /// Takes over what a server offers on the connection of a lane, and tells the clients there that see a difference.
    /// `None`: the connection is gone.
    pub(crate) fn learn_on(&self, lane: Lane, server_id: ServerId, offering: Option<Arc<Offering>>) {
        let to_all = self.registry.offering(server_id);
        let offering = offering.filter(|offering| to_all.as_ref() != Some(offering));
        let state = self.registry.state();
        let rule = self.upstreams.rule(server_id);
        let endpoint_of = |session: &Arc<Session>| state.endpoint_by_id(session.endpoint_id).cloned();
        let of_sessions = self
            .sessions
            .served(lane, rule)
            .into_iter()
            .filter_map(|session| Some((endpoint_of(&session)?, session.peer.clone(), Some(session))));
        // Clients without sessions see the same, whoever of them asks.
        let stateless = match lane {
            Lane::Stateless(principal) => Some(Peer::stateless(principal)),
            _ => None,
        };
        let of_others = stateless.iter().flat_map(|peer| {
            state
                .endpoints()
                .map(|endpoint| (endpoint.clone(), peer.clone(), None))
        });
        let mut onlookers: Vec<_> = of_sessions.chain(of_others).collect();
        onlookers.retain(|(endpoint, ..)| state.reaches(endpoint.id, server_id));
        let looks: Vec<_> = onlookers
            .iter()
            .map(|(endpoint, peer, _)| self.seen_by(peer, endpoint.clone()))
            .collect();
        self.views.learn(lane, server_id, offering);
        for ((endpoint, peer, session), before) in onlookers.into_iter().zip(looks) {
            let after = self.seen_by(&peer, endpoint);
            let (catalogue, earlier) = (&after.namespace.catalogue, &before.namespace.catalogue);
            let lists = catalogue.changed_lists(earlier);
            match session {
                Some(session) => session.tell_lists_changed(&lists),
                None => self.subscribers.tell_lists_changed(after.id, Some(lane), &lists),
            }
        }
    }

    /// What endpoints say about their sessions, and what holds where one is gone.
    fn session_limits(&self) -> impl Fn(EndpointId) -> Limits {
        let state = self.registry.state();
        let limits = |endpoint: &Arc<Endpoint>| (endpoint.id, Limits::of(endpoint, &self.options));
        let all: HashMap<_, _> = state.endpoints().map(limits).collect();
        let elsewhere = Limits {
            idle: self.options.session_idle,
            lifetime: None,
        };
        move |id| all.get(&id).copied().unwrap_or(elsewhere)
    }

    /// An endpoint as a client sees it.
    pub(crate) fn seen_by(&self, peer: &Peer, endpoint: Arc<Endpoint>) -> Arc<Endpoint> {
        let endpoint = self.views.of(
            &self.registry,
            peer,
            |server_id| self.upstreams.rule(server_id),
            endpoint,
        );
        self.shown_to(peer.principal, &endpoint).unwrap_or(endpoint)
    }

    /// An endpoint as a principal sees it whose key shows some tools only; `None` for any other.
    pub(crate) fn shown_to(&self, principal: PrincipalId, endpoint: &Arc<Endpoint>) -> Option<Arc<Endpoint>> {
        let state = self.registry.state();
        let (key_id, tools) = state.credentials().tools_of(principal)?;
        Some(self.narrowed.of(key_id, tools, endpoint))
    }

    /// Ends the sessions and streams of those who have no right to them any more.
    pub(crate) fn end_what_is_not_admitted(&self) {
        let state = self.registry.state();
        self.sessions.reconcile(&state);
        self.subscribers.reconcile(&state);
        self.narrowed.forget_lost(&state);
    }

    /// A session has begun: what it may call is made ready.
    pub(crate) fn expect_calls(&self, endpoint: &Endpoint, session: &Session) {
        let members = endpoint.namespace.catalogue.members().iter();
        self.upstreams
            .expect(members.map(|member| member.server_id), &session.peer);
    }

    /// Somebody whom a lane serves wants to hear of a resource.
    pub(crate) fn is_wanted(&self, lane: Lane, rule: Rule, server_id: ServerId, uri: &str) -> bool {
        self.sessions.is_subscribed(lane, rule, server_id, uri)
            || self.subscribers.wants(lane, rule, server_id, uri)
    }

    fn tell(&self, changes: &Changes) {
        for Relisted { endpoint_id, lists } in &changes.relisted {
            let as_seen_by = |peer: &Peer| self.as_seen_by(peer, *endpoint_id, lists);
            self.sessions.tell_lists_changed(*endpoint_id, lists, as_seen_by);
            self.subscribers.tell_lists_changed(*endpoint_id, None, lists);
        }
        for (server_id, offering) in &changes.offered {
            let (server_id, offering) = (*server_id, offering.clone());
            let _ = self.events.send(Event::Offering { server_id, offering });
        }
    }

    /// Changed lists as a client sees them that sees something else than everybody; `None` for any other.
    fn as_seen_by(
        &self,
        peer: &Peer,
        endpoint_id: EndpointId,
        lists: &[ListChange],
    ) -> Option<Vec<ListChange>> {
        let state = self.registry.state();
        let is_narrowed = state.credentials().tools_of(peer.principal).is_some();
        if !is_narrowed && self.views.place(peer).is_none() {
            return None;
        }
        let endpoint = state.endpoint_by_id(endpoint_id)?.clone();
        let seen = self.seen_by(peer, endpoint);
        let catalogue = &seen.namespace.catalogue;
        let as_seen = |change: &ListChange| ListChange {
            list: change.list,
            now: catalogue.fingerprint(change.list),
        };
        Some(lists.iter().map(as_seen).collect())
    }

    /// The servers that are meant by one: itself, or those behind it.
    fn connected_to(&self, server_id: ServerId) -> Vec<ServerId> {
        let behind = self.registry.state().behind(server_id);
        behind.unwrap_or_else(|| vec![server_id])
    }
}
