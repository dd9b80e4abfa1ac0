//! Serves a connection until it is gone: hears what it offers, asks whether it still works, and sees to what comes after.

use std::{
    sync::{Arc, MutexGuard, PoisonError, atomic::Ordering},
    time::Duration,
};

use tokio::time::{Instant, sleep};
use tracing::{debug, warn};

use super::{Purpose, Slot, Supervisor};
use crate::{
    spec::SignIn,
    upstream::{
        backoff,
        caller::Beside,
        connection::{Connection, STEADY},
        error::UpstreamErrorKind,
        failure,
        lane::{Lane, Peer},
        limits::Limits,
        offering,
    },
};

/// A server that works answers a ping at once, and before the next one.
const PING_PATIENCE: Duration = Duration::from_secs(10);

/// What led to another look at what a server offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Since {
    /// The connection is new.
    Connecting,
    /// The server said so.
    Change,
}

impl Supervisor {
    /// Begins to serve a connection that has just got its place.
    pub(super) fn serve(
        self: &Arc<Self>,
        peer: &Peer,
        purpose: Purpose,
        connection: &Arc<Connection>,
        is_first: bool,
    ) {
        if self.is_retired() {
            connection.core().life.retire();
        }
        let is_news = purpose == Purpose::Call && (is_first || peer.is_askable());
        debug!(server.name = %connection.core().server, version = connection.protocol_version(), "connected to a server");
        self.shared
            .tasks
            .spawn(self.clone().watch(peer.clone(), connection.clone(), is_news));
        if matches!(peer.lane, Lane::Own(_) | Lane::Rented { .. }) {
            // The next session will want one too.
            self.spares().want(peer.introduction());
        } else {
            self.spares().satisfied(&peer.introduction());
        }
        self.fill_up();
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
            () = self.check(&connection) => {}
            () = self.remind(peer.lane, &connection) => {}
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
        if life.failure().is_some() {
            self.return_later(&peer, connection.age());
        }
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
            let gateway = Peer::gateway();
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
    pub(super) async fn list_for_all(&self, connection: &Arc<Connection>) {
        *self.looked_at() = Instant::now();
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

    /// The latest look is longer ago; from now on this is one.
    pub(super) fn is_due(&self, every: Duration) -> bool {
        let mut looked_at = self.looked_at();
        let is_due = looked_at.elapsed() >= every;
        if is_due {
            *looked_at = Instant::now();
        }
        is_due
    }

    /// A connection on which everybody's view can be had without starting a process, and without a name of its own where
    /// each person has one.
    pub(super) async fn connection_to_list_on(self: &Arc<Self>) -> Option<Arc<Connection>> {
        let spec = self.spec();
        if spec.transport.is_process() || spec.run.connections.sign_in == Some(SignIn::Person) {
            let all = self.connections_of_lanes();
            return all
                .into_iter()
                .find(|it| it.is_alive() && !it.core().introduction.is_askable());
        }
        // A failure is noted where the connection is made.
        self.connection(&Peer::gateway(), Purpose::List).await.ok()
    }

    fn looked_at(&self) -> MutexGuard<'_, Instant> {
        self.looked_at.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Comes back to a server that somebody wants to hear from, though nobody calls it, and tries until it is there again.
    fn return_later(self: &Arc<Self>, peer: &Peer, lived: Duration) {
        if self.wish(peer.lane).uris.is_empty() {
            return;
        }
        let (supervisor, peer) = (self.clone(), peer.clone());
        self.shared.tasks.spawn(async move {
            let over = peer.over().cloned().unwrap_or_default();
            // One that falls over whenever it is told what clients want is not started in a circle.
            let returning = async {
                sleep(STEADY.saturating_sub(lived)).await;
                for attempts in 1.. {
                    sleep(backoff::delay(attempts)).await;
                    let is_wanted = !supervisor.wish(peer.lane).uris.is_empty();
                    if !is_wanted || supervisor.connection(&peer, Purpose::Call).await.is_ok() {
                        return;
                    }
                }
            };
            tokio::select! {
                () = supervisor.retired.cancelled() => {}
                () = over.cancelled() => {}
                () = returning => {}
            }
        });
    }

    /// Asks from time to time whether a connection that nobody uses still works, and ends it when it does not.
    pub(super) async fn check(&self, connection: &Arc<Connection>) {
        let every = self.shared.options.health_ping;
        if every.is_zero() || connection.core().is_modern() {
            return std::future::pending().await;
        }
        loop {
            sleep(every).await;
            // A call that runs has a time of its own.
            if connection.is_idle() && connection.last_used().elapsed() >= every {
                let core = connection.core();
                let patience = every.min(PING_PATIENCE);
                let ping = connection.exchange(
                    core.next_id(),
                    "ping",
                    None,
                    Limits::within(patience),
                    Beside::default(),
                    None,
                );
                // An error is an answer too. Other failures have ended the connection.
                if ping
                    .await
                    .is_err_and(|error| error.kind() == UpstreamErrorKind::Timeout)
                {
                    core.fail(failure::silent_ping(patience), &core.evidence.stderr());
                }
            }
        }
    }
}
