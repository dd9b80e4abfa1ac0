//! One session of a client: what `initialize` agreed on, the calls in flight and the open streams.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use bytes::Bytes;
use model::EndpointId;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

pub(crate) mod hearing;
mod lifetime;
mod log_level;
pub(crate) mod outbox;
mod questions;
mod streams;
mod subscriptions;

use lifetime::Lifetime;
pub(crate) use lifetime::Limits;
pub(crate) use log_level::{LogLevel, LogThreshold};
use outbox::{EventId, Outbox};
use questions::Questions;
use streams::Streams;
pub(crate) use subscriptions::MAX_SUBSCRIPTIONS;
use subscriptions::Subscriptions;

use super::initialize::client_name;
use crate::{
    Error, PrincipalId, SessionRecord, SessionWishes,
    catalogue::{Fingerprint, List, ListChange},
    envelope::{Answer, Envelope},
    era::Version,
    registry::credentials::Credential,
    session_id::{self, SessionId},
    upstream::{Ask, lane::Peer},
};

/// Streams of answers that a client can come back to. Older ones are forgotten.
const MAX_RESUMABLE: usize = 32;

/// Bytes that a client may say of itself for its session to be kept outside of the process.
const MAX_KEPT_BYTES: usize = 64 * 1024;

/// One session.
pub(crate) struct Session {
    pub(crate) id: SessionId,
    /// Names it where its id must not stand.
    pub(crate) hash: [u8; 32],
    pub(crate) endpoint_id: EndpointId,
    pub(crate) principal: PrincipalId,
    /// This process began it in somebody's name.
    pub(crate) is_inside: bool,
    pub(crate) version: Version,
    /// Name and version that the client gave itself; empty when it gave none.
    pub(crate) client: Arc<str>,
    /// Whose connections its requests go over.
    pub(crate) peer: Peer,
    /// Resources that it wants to hear of.
    pub(crate) subscriptions: Subscriptions,
    /// How much of the servers' logs it wants.
    pub(crate) logs: LogThreshold,
    /// How old it is, and when it was used.
    pub(crate) lifetime: Lifetime,
    questions: Questions,
    over: CancellationToken,
    calls: Mutex<Vec<InFlight>>,
    streams: Mutex<Streams>,
    /// Everything goes over one stream, with which it ends (HTTP+SSE).
    has_line: bool,
    /// The latest streams of answers whose events have ids.
    resumable: Mutex<VecDeque<Arc<Outbox>>>,
    serial: AtomicU64,
    /// Held while it is told what the client wants to hear, so that it is told in order.
    telling: Mutex<()>,
}

/// What a session begins with.
pub(crate) struct Beginning<'a> {
    pub(crate) endpoint_id: EndpointId,
    pub(crate) principal: PrincipalId,
    /// This process begins it in somebody's name.
    pub(crate) is_inside: bool,
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
        Self::with(SessionId::random(), beginning, Lifetime::begins(), 0)
    }

    /// A session as it was kept; `None` when it speaks a version that we do not (any more).
    pub(crate) fn restored(id: SessionId, record: &SessionRecord) -> Option<Self> {
        let beginning = Beginning {
            endpoint_id: record.endpoint_id,
            principal: record.principal,
            // Those of this process are over with it, and are not kept.
            is_inside: false,
            version: Version::parse(&record.version)?,
            client: client_name(record.client_info.as_deref()).unwrap_or_default(),
            client_info: record.client_info.as_deref(),
            capabilities: record.capabilities.as_deref(),
        };
        let lifetime = Lifetime::since(record.began_at);
        let session = Self::with(id, beginning, lifetime, unused_number());
        session.adopt(&record.wishes);
        Some(session)
    }

    /// `first_number` is the first that streams and questions are called by.
    fn with(id: SessionId, beginning: Beginning<'_>, lifetime: Lifetime, first_number: u64) -> Self {
        let over = CancellationToken::new();
        let peer = Peer::of_session(
            id,
            beginning.principal,
            beginning.capabilities,
            beginning.client_info,
            over.clone(),
        );
        Self {
            id,
            hash: id.hash(),
            endpoint_id: beginning.endpoint_id,
            principal: beginning.principal,
            is_inside: beginning.is_inside,
            version: beginning.version,
            client: beginning.client,
            peer,
            subscriptions: Subscriptions::default(),
            logs: LogThreshold::default(),
            lifetime,
            questions: Questions::from(first_number),
            over,
            calls: Mutex::default(),
            streams: Mutex::default(),
            has_line: false,
            resumable: Mutex::default(),
            serial: AtomicU64::new(first_number),
            telling: Mutex::default(),
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
        self.lifetime.touch();
    }

    /// Something runs, or somebody listens.
    pub(crate) fn is_in_use(&self) -> bool {
        self.calls_in_progress() > 0 || self.open_streams() > 0
    }

    /// Names it to people.
    pub(crate) fn handle(&self) -> u64 {
        session_id::handle(&self.hash)
    }

    /// Calls in progress.
    pub(crate) fn calls_in_progress(&self) -> usize {
        self.calls().len()
    }

    /// Open streams.
    pub(crate) fn open_streams(&self) -> usize {
        self.streams().len()
    }

    /// It is worth keeping outside of the process.
    pub(crate) fn is_kept(&self) -> bool {
        let said = [self.peer.client_info(), self.peer.capabilities()];
        let bytes: usize = said.into_iter().flatten().map(str::len).sum();
        !self.has_line && !self.is_inside && bytes <= MAX_KEPT_BYTES
    }

    /// What is kept of it.
    pub(crate) fn record(&self, limits: &Limits) -> SessionRecord {
        SessionRecord {
            hash: self.hash,
            endpoint_id: self.endpoint_id,
            principal: self.principal,
            version: self.version.as_str().to_owned(),
            client_info: self.peer.client_info().map(str::to_owned),
            capabilities: self.peer.capabilities().map(str::to_owned),
            wishes: self.wishes(),
            began_at: self.lifetime.began_at,
            used: self.lifetime.used(limits),
        }
    }

    /// What its client wants to hear.
    pub(crate) fn wishes(&self) -> SessionWishes {
        SessionWishes {
            log_level: self.logs.get().map(|level| level.name().to_owned()),
            subscriptions: self.subscriptions.to_keep(),
        }
    }

    /// Takes over what its client said to another process that it wants to hear. False when that is nothing new.
    pub(crate) fn adopt(&self, wishes: &SessionWishes) -> bool {
        let _turn = self.telling.lock().unwrap_or_else(PoisonError::into_inner);
        if self.wishes() == *wishes {
            return false;
        }
        self.subscriptions.replace(&wishes.subscriptions);
        if let Some(level) = wishes.log_level.as_deref().and_then(LogLevel::parse) {
            self.logs.set(level);
        }
        true
    }

    /// Tells what its client wants to hear: what is told last is how it is.
    pub(crate) fn tell_wishes(&self, tell: impl FnOnce(SessionWishes)) {
        let _turn = self.telling.lock().unwrap_or_else(PoisonError::into_inner);
        tell(self.wishes());
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

    /// A stream for what is said during a request, whose raw id this is. Clients that know event ids can come back to it.
    pub(crate) fn new_outbox(&self, request: &str) -> Outbox {
        if self.version < Version::V2025_11_25 || self.has_line {
            return Outbox::new(None);
        }
        Outbox::of_request(self.serial.fetch_add(1, Ordering::Relaxed), request)
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
    pub(crate) fn resume(&self, event: &EventId) -> Option<Arc<Outbox>> {
        self.resumable()
            .iter()
            .find(|outbox| outbox.number() == Some(event.stream))
            .cloned()
    }

    /// Opens a stream for what is said outside of calls.
    pub(crate) fn open_stream(
        self: &Arc<Self>,
        credential: Option<Credential>,
        limit: usize,
    ) -> Result<(mpsc::Receiver<Bytes>, StreamGuard), Error> {
        let serial = self.serial.fetch_add(1, Ordering::Relaxed);
        let receiver = self.streams().open(serial, credential, limit)?;
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

    /// Ends the streams that were opened with what is not accepted any more.
    pub(crate) fn close_streams_of_lost(&self, is_accepted: impl Fn(Credential) -> bool) {
        self.streams().retain_accepted(is_accepted);
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

/// A number from which on no process has counted in this session: an id from before a restart, or from another process,
/// must not mean something else here. It leaves room for a million, and is exact in JavaScript.
fn unused_number() -> u64 {
    u64::from(rand::random::<u32>().max(1)) << 20
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
