//! Connections to upstreams: made when they are needed, one per server and principal, supervised, ended without
//! leaving a process behind.
//!
//! A [`Supervisor`](supervisor::Supervisor) per server knows its connections and its [`health`]. A
//! [`Connection`] speaks MCP over a link, either [`stdio`] or [`http`]; its [`core`] matches answers to requests.
//! What goes wrong becomes a [`failure`]: a sentence of what happened and one of what to do.

mod ask;
pub(crate) mod backoff;
pub(crate) mod caller;
mod connection;
mod core;
mod declared;
mod eras;
mod error;
mod evidence;
pub(crate) mod failure;
mod handshake;
mod health;
pub(crate) mod http;
mod inbox;
mod inspect;
pub(crate) mod lane;
mod life;
mod limits;
pub(crate) mod listener;
pub(crate) mod masks;
mod modern;
mod nursery;
mod offering;
mod pending;
mod probe;
mod process_tree;
mod processes;
mod quota;
mod secrets;
mod shared;
pub(crate) mod sharing;
pub(crate) mod stdio;
mod supervisor;
mod upkeep;
mod variables;
pub(crate) mod wishes;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use ::http::{HeaderMap, Method, Request, Response};
use bytes::Bytes;
use model::{ApiKeyId, Failure, FailureClass, ServerId, UpstreamState, UpstreamStatus, UserId};
use tokio::{
    sync::{broadcast, mpsc},
    time::{sleep, timeout},
};
use tracing::warn;

pub(crate) use ask::{Ask, WayBack};
use caller::{Beside, Brought, Calling};
use connection::{Call, Connection};
pub use error::{UpstreamError, UpstreamErrorKind};
pub use http::{
    Challenge, Knock, NoAnswer,
    trust::{Authorities, NotAuthorities},
};
pub use probe::Probe;

use crate::standard_headers::HeaderParam;
use crate::{
    Error,
    envelope::Answer,
    events::Event,
    figures::ServerFigures,
    live_connection::LiveConnection,
    pipeline::stages::Clock,
    spec::{Credentials, GatewayOptions, Identities, Offering, SignIn, TransportSpec, UpstreamSpec},
    wires::Wires,
};
use failure::{Explanation, Target};
use lane::Peer;
use limits::Limits;
use listener::{Ears, Stray};
use masks::Masks;
use shared::Shared;
use sharing::Rule;
use supervisor::{Purpose, Supervisor};
use wishes::Wishes;

/// Settings that change while a connection is made are followed so many times.
const MAX_CHANGES: usize = 3;

/// Between two looks at whether somebody has signed in meanwhile.
const BETWEEN_LOOKS: Duration = Duration::from_secs(1);

/// Beyond the time that processes have to end: for killing them and ending sessions.
const CLOSE_SLACK: Duration = Duration::from_secs(2);

/// All upstreams. Cloning gives another handle.
#[derive(Clone)]
pub(crate) struct Upstreams {
    shared: Arc<Shared>,
    /// Only one configuration is applied at a time.
    applying: Arc<Mutex<()>>,
}

impl Upstreams {
    /// No upstreams yet. Needs a tokio runtime.
    pub(crate) fn new(
        options: &GatewayOptions,
        events: broadcast::Sender<Event>,
        strays: mpsc::Sender<Stray>,
        wishes: Arc<dyn Wishes>,
        wires: Arc<Wires>,
    ) -> Self {
        let shared = Arc::new(Shared::new(options.clone(), events, strays, wishes, wires));
        upkeep::start(&shared);
        Self {
            shared,
            applying: Arc::default(),
        }
    }

    /// Who has the tokens for servers from now on, and whose the keys are.
    pub(crate) fn sign_in_with(
        &self,
        credentials: Option<Arc<dyn Credentials>>,
        owners: HashMap<ApiKeyId, UserId>,
    ) {
        let source = credentials.map(|credentials| Arc::new(http::TokenSource::new(credentials, owners)));
        self.shared.credentials.store(source);
    }

    /// Who signs from now on who calls.
    pub(crate) fn sign_with(&self, identities: Option<Arc<dyn Identities>>) {
        self.shared.signer.replace(identities);
    }

    /// What of a request's headers goes along to these servers.
    pub(crate) fn brought(
        &self,
        servers: impl Iterator<Item = ServerId>,
        headers: &HeaderMap,
    ) -> Result<Brought, Error> {
        let supervisors = self.shared.supervisors.load();
        let specs = servers.filter_map(|server| Some(supervisors.get(&server)?.spec()));
        Brought::of(specs, headers)
    }

    /// What a server is told of who makes a request; nothing where it is to be told nothing.
    pub(crate) fn told(
        &self,
        server: ServerId,
        calling: Calling<'_>,
    ) -> Result<Option<Box<HeaderMap>>, UpstreamError> {
        let supervisor = self.supervisor(server).ok_or_else(|| self.unknown(server))?;
        self.shared.signer.told(&supervisor.spec(), calling)
    }

    /// As [`Self::brought`], before it is known where a request goes.
    pub(crate) fn wanted_by_any(&self, headers: &HeaderMap) -> Result<HeaderMap, Error> {
        let supervisors = self.shared.supervisors.load();
        let specs = supervisors.values().map(|supervisor| supervisor.spec());
        Brought::of(specs, headers).map(Brought::into_headers)
    }

    /// Asks an authorization server something.
    pub(crate) async fn ask(&self, request: Request<Bytes>) -> Result<Response<Bytes>, NoAnswer> {
        http::ask(&self.shared.http, &self.shared.options, request).await
    }

    /// Asks a server without a token how it wants to be signed in to.
    pub(crate) async fn knock(&self, spec: &UpstreamSpec) -> Result<Knock, Failure> {
        let (method, url, headers) = match &spec.transport {
            TransportSpec::StreamableHttp { url, headers } => (Method::POST, url, headers),
            TransportSpec::Sse { url, headers } => (Method::GET, url, headers),
            TransportSpec::Stdio { .. } | TransportSpec::Namespace { .. } => {
                let target = Target::new(spec.name.clone(), Masks::default());
                return Err(target.failure(failure::in_process(), ""));
            }
        };
        let (target, endpoint) = http::Endpoint::prepare(&method, url, headers, &self.shared.options);
        let knocked = async { http::knock(&self.shared.http, &endpoint?, method).await };
        knocked.await.map_err(|why| target.failure(why, ""))
    }

    /// These are all upstreams from now on. Connections of those that are reached as before go on; others take
    /// no new calls and end when those they have are done.
    pub(crate) fn apply(&self, specs: &[Arc<UpstreamSpec>]) {
        let _applying = self.applying.lock().unwrap_or_else(PoisonError::into_inner);
        if self.shared.closing.is_cancelled() {
            return;
        }
        let old = self.shared.supervisors.load_full();
        let new = |spec: &Arc<UpstreamSpec>| match old.get(&spec.id) {
            Some(supervisor) if supervisor.spec().is_reached_as(spec) => {
                supervisor.update(spec.clone());
                supervisor.clone()
            }
            _ => Supervisor::new(spec.clone(), self.shared.clone()),
        };
        let connectable = specs.iter().filter(|spec| spec.transport.namespace().is_none());
        let supervisors: HashMap<_, _> = connectable.map(|spec| (spec.id, new(spec))).collect();
        supervisors.values().for_each(Supervisor::fill_up);
        let replaced = |(id, supervisor): &(&ServerId, &Arc<Supervisor>)| {
            !supervisors
                .get(*id)
                .is_some_and(|current| Arc::ptr_eq(current, supervisor))
        };
        let retired: Vec<_> = old
            .iter()
            .filter(replaced)
            .map(|(id, it)| (*id, it.clone()))
            .collect();
        self.shared.supervisors.store(Arc::new(supervisors));
        for (server_id, supervisor) in retired {
            supervisor.retire();
            self.shared.emit(Event::Status { server_id });
        }
    }

    /// How a server is doing.
    pub(crate) fn status(&self, server: ServerId) -> UpstreamStatus {
        match self.supervisor(server) {
            Some(supervisor) => supervisor.status(),
            None => UpstreamStatus {
                state: UpstreamState::Disabled,
                ..UpstreamStatus::default()
            },
        }
    }

    /// What a server is given that is nobody's to read.
    pub(crate) fn secrets(&self, server: ServerId) -> Vec<String> {
        let supervisor = self.supervisor(server);
        supervisor.map_or_else(Vec::new, |it| secrets::of(&it.spec(), &self.shared.options))
    }

    /// A text without what [`Upstreams::secrets`] are.
    pub(crate) fn masked(&self, server: ServerId, text: String) -> String {
        Masks::new(self.secrets(server)).apply(text)
    }

    /// Every server in numbers, in no order.
    pub(crate) fn figures(&self) -> Vec<ServerFigures> {
        let supervisors = self.shared.supervisors.load();
        let of = |(id, supervisor): (&ServerId, &Arc<Supervisor>)| ServerFigures {
            id: *id,
            name: supervisor.spec().name.as_str().into(),
            transport: supervisor.spec().transport.network(),
            status: supervisor.status(),
        };
        supervisors.iter().map(of).collect()
    }

    /// The connections of a server, oldest first.
    pub(crate) async fn connections(&self, server: ServerId) -> Vec<LiveConnection> {
        match self.supervisor(server) {
            Some(supervisor) => inspect::view(&self.shared, &supervisor).await,
            None => Vec::new(),
        }
    }

    /// Forgets why a server failed, and connects now in the background if there is no connection.
    pub(crate) fn retry(&self, server: ServerId) {
        if let Some(supervisor) = self.supervisor(server) {
            supervisor.retry();
        }
    }

    /// Each person signs in to a server.
    pub(crate) fn is_personal(&self, server: ServerId) -> bool {
        let supervisor = self.supervisor(server);
        supervisor.is_some_and(|it| it.spec().run.connections.sign_in == Some(SignIn::Person))
    }

    /// Who shares the connections of a server.
    pub(crate) fn rule(&self, server: ServerId) -> Rule {
        let supervisor = self.supervisor(server);
        supervisor.map_or(Rule::Client, |supervisor| supervisor.rule())
    }

    /// Somebody is there who may call these servers.
    pub(crate) fn expect(&self, servers: impl Iterator<Item = ServerId>, peer: &Peer) {
        for supervisor in servers.filter_map(|server| self.supervisor(server)) {
            supervisor.expect(peer);
        }
    }

    /// The connection of a peer to a server, made if there is none. Callers at the same time share one attempt.
    async fn connection(&self, server: ServerId, peer: &Peer) -> Result<Arc<Connection>, UpstreamError> {
        self.connect(server, peer, Purpose::Call).await
    }

    /// Sends a request and waits for its answer. It is sent again, once, on a new connection when the first one was
    /// lost before it was written, or later where it may be repeated.
    pub(crate) async fn request(
        &self,
        server: ServerId,
        peer: &Peer,
        request: Outgoing<'_>,
        ears: Ears,
    ) -> Result<Answer, UpstreamError> {
        let limits = self
            .supervisor(server)
            .ok_or_else(|| self.unknown(server))?
            .limits(request.tool);
        let call = self.begin(server, peer, request.clock).await?;
        let first = request.send(call, limits, ears.clone()).await;
        match first {
            Err(error)
                if error.is_retryable()
                    || request.is_repeatable && error.kind() == UpstreamErrorKind::Interrupted =>
            {
                let call = self.begin(server, peer, request.clock).await?;
                request.send(call, limits, ears).await
            }
            outcome => outcome,
        }
    }

    async fn begin(&self, server: ServerId, peer: &Peer, clock: &Clock) -> Result<Call, UpstreamError> {
        let _connecting = clock.connecting();
        Ok(self.connection(server, peer).await?.begin())
    }

    /// Returns once whoever calls has signed in to a server, or does not in time.
    pub(crate) async fn await_sign_in(&self, server: ServerId, peer: &Peer, patience: Duration) {
        let signed_in = async {
            while let Some(supervisor) = self.supervisor(server) {
                if supervisor.check_sign_in(peer).await.is_ok() {
                    return;
                }
                sleep(BETWEEN_LOOKS).await;
            }
        };
        // What is missing then is said by the call.
        let _ = timeout(patience, signed_in).await;
    }

    /// A server speaks the era without sessions to this peer. Connects, if that is not known.
    pub(crate) async fn is_modern(&self, server: ServerId, peer: &Peer) -> Result<bool, UpstreamError> {
        Ok(self.connection(server, peer).await?.core().is_modern())
    }

    /// Sends a notification on a connection that is there; without one, nobody would understand it.
    pub(crate) fn notify(&self, server: ServerId, peer: &Peer, frame: Vec<u8>) {
        let connection = self
            .supervisor(server)
            .and_then(|supervisor| supervisor.ready(supervisor.rule().lane(peer)));
        if let Some(connection) = connection {
            connection.notify(frame);
        }
    }

    /// Everything that a server offers, as the gateway itself sees it.
    pub(crate) async fn list(&self, server: ServerId) -> Result<Offering, UpstreamError> {
        self.list_as(server, &Peer::gateway()).await
    }

    /// Everything that a server offers, as somebody sees it.
    pub(crate) async fn list_as(&self, server: ServerId, peer: &Peer) -> Result<Offering, UpstreamError> {
        let connection = self.connect(server, peer, Purpose::List).await?;
        offering::list(&connection, self.shared.options.call_timeout).await
    }

    /// Connects to a server that is not configured, looks at its tools and ends the connection.
    pub(crate) async fn probe(&self, spec: UpstreamSpec) -> Result<Probe, UpstreamError> {
        // Nobody else knows this supervisor, so it keeps no connection and never tries by itself.
        let supervisor = Supervisor::new(Arc::new(spec), self.shared.clone());
        let look = async {
            let connection = supervisor.open(&Peer::gateway()).await?;
            probe::look(connection, self.shared.options.connect_timeout).await
        };
        let looked = self.shared.closing.run_until_cancelled(look).await;
        looked.unwrap_or_else(|| Err(supervisor.closed()))
    }

    /// Ends all connections at once and waits until no process is left.
    pub(crate) async fn close(&self) {
        {
            let _applying = self.applying.lock().unwrap_or_else(PoisonError::into_inner);
            self.shared.closing.cancel();
            self.shared
                .connections()
                .iter()
                .for_each(|connection| connection.core().life.stop());
            self.shared.supervisors.store(Arc::default());
        }
        let within = self.shared.options.stop_grace + CLOSE_SLACK;
        self.shared.tasks.close();
        if timeout(within, self.shared.tasks.wait()).await.is_err() {
            warn!(
                tasks = self.shared.tasks.len(),
                "connections to servers did not end in time"
            );
        }
        self.shared.nursery.close().await;
        self.shared.network.cancel();
        self.shared.sockets.close();
        self.shared.sockets.wait().await;
    }

    async fn connect(
        &self,
        server: ServerId,
        peer: &Peer,
        purpose: Purpose,
    ) -> Result<Arc<Connection>, UpstreamError> {
        for _ in 0..MAX_CHANGES {
            let supervisor = self.supervisor(server).ok_or_else(|| self.unknown(server))?;
            match supervisor.connection(peer, purpose).await {
                Err(error)
                    if error.kind() == UpstreamErrorKind::Closed && !self.shared.closing.is_cancelled() => {}
                outcome => return outcome,
            }
        }
        Err(self.unknown(server))
    }

    fn supervisor(&self, server: ServerId) -> Option<Arc<Supervisor>> {
        self.shared.supervisors.load().get(&server).cloned()
    }

    fn unknown(&self, server: ServerId) -> UpstreamError {
        let (kind, message, advice) = if self.shared.closing.is_cancelled() {
            (
                UpstreamErrorKind::Closed,
                "MetaMCP is stopping.",
                "Try again when it has started anew.",
            )
        } else {
            (
                UpstreamErrorKind::Unknown,
                "The server does not exist any more.",
                "List the tools again.",
            )
        };
        let name = server.to_string();
        let target = Target::new(name.clone(), Masks::default());
        let failure = target.failure(Explanation::new(FailureClass::Connect, message, advice), "");
        UpstreamError::new(kind, name.into(), Arc::new(failure))
    }
}

/// A request to a server.
#[derive(Clone, Copy)]
pub(crate) struct Outgoing<'a> {
    /// Its method.
    pub(crate) method: &'a str,
    /// Makes its parameters, a raw object, from our id for it, which is its progress token too.
    pub(crate) params: &'a (dyn Fn(u64) -> Option<Vec<u8>> + Sync),
    /// Arguments that are repeated in headers.
    pub(crate) repeated: &'a [HeaderParam],
    /// What the server is told of who makes it.
    pub(crate) told: Option<&'a HeaderMap>,
    /// The tool that it calls, by its own name: some have a time of their own.
    pub(crate) tool: Option<&'a str>,
    /// Doing it twice is as good as doing it once.
    pub(crate) is_repeatable: bool,
    /// Where its time goes.
    pub(crate) clock: &'a Clock,
}

impl Outgoing<'_> {
    async fn send(&self, call: Call, limits: Limits, ears: Ears) -> Result<Answer, UpstreamError> {
        let params = (self.params)(call.id());
        let beside = Beside {
            repeated: self.repeated,
            caller: self.told,
        };
        let _server = self.clock.server();
        call.send(self.method, params.as_deref(), limits, beside, ears)
            .await
    }
}
