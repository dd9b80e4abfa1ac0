//! What the parts of one connection share.

use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use arc_swap::ArcSwapOption;
use model::FailureClass;
use tokio::sync::{Notify, watch};
use tokio_util::task::TaskTracker;

use super::{
    eras::Eras,
    error::{UpstreamError, UpstreamErrorKind},
    evidence::Evidence,
    failure::{Explanation, Phase, Target},
    handshake::Agreed,
    inbox::Inbox,
    lane::{Introduction, Lane},
    life::Life,
    quota::{Bound, Permit},
    wishes::Wish,
};
use crate::{
    era::MODERN,
    raw::write_string,
    session_id::SessionId,
    spec::{GatewayOptions, PrincipalId, TimeSpec},
    wires::tap::Tap,
};

/// The bounds of one connection.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// Largest message in bytes.
    pub(super) max_frame: usize,
    /// Time for a handshake.
    pub(super) connect_timeout: Duration,
    /// Time for a process to end.
    pub(super) stop_grace: Duration,
}

impl Bounds {
    /// Those of a server.
    pub(super) fn new(options: &GatewayOptions, times: &TimeSpec) -> Self {
        Self {
            max_frame: options.max_body_bytes,
            connect_timeout: times.connect.unwrap_or(options.connect_timeout),
            stop_grace: options.stop_grace,
        }
    }
}

/// For whom a connection is made, and what is known of the server.
pub(super) struct Approach {
    /// What the server is told of the client.
    pub(super) introduction: Introduction,
    /// What earlier connections found out about the server.
    pub(super) eras: Arc<Eras>,
    /// For those who watch it.
    pub(super) tap: Tap,
}

/// Shared by a connection, its transport and their tasks.
pub(super) struct Core {
    /// The server's name.
    pub(super) server: Arc<str>,
    /// What is tried, for explanations.
    pub(super) target: Target,
    /// Reads what the upstream sends.
    pub(super) inbox: Inbox,
    /// Works, ends, has ended.
    pub(super) life: Life,
    /// What the upstream wrote beside the protocol.
    pub(super) evidence: Evidence,
    /// What the server is told of the client.
    pub(super) introduction: Introduction,
    /// What earlier connections found out about the server.
    pub(super) eras: Arc<Eras>,
    /// Wakes the task that tells the server again what its clients want: it has forgotten.
    pub(super) has_forgotten: Notify,
    /// What the handshake agreed on.
    pub(super) agreed: ArcSwapOption<Agreed>,
    /// The log level that was asked for, raw; said in each request of the modern era.
    pub(super) log_level: ArcSwapOption<String>,
    /// Resources whose changes are wanted, raw; said in the subscription of the modern era.
    pub(super) watched: watch::Sender<BTreeSet<String>>,
    /// The bounds.
    pub(super) bounds: Bounds,
    /// Every task of the connection runs here.
    pub(super) tasks: TaskTracker,
    /// For those who watch it.
    pub(super) tap: Tap,
    next_id: AtomicU64,
    permit: Mutex<Option<Permit>>,
}

impl Core {
    /// A connection that is about to be made. `permit` is given back once nothing of it is left.
    pub(super) fn new(
        server: Arc<str>,
        target: Target,
        inbox: Inbox,
        approach: Approach,
        bounds: Bounds,
        tasks: TaskTracker,
        permit: Permit,
    ) -> Self {
        Self {
            server,
            target,
            inbox,
            introduction: approach.introduction,
            eras: approach.eras,
            has_forgotten: Notify::new(),
            life: Life::default(),
            evidence: Evidence::default(),
            agreed: ArcSwapOption::empty(),
            log_level: ArcSwapOption::empty(),
            watched: watch::Sender::default(),
            bounds,
            tasks,
            tap: approach.tap,
            next_id: AtomicU64::new(1),
            permit: Mutex::new(Some(permit)),
        }
    }

    /// An id that no other request of this connection has.
    pub(super) fn next_id(&self) -> u64 {
        self.next_id.fetch_add(1, Ordering::Relaxed)
    }

    /// Whether the handshake is still going on.
    pub(super) fn phase(&self) -> Phase {
        if self.agreed.load().is_some() {
            Phase::Working
        } else {
            Phase::Starting
        }
    }

    /// The server speaks the era without sessions.
    pub(super) fn is_modern(&self) -> bool {
        self.agreed
            .load()
            .as_ref()
            .is_some_and(|agreed| agreed.version == MODERN)
    }

    /// An explained error. `output` is what the upstream wrote.
    pub(super) fn error(&self, kind: UpstreamErrorKind, why: Explanation, output: &str) -> UpstreamError {
        UpstreamError::new(
            kind,
            self.server.clone(),
            Arc::new(self.target.failure(why, output)),
        )
    }

    /// The connection failed: nobody may use it any more.
    pub(super) fn fail(&self, why: Explanation, output: &str) {
        self.life.fail(Arc::new(self.target.failure(why, output)));
    }

    /// The error of calls that the end of the connection touches: its failure, or that it was closed.
    pub(super) fn lost(&self, kind: UpstreamErrorKind) -> UpstreamError {
        if let Some(failure) = self.life.failure() {
            return UpstreamError::new(kind, self.server.clone(), failure.clone());
        }
        let why = Explanation::new(
            FailureClass::Connect,
            "The connection was closed: the server's settings were changed, or MetaMCP is stopping.",
            "Try again.",
        );
        // A request that was not sent may be sent again on the next connection.
        let kind = if kind == UpstreamErrorKind::Interrupted {
            UpstreamErrorKind::Closed
        } else {
            kind
        };
        self.error(kind, why, "")
    }

    /// Ends the waiting of all callers, now that nothing can come any more.
    pub(super) fn release_callers(&self) {
        let interrupted = self.lost(UpstreamErrorKind::Interrupted);
        self.inbox
            .pending
            .close(&interrupted, self.lost(UpstreamErrorKind::NotSent));
    }

    /// The connection is for this principal from now on.
    pub(super) fn assign(&self, principal: PrincipalId) -> Result<(), Bound> {
        self.permit()
            .as_ref()
            .map_or(Ok(()), |permit| permit.assign(principal))
    }

    /// A server of the modern era is told with each request, and with the subscription.
    pub(super) fn wants(&self, wish: &Wish) {
        let raw = |text: &str| {
            let mut raw = Vec::new();
            write_string(&mut raw, text);
            String::from_utf8(raw).ok()
        };
        if let Some(level) = wish.level {
            self.log_level.store(raw(level.name()).map(Arc::new));
        }
        let uris = wish.uris.iter().filter_map(|uri| raw(uri));
        self.watched.send_modify(|watched| watched.extend(uris));
    }

    /// In whose name it is; `None` while that is open, or when it is the gateway's.
    pub(super) fn principal(&self) -> Option<PrincipalId> {
        self.permit().as_ref().and_then(Permit::principal)
    }

    /// The session of a client whose own it is.
    pub(super) fn session(&self) -> Option<SessionId> {
        match self.inbox.strays.lane() {
            Some(Lane::Own(session)) => Some(session),
            _ => None,
        }
    }

    /// Nothing of the connection is left.
    pub(super) fn finish(&self) {
        self.permit().take();
        self.life.mark_ended();
    }

    fn permit(&self) -> MutexGuard<'_, Option<Permit>> {
        self.permit.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
