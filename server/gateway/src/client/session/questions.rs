//! What servers ask the client of a session, until it answers.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use bytes::Bytes;

use crate::{
    envelope::{Answer, Envelope, notification_frame},
    raw::RawObject,
    upstream::Ask,
};

/// Questions that one client may leave open. Further ones are refused.
const MAX_OPEN: usize = 64;

/// The open questions by the id under which the client knows them.
#[derive(Default)]
pub(crate) struct Questions {
    open: Mutex<BTreeMap<u64, Ask>>,
    next: AtomicU64,
}

impl Questions {
    /// Takes in a question and hands its frame, under an id of ours, to `send`. A question that cannot be sent is
    /// refused.
    pub(crate) fn ask(&self, ask: Ask, send: impl FnOnce(&[&[u8]]) -> bool) {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let (frame, place) = (ask.frame().clone(), ask.id());
        {
            let mut open = self.open();
            if open.len() >= MAX_OPEN {
                return;
            }
            // First, since the answer may come before `send` returns.
            open.insert(id, ask);
        }
        let text = id.to_string();
        if !send(&[&frame[..place.start], text.as_bytes(), &frame[place.end..]]) {
            // Dropping it refuses it, outside the lock.
            let unsent = self.open().remove(&id);
            drop(unsent);
        }
    }

    /// Takes the client's answer to the server. Unknown ids are ignored: the server may have withdrawn its question.
    pub(crate) fn answer(&self, answer: &Answer, id: Option<u64>) {
        let ask = id.and_then(|id| self.open().remove(&id));
        if let Some(ask) = ask {
            ask.answer(answer);
        }
    }

    /// A server withdraws a question: the notification for the client, if it knows the question.
    pub(crate) fn withdraw(&self, notification: &Envelope<'_>) -> Option<Bytes> {
        let params = RawObject::parse(notification.params?.get(), &["requestId"]).ok()?;
        let theirs = params.get("requestId")?.get();
        let (ours, ask) = {
            let mut open = self.open();
            let (ours, _) = open.iter().find(|(_, ask)| ask.raw_id() == theirs)?;
            let ours = *ours;
            (ours, open.remove(&ours)?)
        };
        ask.forget();
        let mut params_out = Vec::new();
        params.write_with(&mut params_out, &[("requestId", ours.to_string().as_bytes())]);
        Some(notification_frame("notifications/cancelled", Some(&params_out)).into())
    }

    /// Refuses everything that is open.
    pub(crate) fn close(&self) {
        let all = std::mem::take(&mut *self.open());
        drop(all);
    }

    fn open(&self) -> MutexGuard<'_, BTreeMap<u64, Ask>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
