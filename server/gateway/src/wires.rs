//! What passes on the wires, for whoever watches: between clients and the gateway, and between the gateway and servers, byte
//! for byte.
//!
//! Nobody watches most of the time: then each request and each connection looks at one flag. Events wait in a bounded channel
//! for each who watches; what does not fit is counted and left out, since a call never waits for a reader.
//!
//! A request of a client that is watched is an [`exchange::Exchange`]. What the gateway asks servers for its sake belongs to it,
//! over whichever connection that goes ([`exchange::current`]); on connections that belong to a watched session alone,
//! everything else is told too.

pub(crate) mod body;
mod event;
pub(crate) mod exchange;
pub(crate) mod tap;
mod watcher;

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Instant, SystemTime},
};

use arc_swap::ArcSwap;
use http::request::Parts;
use model::EndpointId;

pub use event::{Towards, Wire, WireContent, WireEvent};
pub use watcher::{TooManyWatches, Watch, WatchMark, Watched};

use exchange::Exchange;
use watcher::Watcher;

/// Those who watch at once.
const MAX_WATCHES: usize = 64;

/// All who watch.
pub(crate) struct Wires {
    is_watched: AtomicBool,
    watchers: ArcSwap<Vec<Arc<Watcher>>>,
    changing: Mutex<()>,
    serial: AtomicU64,
    /// One moment on both clocks, so that times of events neither jump nor run backwards.
    began: (SystemTime, Instant),
}

impl Wires {
    /// Nobody watches.
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self {
            is_watched: AtomicBool::new(false),
            watchers: ArcSwap::default(),
            changing: Mutex::default(),
            serial: AtomicU64::new(1),
            began: (SystemTime::now(), Instant::now()),
        })
    }

    /// Somebody watches something.
    pub(crate) fn is_watched(&self) -> bool {
        self.is_watched.load(Ordering::Relaxed)
    }

    /// Watches from now on, until the watch is dropped.
    pub(crate) fn watch(self: &Arc<Self>, what: Watched) -> Result<Watch, TooManyWatches> {
        let _changing = self.changing();
        let mut watchers = Vec::clone(&self.watchers.load());
        if watchers.len() >= MAX_WATCHES {
            return Err(TooManyWatches { limit: MAX_WATCHES });
        }
        let (watch, watcher) = Watch::new(self, what);
        watchers.push(watcher);
        self.watchers.store(Arc::new(watchers));
        self.is_watched.store(true, Ordering::Relaxed);
        Ok(watch)
    }

    fn forget(&self, watcher: &Arc<Watcher>) {
        let _changing = self.changing();
        let mut watchers = Vec::clone(&self.watchers.load());
        watchers.retain(|it| !Arc::ptr_eq(it, watcher));
        self.is_watched.store(!watchers.is_empty(), Ordering::Relaxed);
        self.watchers.store(Arc::new(watchers));
    }

    /// The exchange that a client's request in a session begins, if somebody watches it.
    pub(crate) fn exchange(
        self: &Arc<Self>,
        endpoint_id: EndpointId,
        session: Option<u64>,
        parts: &Parts,
    ) -> Option<Arc<Exchange>> {
        let mark = parts.extensions.get::<WatchMark>().copied();
        let watchers: Vec<_> = self
            .watchers
            .load()
            .iter()
            .filter(|watcher| watcher.wants(endpoint_id, session, mark))
            .cloned()
            .collect();
        (!watchers.is_empty()).then(|| Exchange::new(self, session, watchers))
    }

    /// Those who watch the session with this handle.
    fn watchers_of(&self, session: u64) -> Vec<Arc<Watcher>> {
        let watchers = self.watchers.load();
        let knowing = watchers.iter().filter(|watcher| watcher.knows(session));
        knowing.cloned().collect()
    }

    fn next(&self) -> u64 {
        self.serial.fetch_add(1, Ordering::Relaxed)
    }

    /// Microseconds since the Unix epoch.
    fn now(&self) -> i64 {
        let (time, instant) = self.began;
        let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        i64::try_from((since + instant.elapsed()).as_micros()).unwrap_or(i64::MAX)
    }

    fn changing(&self) -> MutexGuard<'_, ()> {
        self.changing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
