//! One session of a client: what `initialize` agreed on, the calls in flight and the open streams.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use model::{ApiKeyId, EndpointId};
use tokio::{sync::mpsc, time::Instant};
use tokio_util::sync::CancellationToken;

pub(crate) mod hearing;
mod log_level;
pub(crate) mod outbox;
mod questions;
mod streams;
mod subscriptions;

pub(crate) use log_level::{LogLevel, LogThreshold};
use outbox::{EventId, Outbox};
use questions::Questions;
use streams::Streams;
pub(crate) use subscriptions::MAX_SUBSCRIPTIONS;
use subscriptions::Subscriptions;

use crate::{
    Error, PrincipalId,
    catalogue::{Fingerprint, List, ListChange},
    envelope::{Answer, Envelope},
    era::Version,
    session_id::SessionId,
    upstream::{Ask, lane::Peer},
};

/// Streams of answers that a client can come back to. Older ones are forgotten.
const MAX_RESUMABLE: usize = 32;

/// One session.
pub(crate) struct Session {
    pub(crate) id: SessionId,
    pub(crate) endpoint_id: EndpointId,
    pub(crate) principal: PrincipalId,
    pub(crate) version: Version,
    /// Name and version that the client gave itself; empty when it gave none.
    pub(crate) client: Arc<str>,
    /// Whose connections its requests go over.
    pub(crate) peer: Peer,
    /// Resources that it wants to hear of.
    pub(crate) subscriptions: Subscriptions,
    /// How much of the servers' logs it wants.
    pub(crate) logs: LogThreshold,
    questions: Questions,
    over: CancellationToken,
    began_at: Instant,
    /// Milliseconds from `began_at` to the latest request.
    last_use: AtomicU64,
    calls: Mutex<Vec<InFlight>>,
    streams: Mutex<Streams>,
    /// Everything goes over one stream, with which it ends (HTTP+SSE).
    has_line: bool,
    /// The latest streams of answers whose events have ids.
    resumable: Mutex<VecDeque<Arc<Outbox>>>,
    serial: AtomicU64,
}

/// What a session begins with.
pub(crate) struct Beginning<'a> {
    pub(crate) endpoint_id: EndpointId,
    pub(crate) principal: PrincipalId,
    pub(crate) version: Version,
    /// Name and version that the client gave itself; empty when it gave none.
    pub(crate) client: Arc<str>,
    /// `clientInfo` as the client wrote it.
    pub(crate) client_info: Option<&'a str>,
    /// What the client offers to be asked, a raw object; `None` when that is nothing.
    pub(crate) capabilities: Option<&'a str>,
}

struct InFlight {
    serial: u64,
    /// The request's id as the client wrote it.
    request: Box<str>,
    cancel: CancellationToken,
}

/// A call is in flight until this is dropped.
pub(crate) struct CallGuard {
    session: Arc<Session>,
    serial: u64,
    /// Cancelled when the client says so, or ends the session.
    pub(crate) cancelled: CancellationToken,
}

/// A stream is open until this is dropped.
pub(crate) struct StreamGuard {
    session: Arc<Session>,
    serial: u64,
}

// === impl Session ===

impl Session {
    pub(crate) fn new(beginning: Beginning<'_>) -> Self {
        let (id, over) = (SessionId::random(), CancellationToken::new());
        let peer = Peer::of_session(
            id,
            beginning.principal,
            beginning.capabilities,
            beginning.client_info,
            over.clone(),
        );
        Self {
            id,
            endpoint_id: beginning.endpoint_id,
            principal: beginning.principal,
            version: beginning.version,
            client: beginning.client,
            peer,
            subscriptions: Subscriptions::default(),
            logs: LogThreshold::default(),
            questions: Questions::default(),
            over,
            began_at: Instant::now(),
            last_use: AtomicU64::new(0),
            calls: Mutex::default(),
            streams: Mutex::default(),
            has_line: false,
            resumable: Mutex::default(),
            serial: AtomicU64::new(0),
        }
    }

    /// As a session that ends with its stream, to which nobody can come back.
    pub(crate) fn on_a_line(mut self) -> Self {
        self.has_line = true;
        self
    }

    /// It ends with its stream.
    pub(crate) fn has_line(&self) -> bool {
        self.has_line
    }

    /// Notes that the client is there.
    pub(crate) fn touch(&self) {
        let millis = u64::try_from(self.began_at.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.last_use.store(millis, Ordering::Relaxed);
    }

    /// Nothing runs, nothing listens, and the latest request is longer ago than `limit`.
    pub(crate) fn is_idle(&self, limit: Duration) -> bool {
        let last_use = Duration::from_millis(self.last_use.load(Ordering::Relaxed));
        self.began_at.elapsed().saturating_sub(last_use) > limit
            && self.calls().is_empty()
            && self.streams().is_empty()
    }

    /// Registers a call under the id that the client gave it.
    pub(crate) fn begin_call(self: &Arc<Self>, request: &str) -> CallGuard {
        let serial = self.serial.fetch_add(1, Ordering::Relaxed);
        let cancelled = CancellationToken::new();
        self.calls().push(InFlight {
            serial,
            request: request.into(),
            cancel: cancelled.clone(),
        });
        CallGuard {
            session: self.clone(),
            serial,
            cancelled,
        }
    }

    /// Cancels the calls with this id; an unknown id is no error, the answer may just have left.
    pub(crate) fn cancel_call(&self, request: &str) {
        for call in self.calls().iter().filter(|call| &*call.request == request) {
            call.cancel.cancel();
        }
    }

    /// A stream for what is said during a call. Clients that know event ids can come back to it.
    pub(crate) fn new_outbox(&self) -> Outbox {
        let is_resumable = self.version >= Version::V2025_11_25 && !self.has_line;
        Outbox::new(is_resumable.then(|| self.serial.fetch_add(1, Ordering::Relaxed)))
    }

    /// The client may come back to this stream.
    pub(crate) fn keep(&self, outbox: &Arc<Outbox>) {
        let mut resumable = self.resumable();
        if resumable.len() >= MAX_RESUMABLE {
            resumable.pop_front();
        }
        resumable.push_back(outbox.clone());
    }

    /// The stream that an event belongs to, if it is one of answers and still known.
    pub(crate) fn resume(&self, event: EventId) -> Option<Arc<Outbox>> {
        self.resumable()
            .iter()
            .find(|outbox| outbox.number() == Some(event.stream))
            .cloned()
    }

    /// Opens a stream for what is said outside of calls.
    pub(crate) fn open_stream(
        self: &Arc<Self>,
        key: Option<ApiKeyId>,
        limit: usize,
    ) -> Result<(mpsc::Receiver<Bytes>, StreamGuard), Error> {
        let serial = self.serial.fetch_add(1, Ordering::Relaxed);
        let receiver = self.streams().open(serial, key, limit)?;
        Ok((
            receiver,
            StreamGuard {
                session: self.clone(),
                serial,
            },
        ))
    }

    /// Asks the client something in the name of a server: on the stream of the call it belongs to, or else on one
    /// that the client has opened. Refused when there is none.
    pub(crate) fn ask(&self, ask: Ask, outbox: Option<&Outbox>) {
        self.questions.ask(ask, |frame| match outbox {
            Some(outbox) => outbox.say(&[frame]),
            None => self.streams().say(&[frame]),
        });
    }

    /// The client answers a question.
    pub(crate) fn answered(&self, answer: &Answer, id: Option<u64>) {
        self.questions.answer(answer, id);
    }

    /// The client tells how it gets on with a question.
    pub(crate) fn progressed(&self, notification: &Envelope<'_>) {
        self.questions.progressed(notification);
    }

    /// Tells the client that lists changed, now or with the next stream.
    pub(crate) fn tell_lists_changed(&self, lists: &[ListChange]) {
        self.streams().tell_changed(lists);
    }

    /// The client sees a list as it is now: what led there is no news to it.
    pub(crate) fn sees(&self, list: List, now: Fingerprint) {
        self.streams().sees(list, now);
    }

    /// Ends the streams that were opened with a key that is not accepted any more.
    pub(crate) fn close_streams_of_lost_keys(&self, is_accepted: impl Fn(ApiKeyId) -> bool) {
        self.streams().retain_keys(is_accepted);
    }

    /// Ends its streams; running calls go on.
    pub(crate) fn end_streams(&self) {
        self.streams().close();
    }

    /// Ends everything of the session.
    pub(crate) fn end(&self) {
        self.end_streams();
        for call in self.calls().iter() {
            call.cancel.cancel();
        }
        self.questions.close();
        for outbox in self.resumable().drain(..) {
            outbox.end();
        }
        self.over.cancel();
    }

    fn calls(&self) -> MutexGuard<'_, Vec<InFlight>> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn streams(&self) -> MutexGuard<'_, Streams> {
        self.streams.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn resumable(&self) -> MutexGuard<'_, VecDeque<Arc<Outbox>>> {
        self.resumable.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for CallGuard {
    fn drop(&mut self) {
        let mut calls = self.session.calls();
        if let Some(at) = calls.iter().position(|call| call.serial == self.serial) {
            calls.swap_remove(at);
        }
        drop(calls);
        self.session.touch();
    }
}

impl Drop for StreamGuard {
    fn drop(&mut self) {
        self.session.streams().leave(self.serial);
        self.session.touch();
    }
}

#[cfg(test)]
mod tests;
