//! Time as a parameter, so that tests decide it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use model::Timestamp;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Now, in the time of day: what is stored and shown. A machine's may be set at any time, back too.
    fn now(&self) -> Timestamp;
    /// Now, to tell how long ago something was. It goes on evenly, whatever the time of day is set to.
    fn instant(&self) -> Instant;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since_epoch = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or(Duration::ZERO);
        Timestamp::from_millis(millis(since_epoch))
    }

    fn instant(&self) -> Instant {
        Instant::now()
    }
}

/// A clock that stands still until it is told to move. Clones show the same time.
#[derive(Debug, Clone)]
pub struct FixedClock {
    shown: Arc<AtomicI64>,
    began: Instant,
    /// Milliseconds since it began.
    passed: Arc<AtomicU64>,
}

impl FixedClock {
    /// A clock that shows this time.
    pub fn new(now: Timestamp) -> Self {
        Self {
            shown: Arc::new(AtomicI64::new(now.as_millis())),
            began: Instant::now(),
            passed: Arc::default(),
        }
    }

    /// Somebody sets the time of day.
    pub fn set(&self, now: Timestamp) {
        self.shown.store(now.as_millis(), Ordering::SeqCst);
    }

    /// Time passes.
    pub fn advance(&self, by: Duration) {
        let millis = millis(by);
        self.shown.fetch_add(millis, Ordering::SeqCst);
        self.passed.fetch_add(millis.unsigned_abs(), Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.shown.load(Ordering::SeqCst))
    }

    fn instant(&self) -> Instant {
        self.began + Duration::from_millis(self.passed.load(Ordering::SeqCst))
    }
}

/// The point in time `by` after another one.
pub(crate) fn later(time: Timestamp, by: Duration) -> Timestamp {
    Timestamp::from_millis(time.as_millis().saturating_add(millis(by)))
}

/// The point in time `by` before another one.
pub(crate) fn earlier(time: Timestamp, by: Duration) -> Timestamp {
    Timestamp::from_millis(time.as_millis().saturating_sub(millis(by)))
}

/// From now until a point in time; zero when it has passed.
pub(crate) fn until(now: Timestamp, then: Timestamp) -> Duration {
    Duration::from_millis(u64::try_from(then.as_millis().saturating_sub(now.as_millis())).unwrap_or(0))
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
