//! One who watches.

use std::{
    collections::HashSet,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
};

use model::EndpointId;
use tokio::sync::mpsc;

use super::{Wires, event::WireEvent};

/// Events that may wait for one who watches.
const MAX_WAITING: usize = 4096;
/// Bytes of what waits.
const MAX_WAITING_BYTES: usize = 16 * 1024 * 1024;
/// Sessions of an endpoint whose own connections are followed.
const MAX_SESSIONS: usize = 1024;
/// What an event takes beside its content, roughly.
const EVENT_BYTES: usize = 128;

/// What is watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Watched {
    /// All requests at an endpoint.
    Endpoint(EndpointId),
    /// Those of one session, by [`crate::LiveSession::handle`].
    Session(EndpointId, u64),
    /// Those that carry this mark among their extensions.
    Marked(WatchMark),
}

/// Marks requests that are sent to the gateway from inside of its process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct WatchMark(pub u64);

/// So many watch already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{limit} people or programs watch already, and not more can")]
pub struct TooManyWatches {
    /// The bound.
    pub limit: usize,
}

/// What passes, for as long as this is kept.
pub struct Watch {
    receiver: mpsc::Receiver<WireEvent>,
    watcher: Arc<Watcher>,
    wires: Arc<Wires>,
}

/// The gateway's end.
pub(super) struct Watcher {
    what: Watched,
    sessions: Mutex<HashSet<u64>>,
    sender: mpsc::Sender<WireEvent>,
    bytes: AtomicUsize,
    missed: AtomicU64,
}

impl Watch {
    pub(super) fn new(wires: &Arc<Wires>, what: Watched) -> (Self, Arc<Watcher>) {
        let (sender, receiver) = mpsc::channel(MAX_WAITING);
        let sessions = match what {
            Watched::Session(_, session) => HashSet::from([session]),
            Watched::Endpoint(_) | Watched::Marked(_) => HashSet::new(),
        };
        let watcher = Arc::new(Watcher {
            what,
            sessions: Mutex::new(sessions),
            sender,
            bytes: AtomicUsize::new(0),
            missed: AtomicU64::new(0),
        });
        let watch = Self {
            receiver,
            watcher: watcher.clone(),
            wires: wires.clone(),
        };
        (watch, watcher)
    }

    /// What passes next. Ends never.
    pub async fn next(&mut self) -> WireEvent {
        match self.receiver.recv().await {
            Some(event) => self.taken(event),
            // The watcher, which has the other end, lives as long as this.
            None => std::future::pending().await,
        }
    }

    /// What has passed already and waits.
    pub fn waiting(&mut self) -> Option<WireEvent> {
        let event = self.receiver.try_recv().ok()?;
        Some(self.taken(event))
    }

    /// Events that were left out so far, since too many waited.
    pub fn missed(&self) -> u64 {
        self.watcher.missed.load(Ordering::Relaxed)
    }

    fn taken(&self, event: WireEvent) -> WireEvent {
        self.watcher.bytes.fetch_sub(size(&event), Ordering::Relaxed);
        event
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.wires.forget(&self.watcher);
    }
}

impl Watcher {
    /// A request at this endpoint is watched.
    pub(super) fn wants(
        &self,
        endpoint_id: EndpointId,
        session: Option<u64>,
        mark: Option<WatchMark>,
    ) -> bool {
        let is_wanted = match self.what {
            Watched::Endpoint(id) => id == endpoint_id,
            Watched::Session(id, handle) => id == endpoint_id && session == Some(handle),
            Watched::Marked(wanted) => mark == Some(wanted),
        };
        if let Some(session) = session.filter(|_| is_wanted) {
            let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
            if sessions.len() < MAX_SESSIONS {
                sessions.insert(session);
            }
        }
        is_wanted
    }

    /// The session is one of those that it watches.
    pub(super) fn knows(&self, session: u64) -> bool {
        let sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.contains(&session)
    }

    /// Tells without waiting.
    pub(super) fn tell(&self, event: WireEvent) {
        let size = size(&event);
        let waiting = self.bytes.fetch_add(size, Ordering::Relaxed);
        if waiting + size > MAX_WAITING_BYTES || self.sender.try_send(event).is_err() {
            self.bytes.fetch_sub(size, Ordering::Relaxed);
            self.missed.fetch_add(1, Ordering::Relaxed);
        }
    }
}

fn size(event: &WireEvent) -> usize {
    event.content.size() + EVENT_BYTES
}
