//! Connections that nobody uses at the moment, and those that all use.

use std::time::Duration;

use dashmap::DashMap;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::{
    connector::Line,
    socket::{Origin, SharedLine, Socket},
};

/// Sockets without traffic are kept for so long. Many servers close them after 60 to 120 seconds.
const IDLE: Duration = Duration::from_secs(50);

/// So many are kept for each origin.
const MAX_IDLE: usize = 512;

/// All connections of a client that are in nobody's hands.
pub(super) struct Sockets {
    /// The one used last comes last, and is used first.
    free: DashMap<Origin, Vec<Free>>,
    shared: DashMap<Origin, SharedLine>,
    cancel: CancellationToken,
}

struct Free {
    socket: Socket,
    since: Instant,
}

impl Sockets {
    /// Keeps none after `cancel`.
    pub(super) fn new(cancel: CancellationToken) -> Self {
        Self {
            free: DashMap::new(),
            shared: DashMap::new(),
            cancel,
        }
    }

    /// A connection that works, as far as can be told without using it.
    pub(super) fn take(&self, origin: &Origin) -> Option<Line> {
        if let Some(shared) = self.shared.get(origin).filter(|shared| !shared.is_over()) {
            return Some(Line::Shared(shared.clone()));
        }
        loop {
            // Looked at when nobody else waits for it.
            let Free { mut socket, since } = self.free.get_mut(origin)?.pop()?;
            if since.elapsed() < IDLE && socket.is_free() {
                return Some(Line::Single(socket));
            }
        }
    }

    /// Keeps a socket for the next request, if it can be used again.
    pub(super) fn put(&self, origin: Origin, mut socket: Socket) {
        if !socket.is_free() || self.cancel.is_cancelled() {
            return;
        }
        let mut free = self.free.entry(origin).or_default();
        if free.len() < MAX_IDLE {
            free.push(Free {
                socket,
                since: Instant::now(),
            });
        }
    }

    /// All requests to this origin go over this connection from now on.
    pub(super) fn share(&self, origin: Origin, line: SharedLine) {
        if !self.cancel.is_cancelled() {
            self.shared.insert(origin, line);
        }
    }

    /// No requests go over the shared connection any more.
    pub(super) fn unshare(&self, origin: &Origin) {
        self.shared.remove(origin);
    }

    /// Closes those that are over, and those that nobody has used for long.
    pub(super) fn sweep(&self) {
        self.free.retain(|_, free| {
            free.retain_mut(|free| free.since.elapsed() < IDLE && free.socket.is_free());
            !free.is_empty()
        });
        self.shared.retain(|_, shared| !shared.is_over());
    }

    /// Closes all.
    pub(super) fn clear(&self) {
        self.free.clear();
        self.shared.clear();
    }
}
