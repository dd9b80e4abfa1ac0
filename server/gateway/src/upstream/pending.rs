//! Requests that wait for their answer on one connection.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use bytes::Bytes;
use tokio::{sync::oneshot, time::Instant};

use super::{ask::Ask, error::UpstreamError, listener::Ears};
use crate::envelope::{Answer, Envelope};

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
    ears: Ears,
    heard: Option<Instant>,
    /// Shared with every question of the server within this request that is still open.
    questions: Option<Arc<()>>,
}

impl Pending {
    /// Waits for the answer with this id. What the server says meanwhile goes to `ears`.
    pub(super) fn register(&self, id: u64, ears: Ears) -> Result<oneshot::Receiver<Outcome>, UpstreamError> {
        let mut table = self.lock();
        if let Some(error) = &table.closed {
            return Err(error.clone());
        }
        let (answer, receiver) = oneshot::channel();
        table.waiting.insert(
            id,
            Waiting {
                answer,
                ears,
                heard: None,
                questions: None,
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

    /// Passes on a notification about a request. `false` when it went nowhere: nobody waits or listens, or the
    /// listener is too slow. A slow listener loses notifications instead of holding up the connection.
    pub(super) fn notify(&self, id: u64, frame: &Bytes, notification: &Envelope<'_>) -> bool {
        let heard = self.lock().waiting.get_mut(&id).map(|waiting| {
            waiting.heard = Some(Instant::now());
            waiting.ears.clone()
        });
        heard
            .flatten()
            .is_some_and(|ears| ears.notified(frame, notification))
    }

    /// Passes on a request of the server within a request. Gives it back when nobody listens.
    pub(super) fn ask(&self, id: u64, ask: Ask) -> Result<(), Ask> {
        let listening = self.lock().waiting.get_mut(&id).and_then(|waiting| {
            let pause = waiting.questions.get_or_insert_default().clone();
            Some((waiting.ears.clone()?, pause))
        });
        match listening {
            Some((ears, pause)) => {
                ears.asked(ask.pausing(pause));
                Ok(())
            }
            None => Err(ask),
        }
    }

    /// The one request somebody listens to; `None` when there are several or none.
    pub(super) fn only_listened(&self) -> Option<u64> {
        let table = self.lock();
        let mut listened = table.waiting.iter().filter(|(_, waiting)| waiting.ears.is_some());
        let (id, _) = listened.next()?;
        listened.next().is_none().then_some(*id)
    }

    /// When the server last said something about a request; now, while it waits for an answer itself.
    pub(super) fn heard(&self, id: u64) -> Option<Instant> {
        let table = self.lock();
        let waiting = table.waiting.get(&id)?;
        let asks = |questions: &Arc<()>| Arc::strong_count(questions) > 1;
        if waiting.questions.as_ref().is_some_and(asks) {
            return Some(Instant::now());
        }
        waiting.heard
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
