//! Where the time of a call goes.

use std::{
    sync::{
        OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use crate::Stages;

/// Noted while a call is on its way. A call that is sent again counts both times.
#[derive(Default)]
pub(crate) struct Clock {
    asked: OnceLock<Instant>,
    connecting: AtomicU64,
    server: AtomicU64,
}

/// Adds its life to a count, in nanoseconds, however it ends.
pub(crate) struct Timing<'a> {
    count: &'a AtomicU64,
    began: Instant,
}

impl Clock {
    /// Its server is asked: a connection is waited for until this is dropped.
    pub(crate) fn connecting(&self) -> Timing<'_> {
        let timing = Timing::of(&self.connecting);
        let _ = self.asked.set(timing.began);
        timing
    }

    /// The server has it until this is dropped.
    pub(crate) fn server(&self) -> Timing<'_> {
        Timing::of(&self.server)
    }

    /// The stages of a call that began and took so long.
    pub(crate) fn stages(&self, began: Instant, elapsed: Duration) -> Stages {
        let of = |count: &AtomicU64| Duration::from_nanos(count.load(Ordering::Relaxed));
        let asked = self.asked.get();
        let before = asked.map_or(elapsed, |asked| asked.saturating_duration_since(began));
        let (connecting, server) = (of(&self.connecting), of(&self.server));
        Stages {
            before,
            connecting,
            server,
            after: elapsed.saturating_sub(before + connecting + server),
        }
    }
}

impl<'a> Timing<'a> {
    fn of(count: &'a AtomicU64) -> Self {
        Self {
            count,
            began: Instant::now(),
        }
    }
}

impl Drop for Timing<'_> {
    fn drop(&mut self) {
        let nanos = u64::try_from(self.began.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.count.fetch_add(nanos, Ordering::Relaxed);
    }
}
