//! One server: its connections, one per lane, and what is done when they fail.
//!
//! [`spares`] keeps connections ready that nobody has yet, [`service`] serves a connection until it is gone, and
//! [`recall`] tells a new one what its clients want.

mod recall;
mod service;
mod spares;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::AtomicU64};

use arc_swap::ArcSwap;
use dashmap::{DashMap, Entry};
use model::{Failure, ServerId, UpstreamStatus};
use tokio::{
    sync::watch,
    time::{Instant, sleep_until},
};
use tokio_util::sync::CancellationToken;
use tracing::warn;

use super::{
    connection::Connection,
    eras::Eras,
    error::{UpstreamError, UpstreamErrorKind},
    failure::{Explanation, Target, no_token, saturated},
    health::{Attempt, Health},
    lane::{Introduction, Lane, Peer},
    limits::Limits,
    quota::{Bound, OfServer, Permit},
    shared::Shared,
    sharing::Rule,
};
use crate::{
    events::Event,
    spec::{PrincipalId, UpstreamSpec},
};
use spares::{Claim, Spares};

type Outcome = Result<Arc<Connection>, UpstreamError>;

/// Why a connection is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// A request of a client.
    Call,
    /// To list what it offers: nobody needs to list it again because of the new connection.
    List,
}

/// One server.
pub(super) struct Supervisor {
    id: ServerId,
    /// Its name may change while connections go on.
    spec: ArcSwap<UpstreamSpec>,
    shared: Arc<Shared>,
    slots: DashMap<Lane, Slot>,
    /// Locked after a slot and never before one, and never across an await.
    spares: Mutex<Spares>,
    /// Locked after a slot and never before one, and never across an await.
    health: Mutex<Health>,
    retired: CancellationToken,
    /// Counts the times that it was asked what it offers to everybody.
    turns: AtomicU64,
    /// The latest of them that was answered.
    latest_turn: AtomicU64,
    /// When it was asked last.
    looked_at: Mutex<Instant>,
    eras: Arc<Eras>,
    /// How many connections there are.
    count: Arc<OfServer>,
}

enum Slot {
    /// Everybody who comes meanwhile waits for the same attempt.
    Connecting(watch::Receiver<Option<Outcome>>),
    Ready(Arc<Connection>),
}

impl Supervisor {
    /// A server without connections.
    pub(super) fn new(spec: Arc<UpstreamSpec>, shared: Arc<Shared>) -> Arc<Self> {
        Arc::new(Self {
            id: spec.id,
            retired: shared.closing.child_token(),
            turns: AtomicU64::new(0),
            latest_turn: AtomicU64::new(0),
            looked_at: Mutex::new(Instant::now()),
            spec: ArcSwap::new(spec),
            shared,
            slots: DashMap::new(),
            spares: Mutex::default(),
            health: Mutex::default(),
            eras: Arc::default(),
            count: Arc::default(),
        })
    }

    /// The server.
    pub(super) fn id(&self) -> ServerId {
        self.id
    }

    /// Its settings.
    pub(super) fn spec(&self) -> Arc<UpstreamSpec> {
        self.spec.load_full()
    }

    /// New settings that existing connections serve as well.
    pub(super) fn update(self: &Arc<Self>, spec: Arc<UpstreamSpec>) {
        let is_same = self.spec().run.connections == spec.run.connections;
        self.spec.store(spec);
        if !is_same {
            self.adjust_spares();
        }
    }

    /// Who shares its connections.
    pub(super) fn rule(&self) -> Rule {
        Rule::of(&self.spec.load(), self.eras.spoken())
    }

    /// How long a request to it may take.
    pub(super) fn limits(&self, tool: Option<&str>) -> Limits {
        Limits::of(&self.spec.load().run.times, &self.shared.options, tool)
    }

    /// For people.
    pub(super) fn status(&self) -> UpstreamStatus {
        UpstreamStatus {
            refused: self.count.refused(),
            ..self.health().status(Instant::now())
        }
    }

    /// Its settings are no longer in force.
    pub(super) fn is_retired(&self) -> bool {
        self.retired.is_cancelled()
    }

    /// The connection of a lane, made if there is none.
    pub(super) async fn connection(self: &Arc<Self>, peer: &Peer, purpose: Purpose) -> Outcome {
        let rule = self.rule();
        if let Some(connection) = self.ready(rule.lane(peer)) {
            return Ok(connection);
        }
        self.check_sign_in(peer).await?;
        let mut attempt = match self.join_or_start(&rule.peer(peer), purpose)? {
            Slot::Ready(connection) => return Ok(connection),
            Slot::Connecting(attempt) => attempt,
        };
        // The sender goes away without a word only when the program ends.
        let outcome = attempt
            .wait_for(Option::is_some)
            .await
            .ok()
            .and_then(|outcome| outcome.clone());
        outcome.unwrap_or_else(|| Err(self.closed()))
    }

    /// Whoever calls has a token, where one is needed. Asked before anything is tried: that nobody has signed in says nothing
    /// about the server.
    pub(super) async fn check_sign_in(&self, peer: &Peer) -> Result<(), UpstreamError> {
        let spec = self.spec();
        let (Some(sign_in), Some(credentials)) = (spec.run.connections.sign_in, self.shared.credentials())
        else {
            return Ok(());
        };
        let bearer = credentials.bearer(self.id, sign_in, Some(peer.principal));
        let Err(why) = bearer.token().await else {
            return Ok(());
        };
        let failure = Arc::new(target(&spec).failure(no_token(&why), ""));
        let error = UpstreamError::new(UpstreamErrorKind::SignIn, spec.name.as_str().into(), failure);
        Err(error.with_connect_url(why.connect_url.as_deref()))
    }

    /// Forgets failures and connects now, in the background.
    pub(super) fn retry(self: &Arc<Self>) {
        self.health().clear();
        self.changed();
        if self.health().is_unconnected() {
            // The outcome shows in the status.
            let _ = self.join_or_start(&Peer::gateway(), Purpose::Call);
        }
    }

    /// Lets connections go that nobody has used for long, unless somebody wants to hear of something on them.
    pub(super) fn let_idle_go(self: &Arc<Self>) {
        let limit = self.shared.options.connection_idle;
        for entry in &self.slots {
            if let Slot::Ready(connection) = entry.value()
                && connection.is_idle()
                && connection.last_used().elapsed() > limit
                && self.wish(*entry.key()).uris.is_empty()
            {
                connection.core().life.retire();
            }
        }
        self.let_spares_go(limit);
    }

    /// Looks again at what it offers, when the latest look is long ago. A process is not started for that.
    pub(super) fn refresh(self: &Arc<Self>) {
        let every = self.spec.load().run.times.refresh;
        let every = every.unwrap_or(self.shared.options.refresh);
        if every.is_zero() || !self.is_due(every) {
            return;
        }
        let supervisor = self.clone();
        self.shared.tasks.spawn(async move {
            let looked = async {
                if let Some(connection) = supervisor.connection_to_list_on().await {
                    supervisor.list_for_all(&connection).await;
                }
            };
            supervisor.retired.run_until_cancelled(looked).await;
        });
    }

    /// No new connections; those there are finish their calls.
    pub(super) fn retire(&self) {
        self.retired.cancel();
        for connection in self.connections() {
            connection.core().life.retire();
        }
    }

    /// The connections that work, those included that nobody has yet.
    pub(super) fn connections(&self) -> Vec<Arc<Connection>> {
        let mut all = self.connections_of_lanes();
        all.extend(self.spares().connections());
        all
    }

    fn connections_of_lanes(&self) -> Vec<Arc<Connection>> {
        let ready = |slot: &Slot| match slot {
            Slot::Ready(connection) => Some(connection.clone()),
            Slot::Connecting(_) => None,
        };
        self.slots
            .iter()
            .filter_map(|entry| ready(entry.value()))
            .collect()
    }

    /// The connection of a lane, if there is one that works.
    pub(super) fn ready(&self, lane: Lane) -> Option<Arc<Connection>> {
        match &*self.slots.get(&lane)? {
            Slot::Ready(connection) if connection.is_alive() => Some(connection.clone()),
            _ => None,
        }
    }

    fn join_or_start(self: &Arc<Self>, peer: &Peer, purpose: Purpose) -> Result<Slot, UpstreamError> {
        // Whoever is to hear what clients want first is not served at once.
        let is_claimable = purpose == Purpose::Call && self.wish(peer.lane).is_empty();
        // Nothing may wait while the entry is locked.
        let entry = self.slots.entry(peer.lane);
        if let Entry::Occupied(slot) = &entry {
            match slot.get() {
                Slot::Ready(connection) if connection.is_alive() => {
                    return Ok(Slot::Ready(connection.clone()));
                }
                Slot::Connecting(attempt) => return Ok(Slot::Connecting(attempt.clone())),
                Slot::Ready(_) => {}
            }
        }
        if let Some(connection) = is_claimable.then(|| self.claim(peer)).flatten() {
            drop(entry.insert(Slot::Ready(connection.clone())));
            let is_first = self.health().claimed();
            self.serve(peer, purpose, &connection, is_first);
            return Ok(Slot::Ready(connection));
        }
        let receiver = self.start(peer, purpose)?;
        // The lock on the entry ends here, since the listeners of events may look at it.
        drop(entry.insert(Slot::Connecting(receiver.clone())));
        self.changed();
        Ok(Slot::Connecting(receiver))
    }

    /// Starts an attempt in a task of its own: it goes on when the caller does not wait any more, since the next
    /// one will want the same.
    fn start(
        self: &Arc<Self>,
        peer: &Peer,
        purpose: Purpose,
    ) -> Result<watch::Receiver<Option<Outcome>>, UpstreamError> {
        let attempt = self.begin()?;
        let (sender, receiver) = watch::channel(None);
        let (supervisor, peer) = (self.clone(), peer.clone());
        self.shared.tasks.spawn(async move {
            let made = async {
                let connection = supervisor.make(&peer, purpose).await?;
                supervisor.recall(peer.lane, &connection).await;
                Ok(connection)
            };
            let made = supervisor.retired.run_until_cancelled(made).await;
            let outcome = match made.unwrap_or_else(|| Err(supervisor.closed())) {
                Ok(connection) => {
                    supervisor
                        .slots
                        .insert(peer.lane, Slot::Ready(connection.clone()));
                    let agreed = (connection.protocol_version(), connection.server_info());
                    let is_first = supervisor.health().succeeded(&attempt, agreed.0, agreed.1);
                    supervisor.serve(&peer, purpose, &connection, is_first);
                    Ok(connection)
                }
                Err(error) => {
                    supervisor.slots.remove(&peer.lane);
                    supervisor.failed(&peer, &attempt, &error);
                    Err(error)
                }
            };
            sender.send_replace(Some(outcome));
        });
        Ok(receiver)
    }

    /// The right to try now.
    fn begin(&self) -> Result<Attempt, UpstreamError> {
        if self.is_retired() {
            return Err(self.closed());
        }
        self.health()
            .begin(Instant::now())
            .map_err(|failure| self.unreachable(failure))
    }

    /// A connection that was kept ready for somebody like this one, or a new one.
    async fn make(self: &Arc<Self>, peer: &Peer, purpose: Purpose) -> Outcome {
        if purpose == Purpose::Call {
            match self.claim_soon(peer).await {
                Claim::Claimed(connection) => return Ok(connection),
                Claim::Failed(error) => return Err(error),
                Claim::Nothing => {}
            }
        }
        self.open(peer).await
    }

    /// A place for one more connection, if there is one.
    pub(super) fn take_place(&self, principal: Option<PrincipalId>) -> Result<Permit, Bound> {
        let own = self.spec.load().run.connections.max;
        let max = self.shared.options.max_connections_per_server;
        let max = own.map_or(max, |own| own.min(max));
        self.shared.quota.take(&self.count, max, principal)
    }

    /// Makes a connection that belongs to the caller.
    pub(super) async fn open(&self, peer: &Peer) -> Outcome {
        let permit = match self.shared.permit(self, peer.principal).await {
            Ok(permit) => permit,
            Err(bound) => {
                self.count.refuse();
                let error = self.saturated(bound);
                self.health().crowded(error.failure().clone(), Instant::now());
                return Err(error);
            }
        };
        self.connect(peer.introduction(), Some(peer.lane), permit).await
    }

    async fn connect(&self, introduction: Introduction, lane: Option<Lane>, permit: Permit) -> Outcome {
        let surroundings = self.shared.surroundings(self.eras.clone());
        Connection::open(&self.spec(), introduction, lane, &surroundings, permit).await
    }

    fn failed(self: &Arc<Self>, peer: &Peer, attempt: &Attempt, error: &UpstreamError) {
        let probe_at = match error.kind() {
            // Say nothing about the server.
            UpstreamErrorKind::Saturated | UpstreamErrorKind::Closed | UpstreamErrorKind::SignIn => {
                self.health().abandoned(attempt);
                None
            }
            _ => {
                warn!(
                    server.name = error.server(),
                    reason = error.to_failure().message,
                    "could not connect to a server"
                );
                self.health()
                    .failed(attempt, error.failure().clone(), Instant::now())
            }
        };
        self.probe_later(peer, probe_at);
        self.changed();
    }

    /// Tries again by itself, so that a server that comes back is found before somebody calls it in vain.
    fn probe_later(self: &Arc<Self>, peer: &Peer, at: Option<Instant>) {
        let Some(at) = at else {
            return;
        };
        let supervisor = self.clone();
        // A session may be over by then, and the gateway can tell as well whether the server is there.
        let peer = if peer.over().is_some() {
            Peer::gateway()
        } else {
            peer.clone()
        };
        self.shared.tasks.spawn(async move {
            tokio::select! {
                () = supervisor.retired.cancelled() => {}
                () = sleep_until(at) => {
                    // Unless somebody was faster.
                    if supervisor.health().is_unconnected() {
                        let _ = supervisor.join_or_start(&peer, Purpose::Call);
                    }
                    supervisor.make_spares();
                }
            }
        });
    }

    fn saturated(&self, bound: Bound) -> UpstreamError {
        let spec = self.spec();
        let failure = Arc::new(target(&spec).failure(saturated(bound), ""));
        UpstreamError::new(UpstreamErrorKind::Saturated, spec.name.as_str().into(), failure)
    }

    fn unreachable(&self, failure: Arc<Failure>) -> UpstreamError {
        UpstreamError::new(
            UpstreamErrorKind::Unreachable,
            self.spec().name.as_str().into(),
            failure,
        )
    }

    /// The error of those who come too late.
    pub(super) fn closed(&self) -> UpstreamError {
        let spec = self.spec();
        let why = Explanation::new(
            model::FailureClass::Connect,
            "The server's settings were changed, or MetaMCP is stopping.",
            "Try again.",
        );
        let failure = Arc::new(target(&spec).failure(why, ""));
        UpstreamError::new(UpstreamErrorKind::Closed, spec.name.as_str().into(), failure)
    }

    fn changed(&self) {
        self.shared.emit(Event::Status { server_id: self.id });
    }

    fn health(&self) -> MutexGuard<'_, Health> {
        self.health.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn spares(&self) -> MutexGuard<'_, Spares> {
        self.spares.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// For failures that come before anything is tried.
fn target(spec: &UpstreamSpec) -> Target {
    Target::new(spec.name.clone(), super::masks::Masks::default())
}
