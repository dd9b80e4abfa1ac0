//! One session of a client: what `initialize` agreed on, the calls in flight and the open streams.

use std::{
    fmt,
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

use crate::{Error, PrincipalId, era::Version};

/// Messages that may wait for a reader of a stream. One that lags further behind loses the stream, and finds
/// the list changed when it opens another.
const STREAM_BACKLOG: usize = 64;

/// A session's name, unguessable: 128 random bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct SessionId(u128);

/// One session.
pub(crate) struct Session {
    pub(crate) id: SessionId,
    pub(crate) endpoint_id: EndpointId,
    pub(crate) principal: PrincipalId,
    pub(crate) version: Version,
    /// Name and version that the client gave itself; empty when it gave none.
    pub(crate) client: Arc<str>,
    began_at: Instant,
    /// Milliseconds from `began_at` to the latest request.
    last_use: AtomicU64,
    calls: Mutex<Vec<InFlight>>,
    streams: Mutex<Streams>,
    serial: AtomicU64,
}

struct InFlight {
    serial: u64,
    /// The request's id as the client wrote it.
    request: Box<str>,
    cancel: CancellationToken,
}

#[derive(Default)]
struct Streams {
    open: Vec<Stream>,
    /// The session has ended: nothing opens any more.
    closed: bool,
    /// The tools changed when no stream was open to say so.
    owes_tools_changed: bool,
}

struct Stream {
    serial: u64,
    /// The key it was opened with; without it the stream ends.
    key: Option<ApiKeyId>,
    messages: mpsc::Sender<Bytes>,
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

// === impl SessionId ===

impl SessionId {
    /// A new one, from the thread's cryptographic generator.
    pub(crate) fn random() -> Self {
        Self(rand::random())
    }

    /// Reads exactly what `Display` writes.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let is_ours = text.len() == 32 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        u128::from_str_radix(text, 16).ok().filter(|_| is_ours).map(Self)
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

// === impl Session ===

impl Session {
    pub(crate) fn new(
        endpoint_id: EndpointId,
        principal: PrincipalId,
        version: Version,
        client: Arc<str>,
    ) -> Self {
        Self {
            id: SessionId::random(),
            endpoint_id,
            principal,
            version,
            client,
            began_at: Instant::now(),
            last_use: AtomicU64::new(0),
            calls: Mutex::default(),
            streams: Mutex::default(),
            serial: AtomicU64::new(0),
        }
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
            && self.streams().open.is_empty()
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

    /// Opens a stream for what the gateway has to say by itself.
    pub(crate) fn open_stream(
        self: &Arc<Self>,
        key: Option<ApiKeyId>,
        limit: usize,
    ) -> Result<(mpsc::Receiver<Bytes>, StreamGuard), Error> {
        let (messages, receiver) = mpsc::channel(STREAM_BACKLOG);
        let serial = self.serial.fetch_add(1, Ordering::Relaxed);
        let mut streams = self.streams();
        if streams.closed {
            return Err(Error::SessionUnknown);
        }
        if streams.open.len() >= limit {
            return Err(Error::TooManyStreams { limit });
        }
        streams.open.push(Stream {
            serial,
            key,
            messages,
        });
        if std::mem::take(&mut streams.owes_tools_changed) {
            streams.tell_tools_changed();
        }
        drop(streams);
        Ok((
            receiver,
            StreamGuard {
                session: self.clone(),
                serial,
            },
        ))
    }

    /// Tells the client that its list of tools changed, now or with the next stream.
    pub(crate) fn tell_tools_changed(&self) {
        self.streams().tell_tools_changed();
    }

    /// The client is about to see the tools as they are now: an older change is no news to it.
    pub(crate) fn sees_tools(&self) {
        self.streams().owes_tools_changed = false;
    }

    /// Ends the streams that were opened with a key that is not accepted any more.
    pub(crate) fn close_streams_of_lost_keys(&self, is_accepted: impl Fn(ApiKeyId) -> bool) {
        self.streams()
            .open
            .retain(|stream| stream.key.is_none_or(&is_accepted));
    }

    /// Ends its streams; running calls go on.
    pub(crate) fn end_streams(&self) {
        let mut streams = self.streams();
        streams.closed = true;
        streams.open.clear();
    }

    /// Ends everything of the session.
    pub(crate) fn end(&self) {
        self.end_streams();
        for call in self.calls().iter() {
            call.cancel.cancel();
        }
    }

    fn calls(&self) -> MutexGuard<'_, Vec<InFlight>> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn streams(&self) -> MutexGuard<'_, Streams> {
        self.streams.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

// === impl Streams ===

impl Streams {
    fn tell_tools_changed(&mut self) {
        const EVENT: &[u8] =
            b"data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}\n\n";
        self.owes_tools_changed = !self.send(&Bytes::from_static(EVENT));
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
        self.session
            .streams()
            .open
            .retain(|stream| stream.serial != self.serial);
        self.session.touch();
    }
}

#[cfg(test)]
mod tests;
