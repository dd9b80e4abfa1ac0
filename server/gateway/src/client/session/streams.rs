//! The streams that a client keeps open for what is said outside of calls.

use bytes::Bytes;
use tokio::sync::mpsc;

use crate::{
    Error,
    catalogue::{Fingerprint, List, ListChange},
    client::sse::event,
    registry::credentials::Credential,
};

/// Messages that may wait for a reader of a stream. One that lags further behind loses the stream, and finds
/// the lists changed when it opens another.
const BACKLOG: usize = 64;

/// The open streams of a session.
#[derive(Default)]
pub(super) struct Streams {
    open: Vec<Stream>,
    /// The session has ended: nothing opens any more.
    is_closed: bool,
    /// Lists that changed when no stream was open to say so.
    owed: Vec<ListChange>,
    /// Lists as the client saw them last.
    seen: Vec<ListChange>,
}

struct Stream {
    serial: u64,
    /// What it was opened with; without it the stream ends.
    credential: Option<Credential>,
    messages: mpsc::Sender<Bytes>,
}

impl Streams {
    /// Opens one more, up to a limit.
    pub(super) fn open(
        &mut self,
        serial: u64,
        credential: Option<Credential>,
        limit: usize,
    ) -> Result<mpsc::Receiver<Bytes>, Error> {
        if self.is_closed {
            return Err(Error::SessionUnknown);
        }
        if self.open.len() >= limit {
            return Err(Error::TooManyStreams { limit });
        }
        let (messages, receiver) = mpsc::channel(BACKLOG);
        self.open.push(Stream {
            serial,
            credential,
            messages,
        });
        let owed = std::mem::take(&mut self.owed);
        self.tell_changed(&owed);
        Ok(receiver)
    }

    /// How many are open.
    pub(super) fn len(&self) -> usize {
        self.open.len()
    }

    /// The reader of a stream is gone.
    pub(super) fn leave(&mut self, serial: u64) {
        self.open.retain(|stream| stream.serial != serial);
    }

    /// Ends the streams whose credential is not accepted.
    pub(super) fn retain_accepted(&mut self, is_accepted: impl Fn(Credential) -> bool) {
        self.open
            .retain(|stream| stream.credential.is_none_or(&is_accepted));
    }

    /// Ends all, for good.
    pub(super) fn close(&mut self) {
        self.is_closed = true;
        self.open.clear();
    }

    /// Tells that lists changed, now or with the next stream. What the client has seen already is no news.
    pub(super) fn tell_changed(&mut self, changes: &[ListChange]) {
        let mut told: &[u8] = &[];
        for change in changes {
            self.owed.retain(|owed| owed.list != change.list);
            let notification = notification(change.list);
            // Resources and their templates share one.
            if self.seen.contains(change) {
                continue;
            }
            // From here on it does not know how the list looks, even if that is as before.
            self.seen.retain(|seen| seen.list != change.list);
            if told == notification {
                continue;
            }
            if self.send(&Bytes::from_static(notification)) {
                told = notification;
            } else {
                self.owed.push(*change);
            }
        }
    }

    /// The client sees a list.
    pub(super) fn sees(&mut self, list: List, now: Fingerprint) {
        let seen = ListChange { list, now };
        self.seen.retain(|seen| seen.list != list);
        self.seen.push(seen);
        self.owed.retain(|owed| *owed != seen);
    }

    /// Puts a frame, in pieces, on a stream; `false` when none is open.
    pub(super) fn say(&mut self, frame: &[&[u8]]) -> bool {
        self.send(&event(None, frame))
    }

    /// Puts an event on the newest stream that has room. A message goes to one stream only (2025-11-25,
    /// "Multiple Connections"). Streams whose reader is gone or too slow end here.
    fn send(&mut self, event: &Bytes) -> bool {
        while let Some(stream) = self.open.last() {
            if stream.messages.try_send(event.clone()).is_ok() {
                return true;
            }
            self.open.pop();
        }
        false
    }
}

/// The event which says that a list changed.
const fn notification(list: List) -> &'static [u8] {
    match list {
        List::Tools => b"data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}\n\n",
        List::Prompts => b"data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/prompts/list_changed\"}\n\n",
        List::Resources | List::Templates => {
            b"data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/resources/list_changed\"}\n\n"
        }
    }
}
