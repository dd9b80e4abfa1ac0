//! Servers that speak HTTP+SSE, the transport of 2024-11-05.
//!
//! A GET opens a stream, whose first event names where messages go. Everything that the server says comes on
//! that stream, answers too; a POST is only taken (202). The stream is the connection: it ends, and so does all that
//! waits for an answer on it.

use std::{
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, Method, Response, StatusCode,
    header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE},
};
use tokio::{sync::oneshot, time::timeout};
use tracing::{debug, warn};

use super::{
    answer::{SHOWN, content_type, is_event_stream, start_of},
    body::{BodyError, next_data},
    client::{HttpClient, Payload},
    endpoint::Endpoint,
    sse::Parser,
    wire::{Shown, Wire},
};
use crate::{
    envelope::request_frame,
    era::PROTOCOL_VERSION,
    upstream::{
        ask::WayBack,
        connection::Request,
        core::Core,
        error::{UpstreamError, UpstreamErrorKind},
        failure,
        handshake::{Agreed, INITIALIZE},
        pending::Outcome,
    },
};

const EVENT_STREAM: HeaderValue = HeaderValue::from_static("text/event-stream");
const NO_CACHE: HeaderValue = HeaderValue::from_static("no-cache");

/// The event that names where messages go.
const ENDPOINT: &[u8] = b"endpoint";

/// Events before that one. A stream with more of them is for something else.
const MAX_PRELUDE: usize = 8;

/// A server that opens a stream at once says where messages go, too.
const LOOK: Duration = Duration::from_secs(2);

/// After a stream has ended, a POST that was on its way soon turns out to have come too late.
const POST_FOLLOWS: Duration = Duration::from_secs(1);

/// The way to a server behind the URL of a stream.
pub(in crate::upstream) struct SseLink {
    core: Arc<Core>,
    wire: Arc<Wire>,
    /// The stream is open, and the server has not said yet where messages go.
    awaits_endpoint: AtomicBool,
    /// Headers of POSTs, once it is known which version is spoken.
    agreed_headers: OnceLock<HeaderMap>,
}

/// Takes answers to requests of the server, each as a POST of its own.
struct Backward(Arc<SseLink>);

impl WayBack for Backward {
    fn send(&self, frame: Vec<u8>) {
        self.0.send_aside(frame);
    }
}

/// An open stream.
struct Stream {
    parser: Parser,
    body: Payload,
}

impl SseLink {
    /// Makes the link; nothing is sent yet.
    pub(in crate::upstream) fn start(
        core: &Arc<Core>,
        client: HttpClient,
        endpoint: Endpoint,
        shown: Shown,
    ) -> Arc<Self> {
        let link = Arc::new(Self {
            core: core.clone(),
            wire: Wire::new(core, client, endpoint, shown),
            awaits_endpoint: AtomicBool::new(false),
            agreed_headers: OnceLock::new(),
        });
        core.tasks.spawn(link.clone().drive());
        link
    }

    /// Opens the stream and shakes hands. The caller bounds its time.
    pub(in crate::upstream) async fn open(self: &Arc<Self>) -> Result<(), UpstreamError> {
        let stream = self.open_stream().await?;
        self.core.tasks.spawn(self.clone().listen(stream));
        let id = self.core.next_id();
        let elsewhere = self.core.inbox.pending.register(id, None)?;
        let frame = request_frame(id, INITIALIZE, Some(&self.core.introduction.params()));
        let answer = self.round_trip(frame.into(), None, elsewhere).await?;
        let agreed =
            Agreed::read(&answer).map_err(|why| self.core.error(UpstreamErrorKind::Unreachable, why, ""))?;
        let mut headers = self.wire.endpoint.headers.clone();
        headers.insert(PROTOCOL_VERSION, HeaderValue::from_static(agreed.version));
        // Nobody else sets them.
        let _ = self.agreed_headers.set(headers);
        self.core.agreed.store(Some(Arc::new(agreed)));
        self.wire.confirm(self.headers()).await
    }

    /// Sends a request and waits for its answer on the stream.
    pub(in crate::upstream) async fn exchange(
        &self,
        request: &Request<'_>,
        elsewhere: oneshot::Receiver<Outcome>,
    ) -> Outcome {
        let frame = request.frame(&self.core).into();
        self.round_trip(frame, request.beside.caller, elsewhere).await
    }

    /// Sends a notification or a reply in the background.
    pub(in crate::upstream) fn send_aside(&self, frame: Vec<u8>) {
        self.wire.send_aside(self.headers().clone(), frame);
    }

    /// The server opened a stream and has not said yet where messages go.
    pub(in crate::upstream) fn awaits_endpoint(&self) -> bool {
        self.awaits_endpoint.load(Ordering::Relaxed)
    }

    fn headers(&self) -> &HeaderMap {
        self.agreed_headers.get().unwrap_or(&self.wire.endpoint.headers)
    }

    /// POSTs a frame whose answer comes on the stream, often before the POST itself is answered.
    async fn round_trip(
        &self,
        frame: Bytes,
        caller: Option<&HeaderMap>,
        mut elsewhere: oneshot::Receiver<Outcome>,
    ) -> Outcome {
        let lost = || Err(self.core.lost(UpstreamErrorKind::Interrupted));
        let mut posting = Box::pin(self.post(&frame, caller));
        let answered = tokio::select! {
            biased;
            answered = &mut elsewhere => answered.unwrap_or_else(|_| lost()),
            posted = &mut posting => {
                posted?;
                return elsewhere.await.unwrap_or_else(|_| lost());
            }
        };
        match answered {
            // It may be sent again if the server says that it did not take it.
            Err(error) if error.kind() == UpstreamErrorKind::Interrupted => {
                match timeout(POST_FOLLOWS, posting).await {
                    Ok(Err(refused)) if refused.is_retryable() => Err(refused),
                    _ => Err(error),
                }
            }
            answered => answered,
        }
    }

    /// POSTs a message, and sees to it that the server takes it.
    async fn post(&self, frame: &Bytes, caller: Option<&HeaderMap>) -> Result<(), UpstreamError> {
        let response = self.wire.post(self.headers(), caller, frame).await?;
        if response.status().is_success() {
            self.wire.finish_reading(response.into_body());
            return Ok(());
        }
        Err(self.refused(response).await)
    }

    /// The error of a POST that the server did not take.
    async fn refused(&self, response: Response<Payload>) -> UpstreamError {
        let status = response.status();
        let text = start_of(response).await;
        let endpoint = &self.wire.endpoint;
        let forgotten = status == StatusCode::NOT_FOUND
            || status == StatusCode::GONE
            || (status == StatusCode::BAD_REQUEST && text.to_ascii_lowercase().contains("session"));
        if forgotten {
            // It has not done anything, and will not on this connection.
            self.core.fail(failure::stream_forgotten(status), &text);
            return self.core.lost(UpstreamErrorKind::NotSent);
        }
        let why = failure::status(status, &endpoint.url, endpoint.has_credentials());
        let error = self.wire.bad(why, &text);
        if status == StatusCode::UNAUTHORIZED {
            return self.wire.retire(error);
        }
        error
    }

    /// Opens the stream and reads where messages go.
    async fn open_stream(&self) -> Result<Stream, UpstreamError> {
        let headers = stream_headers(&self.wire);
        let response = self
            .wire
            .follow(&Method::GET, &headers, None, &Bytes::new())
            .await?;
        let (status, url) = (response.status(), &self.wire.endpoint.url);
        if !status.is_success() {
            let why = self
                .wire
                .wanted_sign_in(status, response.headers())
                .unwrap_or_else(|| failure::no_stream(status, url, self.wire.endpoint.has_credentials()));
            return Err(self.wire.bad(why, &start_of(response).await));
        }
        if !is_event_stream(&response) {
            let content_type = content_type(response.headers()).to_owned();
            let text = start_of(response).await;
            return Err(self
                .wire
                .bad(failure::not_a_stream(&content_type, &text, url), &text));
        }
        self.awaits_endpoint.store(true, Ordering::Relaxed);
        let mut stream = Stream::new(response, self.core.bounds.max_frame);
        let mut said = String::new();
        for _ in 0..MAX_PRELUDE {
            let event = stream.next().await.map_err(|error| self.wire.unreadable(error))?;
            let Some(data) = event else { break };
            let text = String::from_utf8_lossy(&data[..data.len().min(SHOWN)]);
            if stream.is_endpoint() {
                self.awaits_endpoint.store(false, Ordering::Relaxed);
                let turned = self.wire.turn_to_named(&text);
                turned.map_err(|why| self.wire.bad(why, ""))?;
                return Ok(stream);
            }
            said.push_str(&text);
            said.push('\n');
        }
        Err(self.wire.bad(failure::no_endpoint_event(), &said))
    }

    /// Serves the events of the stream. Its end is that of the connection.
    async fn listen(self: Arc<Self>, mut stream: Stream) {
        let core = self.core.clone();
        tokio::select! {
            () = core.life.stopping() => {}
            end = self.serve(&mut stream) => {
                let why = match end {
                    Ok(()) | Err(BodyError::Cut(_)) => failure::sse_ended(),
                    Err(BodyError::TooLarge) => failure::frame_too_large(core.bounds.max_frame),
                };
                warn!(server.name = %core.server, reason = why.message, "lost the stream of a server");
                core.fail(why, "");
            }
        }
    }

    async fn serve(self: &Arc<Self>, stream: &mut Stream) -> Result<(), BodyError> {
        let back = || -> Arc<dyn WayBack> { Arc::new(Backward(self.clone())) };
        while let Some(data) = stream.next().await? {
            if stream.is_endpoint() {
                continue;
            }
            let inbox = &self.core.inbox;
            let read = inbox.receive(&data, None, &back, |incoming| inbox.complete(incoming));
            if let Err(error) = read {
                debug!(server.name = %self.core.server, %error, "an event of a server is not a message");
            }
        }
        Ok(())
    }

    /// Waits for the end of the connection.
    async fn drive(self: Arc<Self>) {
        self.core.life.stopping().await;
        self.core.release_callers();
        self.core.finish();
    }
}

impl Stream {
    /// The stream that a response is. Events may have up to `max_frame` bytes.
    fn new(response: Response<Payload>, max_frame: usize) -> Self {
        Self {
            parser: Parser::new(max_frame),
            body: response.into_body(),
        }
    }

    /// The last event says where messages go.
    fn is_endpoint(&self) -> bool {
        self.parser.name() == ENDPOINT
    }

    /// The data of the next event; `None` at the end.
    async fn next(&mut self) -> Result<Option<Bytes>, BodyError> {
        loop {
            if let Some(data) = self.parser.next().map_err(|_| BodyError::TooLarge)? {
                return Ok(Some(data));
            }
            match next_data(&mut self.body).await? {
                Some(data) => self.parser.push(data),
                None => return Ok(None),
            }
        }
    }
}

/// Headers of the request for a stream.
fn stream_headers(wire: &Wire) -> HeaderMap {
    let mut headers = wire.endpoint.headers.clone();
    headers.remove(CONTENT_TYPE);
    headers.insert(ACCEPT, EVENT_STREAM);
    headers.insert(CACHE_CONTROL, NO_CACHE);
    headers
}

/// Whether a server that refuses Streamable HTTP speaks this transport instead, found out as the specification tells
/// clients to (2025-03-26, "Backwards Compatibility").
pub(super) async fn is_spoken_at(wire: &Wire) -> bool {
    let look = async {
        let response = wire.raw_send(Method::GET, stream_headers(wire), Bytes::new());
        let response = response.await.ok()?;
        if !response.status().is_success() || !is_event_stream(&response) {
            return None;
        }
        let mut stream = Stream::new(response, SHOWN);
        stream.next().await.ok()??;
        Some(stream.is_endpoint())
    };
    matches!(timeout(LOOK, look).await, Ok(Some(true)))
}
