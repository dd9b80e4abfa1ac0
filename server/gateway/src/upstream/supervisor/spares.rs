//! Connections that are kept ready for whoever comes next.
//!
//! A spare has shaken hands in the words of the client that came last, so only one that would say the same can have it.
//! Servers whose settings name a number of spares always keep so many; others keep them while they are in demand.

use std::{sync::Arc, time::Duration};

use tokio::{sync::watch, time::Instant};
use tokio_util::sync::CancellationToken;
use tracing::debug;

use super::{Outcome, Supervisor};
use crate::{
    spec::SignIn,
    upstream::{
        connection::Connection,
        error::{UpstreamError, UpstreamErrorKind},
        health::Attempt,
        lane::{Introduction, Peer},
        sharing::Rule,
    },
};

/// The spares of one server.
#[derive(Default)]
pub(super) struct Spares {
    demand: Option<Demand>,
    ready: Vec<Spare>,
    opening: Vec<Opening>,
}

/// What the latest client said of itself.
struct Demand {
    introduction: Introduction,
    at: Instant,
}

struct Spare {
    introduction: Introduction,
    connection: Arc<Connection>,
    /// Cancelled when it is somebody's.
    claimed: CancellationToken,
}

/// An attempt at a spare that nobody waits for yet.
struct Opening {
    introduction: Introduction,
    outcome: watch::Receiver<Option<Outcome>>,
}

/// What a client finds.
pub(super) enum Claim {
    /// A connection that was ready, or about to be.
    Claimed(Arc<Connection>),
    /// One was about to be ready, and failed.
    Failed(UpstreamError),
    /// Nothing that fits.
    Nothing,
}

impl Spares {
    /// Somebody like this will come.
    pub(super) fn want(&mut self, introduction: Introduction) {
        self.demand = Some(Demand {
            introduction,
            at: Instant::now(),
        });
    }

    /// Whoever comes next shares what this one has got.
    pub(super) fn satisfied(&mut self, introduction: &Introduction) {
        if self
            .demand
            .as_ref()
            .is_some_and(|demand| demand.introduction == *introduction)
        {
            self.demand = None;
        }
    }

    /// Those that are ready.
    pub(super) fn connections(&self) -> impl Iterator<Item = Arc<Connection>> {
        self.ready.iter().map(|spare| spare.connection.clone())
    }

    fn fits(&self, introduction: &Introduction) -> usize {
        let ready = |spare: &&Spare| spare.connection.is_alive() && spare.introduction == *introduction;
        let opening = |opening: &&Opening| opening.introduction == *introduction;
        self.ready.iter().filter(ready).count() + self.opening.iter().filter(opening).count()
    }

    fn take(&mut self, connection: &Arc<Connection>) -> Option<Spare> {
        let at = self
            .ready
            .iter()
            .position(|spare| Arc::ptr_eq(&spare.connection, connection))?;
        Some(self.ready.remove(at))
    }
}

impl Supervisor {
    /// Somebody is there who may call: a connection is made ready, unless there is one already.
    pub(in crate::upstream) fn expect(self: &Arc<Self>, peer: &Peer) {
        let rule = self.rule();
        if self.slots.contains_key(&rule.lane(peer)) {
            return;
        }
        self.spares().want(rule.peer(peer).introduction());
        self.fill_up();
    }

    /// Makes spares until there are enough, unless the server fails: whoever calls it next finds out whether it still
    /// does, and must not be refused because a spare is being tried.
    pub(in crate::upstream) fn fill_up(self: &Arc<Self>) {
        if !self.health().is_failing() {
            self.make_spares();
        }
    }

    /// Makes spares until there are enough.
    pub(super) fn make_spares(self: &Arc<Self>) {
        let Some(max) = self.max_spares() else { return };
        loop {
            let mut spares = self.spares();
            let introduction = match &spares.demand {
                Some(demand) => demand.introduction.clone(),
                // Whoever names a number wants them before anybody came.
                None if self.has_fixed_spares() => Introduction::default(),
                None => return,
            };
            if spares.fits(&introduction) >= max {
                return;
            }
            let (sender, outcome) = watch::channel(None);
            spares.opening.push(Opening {
                introduction: introduction.clone(),
                outcome: outcome.clone(),
            });
            drop(spares);
            let Ok(attempt) = self.begin() else {
                return self
                    .spares()
                    .opening
                    .retain(|it| !it.outcome.same_channel(&outcome));
            };
            let supervisor = self.clone();
            self.shared.tasks.spawn(async move {
                let made = supervisor.make_spare(introduction.clone());
                let made = supervisor.retired.run_until_cancelled(made).await;
                let made = made.unwrap_or_else(|| Err(supervisor.closed()));
                supervisor
                    .spares()
                    .opening
                    .retain(|it| !it.outcome.same_channel(&outcome));
                match &made {
                    Ok(connection) => supervisor.keep_ready(introduction, connection, &attempt, max),
                    Err(error) => supervisor.failed(&Peer::gateway(), &attempt, error),
                }
                sender.send_replace(Some(made));
            });
        }
    }

    fn keep_ready(
        self: &Arc<Self>,
        introduction: Introduction,
        connection: &Arc<Connection>,
        attempt: &Attempt,
        max: usize,
    ) {
        // Counted first: as soon as it is among the others, somebody may claim it.
        let agreed = (connection.protocol_version(), connection.server_info());
        self.health().spared(attempt, agreed.0, agreed.1);
        let claimed = CancellationToken::new();
        self.spares().ready.push(Spare {
            introduction,
            connection: connection.clone(),
            claimed: claimed.clone(),
        });
        let watch = self.clone().watch_spare(connection.clone(), claimed);
        self.shared.tasks.spawn(watch);
        self.let_go_beyond(max);
        self.changed();
    }

    /// Takes a spare that is ready, if there is one for this client and it may have one more connection.
    pub(super) fn claim(&self, peer: &Peer) -> Option<Arc<Connection>> {
        let introduction = peer.introduction();
        let mut spares = self.spares();
        let fits = |spare: &Spare| spare.connection.is_alive() && spare.introduction == introduction;
        let at = spares.ready.iter().position(fits)?;
        spares.ready[at].connection.core().assign(peer.principal).ok()?;
        let spare = spares.ready.remove(at);
        drop(spares);
        self.health().unspared();
        spare.claimed.cancel();
        spare.connection.core().inbox.strays.belongs_to(peer.lane);
        Some(spare.connection)
    }

    /// As [`Self::claim`], and waits for one that is being made.
    pub(super) async fn claim_soon(&self, peer: &Peer) -> Claim {
        if let Some(connection) = self.claim(peer) {
            return Claim::Claimed(connection);
        }
        let introduction = peer.introduction();
        let opening = {
            let mut spares = self.spares();
            let at = spares
                .opening
                .iter()
                .position(|it| it.introduction == introduction);
            // Nobody else waits for the same one.
            at.map(|at| spares.opening.remove(at))
        };
        let Some(mut opening) = opening else {
            return Claim::Nothing;
        };
        let outcome = opening
            .outcome
            .wait_for(Option::is_some)
            .await
            .ok()
            .and_then(|it| it.clone());
        match outcome {
            Some(Err(error)) if error.kind() != UpstreamErrorKind::Saturated => Claim::Failed(error),
            _ => self.claim(peer).map_or(Claim::Nothing, Claim::Claimed),
        }
    }

    /// Lets spares go that nobody has wanted for long.
    pub(super) fn let_spares_go(&self, limit: Duration) {
        if self.has_fixed_spares() {
            return;
        }
        let mut spares = self.spares();
        spares.demand.take_if(|demand| demand.at.elapsed() > limit);
        // One that was wanted when it was begun may be nobody's wish when it is ready.
        if spares.demand.is_none() {
            for spare in &spares.ready {
                spare.connection.core().life.retire();
            }
        }
    }

    /// What the latest client has no use for makes room, and so does what is too much by new settings.
    fn let_go_beyond(&self, max: usize) {
        let spares = self.spares();
        let too_many = spares.ready.len().saturating_sub(max);
        for spare in spares.ready.iter().take(too_many) {
            spare.connection.core().life.retire();
        }
    }

    /// Settings of the connections have changed.
    pub(super) fn adjust_spares(self: &Arc<Self>) {
        self.let_go_beyond(self.max_spares().unwrap_or(0));
        self.fill_up();
    }

    /// How many there are to be; `None` where a new connection costs nothing, nobody gets one of their
    /// own, or it has to be known whose it is.
    fn max_spares(&self) -> Option<usize> {
        let is_personal = self.spec.load().run.connections.sign_in == Some(SignIn::Person);
        if self.is_retired() || is_personal || matches!(self.rule(), Rule::Everybody | Rule::Stateless) {
            return None;
        }
        let own = self.spec.load().run.connections.spares;
        Some(own.unwrap_or(self.shared.options.spares))
    }

    fn has_fixed_spares(&self) -> bool {
        self.spec.load().run.connections.spares.is_some()
    }

    async fn make_spare(&self, introduction: Introduction) -> Outcome {
        // Nobody's connection is ended for one that nobody has.
        let permit = self.take_place(None).map_err(|bound| self.saturated(bound))?;
        self.connect(introduction, None, permit).await
    }

    /// Sees to a spare until it is somebody's or gone.
    async fn watch_spare(self: Arc<Self>, connection: Arc<Connection>, claimed: CancellationToken) {
        let life = &connection.core().life;
        tokio::select! {
            biased;
            () = claimed.cancelled() => return,
            () = life.retired() => {}
            () = self.check(&connection) => {}
        }
        if self.spares().take(&connection).is_none() {
            // Claimed in the same moment: whoever has it sees to it.
            return;
        }
        debug!(server.name = %connection.core().server, "a connection that nobody had is gone");
        self.health().unspared();
        let lost = life.failure().cloned();
        let failed = lost.and_then(|failure| {
            let was_useful = connection.was_useful();
            self.health().spare_lost(failure, was_useful, Instant::now())
        });
        self.probe_later(&Peer::gateway(), failed);
        life.stop();
        self.fill_up();
        self.changed();
    }
}
