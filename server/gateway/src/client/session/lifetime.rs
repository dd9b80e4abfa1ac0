//! How long a session lasts.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use model::Timestamp;
use tokio::time::Instant;

use crate::{GatewayOptions, SessionUse, recorder::now, registry::Endpoint};

/// Uses are told to the store when they are so much of the idle time later than what it knows, and a session may be found
/// there for as much longer: after a crash nobody knows the very last use.
const SLACK: u32 = 8;

/// What an endpoint, or else the gateway, says about its sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    /// A session that nobody has used for so long is over.
    pub(crate) idle: Duration,
    /// A session is over so long after it began.
    pub(crate) lifetime: Option<Duration>,
}

/// The age of a session, and of its latest use.
#[derive(Debug)]
pub(crate) struct Lifetime {
    /// When the client began it, here or elsewhere.
    pub(crate) began_at: Timestamp,
    /// When this process made it, or brought it back.
    here_since: Instant,
    /// How old it was then.
    age_before: Duration,
    /// Milliseconds from `here_since` to the latest use.
    last_use: AtomicU64,
    /// The latest use that the store was told of, counted likewise.
    told_use: AtomicU64,
}

impl Limits {
    /// Those of an endpoint.
    pub(crate) fn of(endpoint: &Endpoint, options: &GatewayOptions) -> Self {
        Self {
            idle: endpoint.session_idle.unwrap_or(options.session_idle),
            lifetime: endpoint.session_lifetime,
        }
    }

    /// Between two looks at whether sessions are over: often enough that one lives at most an eighth longer than it should.
    pub(crate) fn look_after(&self) -> Duration {
        let shortest = self
            .lifetime
            .map_or(self.idle, |lifetime| lifetime.min(self.idle));
        shortest / SLACK
    }

    /// How much later a use is before the store is told of it.
    pub(crate) fn touch_after(&self) -> Duration {
        self.idle / SLACK
    }

    /// A session of which only this is known may still go on.
    pub(crate) fn admit(&self, began_at: Timestamp, last_use: Timestamp) -> bool {
        let now = now();
        let is_young = self
            .lifetime
            .is_none_or(|lifetime| since(began_at, now) <= lifetime);
        is_young && since(last_use, now) <= self.idle + self.idle / SLACK
    }
}

impl Lifetime {
    /// Of a session that begins now.
    pub(crate) fn begins() -> Self {
        Self::since(now())
    }

    /// Of a session that began then and is used now.
    pub(crate) fn since(began_at: Timestamp) -> Self {
        Self {
            began_at,
            here_since: Instant::now(),
            age_before: since(began_at, now()),
            last_use: AtomicU64::new(0),
            told_use: AtomicU64::new(0),
        }
    }

    /// Notes a use.
    pub(crate) fn touch(&self) {
        let elapsed = self.here_since.elapsed().as_millis();
        self.last_use
            .store(u64::try_from(elapsed).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// Since the latest use.
    pub(crate) fn idle(&self) -> Duration {
        let last_use = Duration::from_millis(self.last_use.load(Ordering::Relaxed));
        self.here_since.elapsed().saturating_sub(last_use)
    }

    /// Longer ago than `lifetime`, it began.
    pub(crate) fn is_older_than(&self, lifetime: Duration) -> bool {
        self.age_before + self.here_since.elapsed() > lifetime
    }

    /// The latest use, in the time of day.
    pub(crate) fn last_use(&self) -> Timestamp {
        let idle = i64::try_from(self.idle().as_millis()).unwrap_or(i64::MAX);
        Timestamp::from_millis(now().as_millis().saturating_sub(idle))
    }

    /// What the store should know of the latest use, as long as the session goes on.
    pub(crate) fn used(&self, limits: &Limits) -> SessionUse {
        self.used_until(limits, limits.idle + limits.idle / SLACK)
    }

    /// What it should know of the last use that there will be here.
    pub(crate) fn used_last(&self, limits: &Limits) -> SessionUse {
        self.used_until(limits, limits.idle)
    }

    /// The latest use is so much later than what the store knows. Says so once.
    pub(crate) fn is_news(&self, after: Duration) -> bool {
        let last_use = self.last_use.load(Ordering::Relaxed);
        let unknown = last_use.saturating_sub(self.told_use.load(Ordering::Relaxed));
        let is_news = unknown > 0 && Duration::from_millis(unknown) >= after;
        if is_news {
            self.told_use.store(last_use, Ordering::Relaxed);
        }
        is_news
    }

    fn used_until(&self, limits: &Limits, idle: Duration) -> SessionUse {
        let last_at = self.last_use();
        let ends = limits.lifetime.map(|lifetime| after(self.began_at, lifetime));
        let idle_at = after(last_at, idle);
        SessionUse {
            last_at,
            expires_at: ends.map_or(idle_at, |ends| ends.min(idle_at)),
        }
    }
}

fn since(then: Timestamp, now: Timestamp) -> Duration {
    let millis = now.as_millis().saturating_sub(then.as_millis());
    // A clock that was set back makes nothing older.
    Duration::from_millis(u64::try_from(millis).unwrap_or_default())
}

fn after(then: Timestamp, time: Duration) -> Timestamp {
    let millis = i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
    Timestamp::from_millis(then.as_millis().saturating_add(millis))
}
