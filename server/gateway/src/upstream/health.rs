//! How a server is doing: counts attempts and connections, and decides when the next attempt may be made.

use std::{sync::Arc, time::Duration};

use model::{Failure, FailureClass, Timestamp, UpstreamState, UpstreamStatus};
use tokio::time::Instant;

use super::backoff;
use crate::recorder::now;

/// A failure beside working connections is worth mentioning for so long.
const RECENT: Duration = Duration::from_mins(5);

/// Attempts that are made without anybody asking: about ten minutes. Afterwards the next call tries.
const MAX_PROBES: u32 = 15;

/// The state of one server. Knows no locks and no tasks.
#[derive(Default)]
pub(super) struct Health {
    attempts: u32,
    connecting: usize,
    connections: usize,
    /// Connections that nobody has yet.
    spares: usize,
    /// Counts outcomes: of attempts that were made at the same time, only the first one to fail counts.
    epoch: u64,
    trouble: Option<Trouble>,
    agreed: Option<(String, String)>,
}

struct Trouble {
    failure: Arc<Failure>,
    since: Instant,
    /// Before this, attempts are refused. `None` when the failure does not stand in the way of the next one.
    retry_at: Option<Instant>,
    next_probe_at: Option<Timestamp>,
}

/// An attempt that is being made.
#[derive(Debug)]
pub(super) struct Attempt {
    epoch: u64,
}

impl Health {
    /// Begins an attempt, or gives the failure that is still fresh.
    pub(super) fn begin(&mut self, now: Instant) -> Result<Attempt, Arc<Failure>> {
        if let Some(Trouble {
            failure,
            retry_at: Some(retry_at),
            ..
        }) = &self.trouble
        {
            // After a failure one attempt at a time is enough to find out.
            if now < *retry_at || self.connecting > 0 {
                return Err(failure.clone());
            }
        }
        self.connecting += 1;
        Ok(Attempt { epoch: self.epoch })
    }

    /// The attempt made a connection, with this protocol version and server. `true` when it is the only one.
    pub(super) fn succeeded(&mut self, _: &Attempt, version: &str, server_info: String) -> bool {
        self.connecting -= 1;
        self.connections += 1;
        self.agreed = Some((version.to_owned(), server_info));
        self.clear();
        self.connections == 1
    }

    /// Somebody has got a connection that was ready. `true` when it is the only one.
    pub(super) fn claimed(&mut self) -> bool {
        self.connections += 1;
        self.connections == 1
    }

    /// The attempt made a connection that nobody has yet.
    pub(super) fn spared(&mut self, _: &Attempt, version: &str, server_info: String) {
        self.connecting -= 1;
        self.spares += 1;
        self.agreed = Some((version.to_owned(), server_info));
        self.clear();
    }

    /// Such a connection is somebody's, or gone.
    pub(super) fn unspared(&mut self) {
        self.spares -= 1;
    }

    /// Such a connection failed, as in [`Self::lost`].
    pub(super) fn spare_lost(
        &mut self,
        failure: Arc<Failure>,
        was_useful: bool,
        at: Instant,
    ) -> Option<Instant> {
        self.troubled(failure, was_useful, at)
    }

    /// The attempt failed. Returns when the next one should be made by itself, if waiting may help.
    pub(super) fn failed(
        &mut self,
        attempt: &Attempt,
        failure: Arc<Failure>,
        at: Instant,
    ) -> Option<Instant> {
        self.connecting -= 1;
        if attempt.epoch != self.epoch {
            return None;
        }
        self.back_off(failure, at)
    }

    /// The attempt was given up.
    pub(super) fn abandoned(&mut self, _: &Attempt) {
        self.connecting -= 1;
    }

    /// Somebody got no connection for lack of room. Says nothing about the server, but is worth mentioning for a while.
    pub(super) fn crowded(&mut self, failure: Arc<Failure>, at: Instant) {
        if !self.is_failing() {
            self.trouble = Some(Trouble {
                failure,
                since: at,
                retry_at: None,
                next_probe_at: None,
            });
        }
    }

    /// A connection is gone, by a failure or because it was closed. One that never was of use counts as a failed
    /// attempt, so that a server that starts and falls over again is not started with every call.
    pub(super) fn lost(
        &mut self,
        failure: Option<Arc<Failure>>,
        was_useful: bool,
        at: Instant,
    ) -> Option<Instant> {
        self.connections -= 1;
        self.troubled(failure?, was_useful, at)
    }

    fn troubled(&mut self, failure: Arc<Failure>, was_useful: bool, at: Instant) -> Option<Instant> {
        if self.is_waiting(at) {
            // A server that goes away takes all its connections with it, one after the other. That is one failure: it
            // neither ends the wait nor makes it longer.
            return None;
        }
        if was_useful {
            self.trouble = Some(Trouble {
                failure,
                since: at,
                retry_at: None,
                next_probe_at: None,
            });
            return None;
        }
        self.back_off(failure, at)
    }

    fn is_waiting(&self, at: Instant) -> bool {
        let retry_at = self.trouble.as_ref().and_then(|trouble| trouble.retry_at);
        retry_at.is_some_and(|retry_at| at < retry_at)
    }

    /// Forgets what went wrong.
    pub(super) fn clear(&mut self) {
        self.attempts = 0;
        self.trouble = None;
        self.epoch += 1;
    }

    /// No connection, and no attempt at one.
    pub(super) fn is_unconnected(&self) -> bool {
        self.connections == 0 && self.spares == 0 && self.connecting == 0
    }

    /// The latest attempt failed, and nothing has worked since.
    pub(super) fn is_failing(&self) -> bool {
        let trouble = self.trouble.as_ref();
        trouble.is_some_and(|trouble| trouble.retry_at.is_some())
    }

    /// For people.
    pub(super) fn status(&self, at: Instant) -> UpstreamStatus {
        let is_recent = |trouble: &Trouble| at.duration_since(trouble.since) < RECENT;
        let trouble = self.trouble.as_ref();
        // A bound that was reached once may be far away long since.
        let is_over = |trouble: &Trouble| {
            trouble.failure.class == FailureClass::Limit && trouble.retry_at.is_none() && !is_recent(trouble)
        };
        let trouble = trouble.filter(|trouble| !is_over(trouble));
        let is_recent = trouble.is_some_and(is_recent);
        let state = match (self.connections + self.spares, self.connecting) {
            (1.., _) if is_recent => UpstreamState::Degraded,
            (1.., _) => UpstreamState::Ready,
            (0, 1..) => UpstreamState::Connecting,
            (0, 0) if self.attempts > 0 => UpstreamState::Backoff,
            (0, 0) => UpstreamState::Idle,
        };
        let (protocol_version, server_info) = self.agreed.clone().unzip();
        UpstreamStatus {
            state,
            connections: self.connections,
            spares: self.spares,
            refused: 0,
            attempts: self.attempts,
            next_probe_at: trouble.and_then(|trouble| trouble.next_probe_at),
            failure: trouble.map(|trouble| Failure::clone(&trouble.failure)),
            protocol_version,
            server_info: server_info.filter(|info| !info.is_empty()),
        }
    }

    fn back_off(&mut self, failure: Arc<Failure>, at: Instant) -> Option<Instant> {
        self.attempts = self.attempts.saturating_add(1);
        self.epoch += 1;
        let delay = backoff::delay(self.attempts);
        let retry_at = at + delay;
        let probes = waiting_may_help(failure.class) && self.attempts <= MAX_PROBES;
        let millis = i64::try_from(delay.as_millis()).unwrap_or(i64::MAX);
        let next_probe_at = probes.then(|| Timestamp::from_millis(now().as_millis().saturating_add(millis)));
        self.trouble = Some(Trouble {
            failure,
            since: at,
            retry_at: Some(retry_at),
            next_probe_at,
        });
        probes.then_some(retry_at)
    }
}

/// Some failures last until somebody changes something.
fn waiting_may_help(class: FailureClass) -> bool {
    match class {
        FailureClass::Exited
        | FailureClass::Dns
        | FailureClass::Connect
        | FailureClass::Tls
        | FailureClass::HttpStatus
        | FailureClass::Timeout => true,
        FailureClass::Spawn
        | FailureClass::Handshake
        | FailureClass::Garbage
        | FailureClass::Unauthorized
        | FailureClass::Version
        | FailureClass::Limit
        | FailureClass::Refused
        | FailureClass::Variable
        | FailureClass::Secret => false,
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, time::Duration};

    use model::{Failure, FailureClass, Timestamp, UpstreamState};
    use tokio::time::Instant;

    use super::{Health, RECENT};

    fn failure(class: FailureClass) -> Arc<Failure> {
        Arc::new(Failure {
            class,
            message: "It failed.".to_owned(),
            advice: "Repair it.".to_owned(),
            tried: "x".to_owned(),
            output: String::new(),
            at: Timestamp::from_millis(0),
        })
    }

    fn state(health: &Health) -> UpstreamState {
        health.status(Instant::now()).state
    }

    #[test]
    fn goes_from_idle_through_connecting_to_ready_and_back() {
        let mut health = Health::default();
        assert_eq!(state(&health), UpstreamState::Idle);
        let attempt = health.begin(Instant::now()).expect("nothing has failed");
        assert_eq!(state(&health), UpstreamState::Connecting);
        assert!(health.succeeded(&attempt, "2025-11-25", "time 1".to_owned()));
        assert_eq!(state(&health), UpstreamState::Ready);
        assert_eq!(health.lost(None, true, Instant::now()), None);
        assert_eq!(state(&health), UpstreamState::Idle);
        assert_eq!(
            health.status(Instant::now()).server_info.as_deref(),
            Some("time 1")
        );
    }

    #[test]
    fn refuses_attempts_until_the_wait_is_over_and_then_lets_one_through() {
        let mut health = Health::default();
        let start = Instant::now();
        let attempt = health.begin(start).expect("nothing has failed");
        let probe_at = health
            .failed(&attempt, failure(FailureClass::Connect), start)
            .expect("waiting may help");
        assert!(probe_at > start && probe_at <= start + Duration::from_secs(1));
        assert_eq!(state(&health), UpstreamState::Backoff);
        assert_eq!(health.begin(start).expect_err("too early").message, "It failed.");
        let probe = health.begin(probe_at).expect("the wait is over");
        assert!(
            health.begin(probe_at).is_err(),
            "a second attempt beside the probe"
        );
        health.abandoned(&probe);
        assert!(health.begin(probe_at).is_ok());
    }

    #[test]
    fn attempts_made_at_the_same_time_count_once() {
        let mut health = Health::default();
        let now = Instant::now();
        let attempts = [health.begin(now).expect("free"), health.begin(now).expect("free")];
        for attempt in &attempts {
            health.failed(attempt, failure(FailureClass::Exited), now);
        }
        assert_eq!(health.status(now).attempts, 1);
    }

    #[test]
    fn a_lack_of_room_is_mentioned_for_a_while_and_hides_no_failure() {
        let mut health = Health::default();
        let now = Instant::now();
        let attempt = health.begin(now).expect("nothing has failed");
        health.succeeded(&attempt, "2025-11-25", String::new());
        health.crowded(failure(FailureClass::Limit), now);
        let class = |health: &Health, at| health.status(at).failure.map(|failure| failure.class);
        assert_eq!(class(&health, now), Some(FailureClass::Limit));
        assert_eq!(state(&health), UpstreamState::Degraded);
        assert!(health.begin(now).is_ok(), "it stands in nobody's way");
        let later = health.status(now + RECENT);
        assert_eq!((later.state, later.failure), (UpstreamState::Ready, None));
        let failed = health.begin(now).expect("free");
        health.failed(&failed, failure(FailureClass::Exited), now);
        health.crowded(failure(FailureClass::Limit), now);
        assert_eq!(class(&health, now), Some(FailureClass::Exited));
    }

    #[test]
    fn success_and_retry_forget_the_failure() {
        let mut health = Health::default();
        let now = Instant::now();
        let attempt = health.begin(now).expect("free");
        health.failed(&attempt, failure(FailureClass::Spawn), now);
        health.clear();
        let attempt = health.begin(now).expect("cleared");
        assert_eq!(health.status(now).attempts, 0);
        health.failed(&attempt, failure(FailureClass::Spawn), now);
        health.clear();
        let attempt = health.begin(now).expect("cleared");
        health.succeeded(&attempt, "2025-11-25", String::new());
        assert_eq!(health.status(now).failure, None);
    }

    #[test]
    fn does_not_try_by_itself_what_waiting_cannot_repair() {
        let mut health = Health::default();
        let now = Instant::now();
        let attempt = health.begin(now).expect("free");
        assert_eq!(
            health.failed(&attempt, failure(FailureClass::Unauthorized), now),
            None
        );
        let status = health.status(now);
        assert_eq!(
            (status.state, status.next_probe_at),
            (UpstreamState::Backoff, None)
        );
    }

    #[test]
    fn connections_that_are_lost_in_one_failure_neither_end_the_wait_nor_lengthen_it() {
        let mut health = Health::default();
        let now = Instant::now();
        for _ in 0..10 {
            let attempt = health.begin(now).expect("free");
            health.succeeded(&attempt, "2025-11-25", String::new());
        }
        assert_eq!(health.lost(Some(failure(FailureClass::Connect)), true, now), None);
        let again = health.begin(now).expect("no wait after the first loss");
        let retry_at = health.failed(&again, failure(FailureClass::Connect), now);
        for was_useful in [true, false, true, false] {
            health.lost(Some(failure(FailureClass::Connect)), was_useful, now);
            assert!(health.begin(now).is_err(), "the wait has ended");
        }
        assert_eq!(health.status(now).attempts, 1);
        assert!(health.begin(retry_at.expect("waiting may help")).is_ok());
    }

    #[test]
    fn a_crash_of_a_connection_that_was_of_use_does_not_delay_the_next() {
        let mut health = Health::default();
        let now = Instant::now();
        for _ in 0..2 {
            let attempt = health.begin(now).expect("free");
            health.succeeded(&attempt, "2025-11-25", String::new());
        }
        health.lost(Some(failure(FailureClass::Exited)), true, now);
        assert_eq!(state(&health), UpstreamState::Degraded);
        assert_eq!(health.status(now + RECENT).state, UpstreamState::Ready);
        let again = health.begin(now).expect("no backoff");
        health.abandoned(&again);
        assert!(
            health
                .lost(Some(failure(FailureClass::Exited)), false, now)
                .is_some()
        );
        assert_eq!(state(&health), UpstreamState::Backoff);
    }
}
