//! Requests that wait for their answer on one connection.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use bytes::Bytes;
use tokio::{
    sync::{mpsc, oneshot},
    time::Instant,
};

use super::error::UpstreamError;
use crate::envelope::Answer;

/// What a caller waits for.
pub(super) type Outcome = Result<Answer, UpstreamError>;

/// The waiting requests by id.
#[derive(Default)]
pub(super) struct Pending(Mutex<Table>);

#[derive(Default)]
struct Table {
    waiting: HashMap<u64, Waiting>,
    /// Set once the connection is lost: nobody may begin to wait for an answer that cannot come.
    closed: Option<UpstreamError>,
}

struct Waiting {
    answer: oneshot::Sender<Outcome>,
    events: Option<mpsc::Sender<Bytes>>,
    heard: Option<Instant>,
}

impl Pending {
    /// Waits for the answer with this id. Notifications about it go to `events`.
    pub(super) fn register(
        &self,
        id: u64,
        events: Option<mpsc::Sender<Bytes>>,
    ) -> Result<oneshot::Receiver<Outcome>, UpstreamError> {
        let mut table = self.lock();
        if let Some(error) = &table.closed {
            return Err(error.clone());
        }
        let (answer, receiver) = oneshot::channel();
        table.waiting.insert(
            id,
            Waiting {
                answer,
                events,
                heard: None,
            },
        );
        Ok(receiver)
    }

    /// Gives up waiting. `false` when the answer has come meanwhile.
    pub(super) fn forget(&self, id: u64) -> bool {
        self.lock().waiting.remove(&id).is_some()
    }

    /// Hands over an answer, or the reason why there is none. `false` when nobody waits for it.
    pub(super) fn complete(&self, id: u64, outcome: Outcome) -> bool {
        // The lock is released before the caller wakes up.
        let waiting = self.lock().waiting.remove(&id);
        waiting.is_some_and(|waiting| waiting.answer.send(outcome).is_ok())
    }

    /// Passes on a notification about a request. `false` when it went nowhere: nobody waits, or the listener is
    /// too slow. A slow listener loses notifications instead of holding up the connection.
    pub(super) fn notify(&self, id: u64, frame: &Bytes) -> bool {
        let mut table = self.lock();
        let Some(waiting) = table.waiting.get_mut(&id) else {
            return false;
        };
        waiting.heard = Some(Instant::now());
        waiting
            .events
            .as_ref()
            .is_none_or(|events| events.try_send(frame.clone()).is_ok())
    }

    /// When the server last said something about a request.
    pub(super) fn heard(&self, id: u64) -> Option<Instant> {
        self.lock().waiting.get(&id).and_then(|waiting| waiting.heard)
    }

    /// The connection is lost: all who wait get `interrupted`, and who comes later gets `not_sent`.
    pub(super) fn close(&self, interrupted: &UpstreamError, not_sent: UpstreamError) {
        let waiting = {
            let mut table = self.lock();
            table.closed.get_or_insert(not_sent);
            std::mem::take(&mut table.waiting)
        };
        for waiting in waiting.into_values() {
            // A caller that has gone does not mind.
            let _ = waiting.answer.send(Err(interrupted.clone()));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Table> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
