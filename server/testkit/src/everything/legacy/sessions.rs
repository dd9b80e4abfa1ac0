//! Sessions over HTTP, by the id that the client sends along, and their streams.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use rand::Rng;
use tokio::sync::mpsc;

use super::{
    super::{
        outlet::{Out, Outlet},
        rpc::Params,
        server::{Server, locked},
    },
    Session,
    stream::EventStream,
};

/// Ended streams that are kept for clients that come back for the rest.
const KEPT_STREAMS: usize = 32;
/// The number of the stream of announcements.
const ANNOUNCEMENTS: u64 = 0;
/// From this version on, streams begin with an event without data, so that a client can always come back.
const PRIMED_SINCE: &str = "2025-11-25";

/// All sessions of a server.
#[derive(Debug)]
pub(in crate::everything) struct Sessions {
    // Another process shall not know this one's sessions. Beyond that they are no secrets: whoever reaches a test's
    // peer may use it.
    prefix: u64,
    next: AtomicU64,
    open: Mutex<HashMap<String, Arc<HttpSession>>>,
}

impl Default for Sessions {
    fn default() -> Self {
        Self {
            prefix: rand::rng().random(),
            next: AtomicU64::new(1),
            open: Mutex::default(),
        }
    }
}

impl Sessions {
    /// Opens one; returns its id with the result of `initialize`.
    pub(super) fn open(&self, server: &Arc<Server>, params: &Params) -> (String, String) {
        let (outlet, announced) = Outlet::new();
        let (session, result) = Session::open(server, params, outlet);
        let opened = HttpSession {
            announcements: Arc::new(EventStream::new(ANNOUNCEMENTS, false)),
            next_stream: AtomicU64::new(ANNOUNCEMENTS + 1),
            streams: Mutex::default(),
            session,
        };
        opened.fill(&opened.announcements, announced);
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let id = format!("everything-{:016x}-{number}", self.prefix);
        locked(&self.open).insert(id.clone(), Arc::new(opened));
        (id, result)
    }

    pub(super) fn find(&self, id: &str) -> Option<Arc<HttpSession>> {
        locked(&self.open).get(id).cloned()
    }

    /// Ends one; false when there is none of this id.
    pub(super) fn close(&self, id: &str) -> bool {
        let closed = locked(&self.open).remove(id);
        closed.is_some_and(|session| {
            session.close();
            true
        })
    }

    pub(in crate::everything) fn count(&self) -> usize {
        locked(&self.open).len()
    }

    pub(in crate::everything) fn clear(&self) {
        for (_, session) in locked(&self.open).drain() {
            session.close();
        }
    }
}

/// A session whose client fetches what is sent to it.
#[derive(Debug)]
pub(super) struct HttpSession {
    pub(super) session: Arc<Session>,
    pub(super) announcements: Arc<EventStream>,
    next_stream: AtomicU64,
    streams: Mutex<BTreeMap<u64, Arc<EventStream>>>,
}

impl HttpSession {
    /// A stream for what one POST leads to, and the outlet into it. It ends when all clones of the outlet are gone.
    pub(super) fn stream(&self) -> (Arc<EventStream>, Outlet) {
        let number = self.next_stream.fetch_add(1, Ordering::Relaxed);
        let stream = Arc::new(EventStream::new(number, self.session.version() >= PRIMED_SINCE));
        let (outlet, sent) = Outlet::new();
        self.fill(&stream, sent);
        let mut streams = locked(&self.streams);
        let ended = streams.iter().filter(|(_, stream)| stream.has_ended());
        let superfluous = ended.clone().count().saturating_sub(KEPT_STREAMS);
        let forgotten: Vec<_> = ended.map(|(number, _)| *number).take(superfluous).collect();
        for number in forgotten {
            streams.remove(&number);
        }
        streams.insert(number, Arc::clone(&stream));
        (stream, outlet)
    }

    /// The stream of this number.
    pub(super) fn find(&self, number: u64) -> Option<Arc<EventStream>> {
        if number == ANNOUNCEMENTS {
            return Some(Arc::clone(&self.announcements));
        }
        locked(&self.streams).get(&number).cloned()
    }

    fn fill(&self, stream: &Arc<EventStream>, mut sent: mpsc::UnboundedReceiver<Out>) {
        let stream = Arc::clone(stream);
        self.session.spawn(async move {
            while let Some(out) = sent.recv().await {
                stream.push(out);
            }
            stream.end();
        });
    }

    fn close(&self) {
        self.session.close();
        self.announcements.end();
        for stream in locked(&self.streams).values() {
            stream.end();
        }
    }
}
