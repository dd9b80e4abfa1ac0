//! What all sessions and requests share.

use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use tokio::sync::Semaphore;

use super::{
    EverythingOptions,
    catalogue::Catalogue,
    legacy::{Sessions, sse::Streams},
    seal::Seal,
    tasks::Tasks,
};

/// Its name, as clients see it.
pub(super) const NAME: &str = "testkit-everything";

/// The server's own `Implementation`, as JSON text.
pub(super) fn info() -> String {
    format!(
        r#"{{"name":"{NAME}","title":"Reference server","version":"{}"}}"#,
        env!("CARGO_PKG_VERSION")
    )
}

/// What it tells a client's model.
pub(super) const INSTRUCTIONS: &str =
    "A reference server for tests. Its tools answer the same every time and change nothing outside of it.";

#[derive(Debug)]
pub(super) struct Server {
    pub(super) options: EverythingOptions,
    pub(super) catalogue: Catalogue,
    pub(super) sessions: Sessions,
    /// Sessions over HTTP+SSE.
    pub(super) streams: Streams,
    pub(super) tasks: Tasks,
    pub(super) seal: Seal,
    pub(super) waits: Waits,
    /// How often `paced_progress` may go on.
    pub(super) pace: Semaphore,
}

impl Server {
    pub(super) fn new(options: EverythingOptions) -> Arc<Self> {
        let catalogue = Catalogue::default();
        Arc::new(Self {
            options,
            sessions: Sessions::default(),
            streams: Streams::default(),
            tasks: Tasks::new(catalogue.announcer()),
            catalogue,
            seal: Seal::default(),
            waits: Waits::default(),
            pace: Semaphore::new(0),
        })
    }

    /// Ends all that runs.
    pub(super) fn close(&self) {
        self.sessions.clear();
        self.streams.clear();
        self.tasks.clear();
    }
}

/// Counts the calls of `wait`.
#[derive(Debug, Default)]
pub(super) struct Waits {
    running: AtomicU64,
    cancelled: AtomicU64,
}

impl Waits {
    /// A call begins; dropping what is returned before its end is a cancellation.
    pub(super) fn begin(&self) -> Waiting<'_> {
        self.running.fetch_add(1, Ordering::Relaxed);
        Waiting {
            waits: self,
            ended: false,
        }
    }

    pub(super) fn running(&self) -> u64 {
        self.running.load(Ordering::Relaxed)
    }

    pub(super) fn cancelled(&self) -> u64 {
        self.cancelled.load(Ordering::Relaxed)
    }
}

pub(super) struct Waiting<'a> {
    waits: &'a Waits,
    ended: bool,
}

impl Waiting<'_> {
    pub(super) fn end(mut self) {
        self.ended = true;
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.waits.running.fetch_sub(1, Ordering::Relaxed);
        if !self.ended {
            self.waits.cancelled.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// What is behind the lock stays whole whatever panicked while it held it.
pub(super) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
