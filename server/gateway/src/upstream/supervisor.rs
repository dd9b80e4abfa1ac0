//! One server: its connections, one per lane, and what is done when they fail.

use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use arc_swap::ArcSwap;
use dashmap::{DashMap, Entry};
use model::{Failure, ServerId, UpstreamStatus};
use tokio::{
    sync::watch,
    time::{Instant, sleep_until},
};
use tokio_util::sync::CancellationToken;
use tracing::{debug, warn};

use super::{
    connection::Connection,
    eras::Eras,
    error::{UpstreamError, UpstreamErrorKind},
    failure::{Explanation, Target, saturated},
    health::{Attempt, Health},
    lane::{Lane, Peer},
    offering,
    shared::Shared,
};
use crate::{
    events::Event,
    spec::{PrincipalId, UpstreamSpec},
};

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
    health: Mutex<Health>,
    retired: CancellationToken,
    /// Counts the times that it was asked what it offers to everybody.
    turns: AtomicU64,
    /// The latest of them that was answered.
    latest_turn: AtomicU64,
    eras: Arc<Eras>,
}

/// What led to another look at what a server offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Since {
    /// The connection is new.
    Connecting,
    /// The server said so.
    Change,
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
            spec: ArcSwap::new(spec),
            shared,
            slots: DashMap::new(),
            health: Mutex::default(),
            eras: Arc::default(),
        })
    }

    /// Its settings.
    pub(super) fn spec(&self) -> Arc<UpstreamSpec> {
        self.spec.load_full()
    }

    /// New settings that existing connections serve as well.
    pub(super) fn rename(&self, spec: Arc<UpstreamSpec>) {
        self.spec.store(spec);
    }

    /// For people.
    pub(super) fn status(&self) -> UpstreamStatus {
        self.health().status(Instant::now())
    }

    /// Its settings are no longer in force.
    pub(super) fn is_retired(&self) -> bool {
        self.retired.is_cancelled()
    }

    /// The connection of a lane, made if there is none.
    pub(super) async fn connection(self: &Arc<Self>, peer: &Peer, purpose: Purpose) -> Outcome {
        if let Some(connection) = self.ready(peer.lane) {
            return Ok(connection);
        }
        let mut attempt = match self.join_or_start(peer, purpose)? {
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

    /// Forgets failures and connects now, in the background.
    pub(super) fn retry(self: &Arc<Self>) {
        self.health().clear();
        self.changed();
        if self.health().is_unconnected() {
            // The outcome shows in the status.
            let _ = self.join_or_start(&Peer::shared(PrincipalId::Gateway), Purpose::Call);
        }
    }

    /// No new connections; those there are finish their calls.
    pub(super) fn retire(&self) {
        self.retired.cancel();
        for connection in self.connections() {
            connection.core().life.retire();
        }
    }

    /// The connections that work.
    pub(super) fn connections(&self) -> Vec<Arc<Connection>> {
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
        if self.is_retired() {
            return Err(self.closed());
        }
        let attempt = self
            .health()
            .begin(Instant::now())
            .map_err(|failure| self.unreachable(failure))?;
        let (sender, receiver) = watch::channel(None);
        let (supervisor, peer) = (self.clone(), peer.clone());
        self.shared.tasks.spawn(async move {
            let opened = tokio::select! {
                biased;
                () = supervisor.retired.cancelled() => None,
                opened = supervisor.open(&peer) => Some(opened),
            };
            let outcome = match opened {
                Some(Ok(connection)) => {
                    supervisor.connected(&peer, purpose, &attempt, &connection);
                    Ok(connection)
                }
                Some(Err(error)) => {
                    supervisor.failed(&peer, &attempt, &error);
                    Err(error)
                }
                None => {
                    supervisor.slots.remove(&peer.lane);
                    supervisor.health().abandoned(&attempt);
                    Err(supervisor.closed())
                }
            };
            sender.send_replace(Some(outcome));
        });
        Ok(receiver)
    }

    /// Makes a connection that belongs to the caller.
    pub(super) async fn open(&self, peer: &Peer) -> Outcome {
        let spec = self.spec();
        let Some(permit) = self.shared.permit().await else {
            let max = self.shared.options.max_connections;
            let failure = Arc::new(target(&spec).failure(saturated(max), ""));
            return Err(UpstreamError::new(
                UpstreamErrorKind::Saturated,
                spec.name.as_str().into(),
                failure,
            ));
        };
        Connection::open(&spec, peer, &self.shared.surroundings(self.eras.clone()), permit).await
    }

    fn connected(
        self: &Arc<Self>,
        peer: &Peer,
        purpose: Purpose,
        attempt: &Attempt,
        connection: &Arc<Connection>,
    ) {
        self.slots.insert(peer.lane, Slot::Ready(connection.clone()));
        let is_first =
            self.health()
                .succeeded(attempt, connection.protocol_version(), connection.server_info());
        if self.is_retired() {
            connection.core().life.retire();
        }
        let is_news = purpose == Purpose::Call && (is_first || peer.is_askable());
        debug!(server.name = %connection.core().server, version = connection.protocol_version(), "connected to a server");
        self.shared
            .tasks
            .spawn(self.clone().watch(peer.clone(), connection.clone(), is_news));
        self.changed();
    }

    fn failed(self: &Arc<Self>, peer: &Peer, attempt: &Attempt, error: &UpstreamError) {
        self.slots.remove(&peer.lane);
        let probe_at = if error.kind() == UpstreamErrorKind::Saturated {
            // Says nothing about the server.
            self.health().abandoned(attempt);
            None
        } else {
            warn!(
                server.name = error.server(),
                reason = error.to_failure().message,
                "could not connect to a server"
            );
            self.health()
                .failed(attempt, error.failure().clone(), Instant::now())
        };
        self.probe_later(peer, probe_at);
        self.changed();
    }

    /// Serves a connection until it is gone. `is_news`: what the server offers on it is not known.
    async fn watch(self: Arc<Self>, peer: Peer, connection: Arc<Connection>, is_news: bool) {
        let life = &connection.core().life;
        // The connections of a session are of no use to anyone else.
        let over = peer.over().cloned().unwrap_or_default();
        // A server that hangs while it lists must not keep the connection: what waits for it is dropped.
        tokio::select! {
            biased;
            () = life.retired() => {}
            () = over.cancelled() => life.retire(),
            () = connection.subscribe() => {}
            () = self.follow_lists(&peer, &connection, is_news) => {}
        }
        if !peer.lane.is_gateways() {
            // Before another connection can say what is offered there.
            connection.core().inbox.strays.offer(None).await;
        }
        self.slots.remove_if(
            &peer.lane,
            |_, slot| matches!(slot, Slot::Ready(it) if Arc::ptr_eq(it, &connection)),
        );
        let probe_at = self
            .health()
            .lost(life.failure().cloned(), connection.was_useful(), Instant::now());
        self.probe_later(&peer, probe_at);
        self.changed();
        tokio::select! {
            () = connection.drain(self.shared.options.call_timeout) => {}
            () = self.shared.closing.cancelled() => life.stop(),
        }
    }

    /// Lists whenever there is news, until it is dropped.
    async fn follow_lists(self: &Arc<Self>, peer: &Peer, connection: &Arc<Connection>, is_news: bool) {
        if is_news {
            self.list_again(peer, connection, Since::Connecting).await;
        }
        loop {
            connection.core().inbox.lists_changed.notified().await;
            self.list_again(peer, connection, Since::Change).await;
        }
    }

    /// Lists what the server offers on a connection, and tells whom that concerns.
    ///
    /// To clients that can be asked something a server may show more, so what they see is for them. Others see what the
    /// gateway sees, until a process that they do not share with it says that something has changed.
    async fn list_again(self: &Arc<Self>, peer: &Peer, connection: &Arc<Connection>, since: Since) {
        let is_shared = !connection.is_process();
        let is_for_all = !peer.is_askable() && (is_shared || since == Since::Connecting);
        if peer.lane.is_gateways() || is_for_all {
            return self.list_for_all(connection).await;
        }
        if is_shared && since == Since::Change {
            // First, since what is the same for everybody is no news for one.
            let gateway = Peer::shared(PrincipalId::Gateway);
            // A failure is noted where the connection is made.
            if let Ok(connection) = self.connection(&gateway, Purpose::List).await {
                self.list_for_all(&connection).await;
            }
        }
        match offering::list(connection, self.shared.options.call_timeout).await {
            Ok(offering) => {
                let strays = &connection.core().inbox.strays;
                strays.offer(Some(Arc::new(offering))).await;
            }
            Err(error) => warn!(%error, "could not list again what a server offers"),
        }
    }

    /// Lists what everybody sees. Several connections may hear of one change: an answer that was asked for before another
    /// one that has come is old.
    async fn list_for_all(&self, connection: &Arc<Connection>) {
        let turn = self.turns.fetch_add(1, Ordering::Relaxed) + 1;
        match offering::list(connection, self.shared.options.call_timeout).await {
            Ok(_) if self.latest_turn.fetch_max(turn, Ordering::Relaxed) > turn => {}
            Ok(offering) => {
                let strays = &connection.core().inbox.strays;
                strays.offer_to_all(Arc::new(offering)).await;
            }
            Err(error) => warn!(%error, "could not list again what a server offers"),
        }
    }

    /// Tries again by itself, so that a server that comes back is found before somebody calls it in vain.
    fn probe_later(self: &Arc<Self>, peer: &Peer, at: Option<Instant>) {
        let Some(at) = at else {
            return;
        };
        let supervisor = self.clone();
        // A session may be over by then, and the gateway can tell as well whether the server is there.
        let peer = if peer.over().is_some() {
            Peer::shared(PrincipalId::Gateway)
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
                }
            }
        });
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
}

/// For failures that come before anything is tried.
fn target(spec: &UpstreamSpec) -> Target {
    Target::new(spec.name.clone(), super::masks::Masks::default())
}
