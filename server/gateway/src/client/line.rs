//! Clients of HTTP+SSE, the transport of 2024-11-05.
//!
//! A client opens a stream with GET and learns from its first event where to POST. A POST is only taken (202); answers
//! and everything else come on the stream, which is the client's line: it ends, and with it the session.

mod lines;
mod message;
mod stream;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::{Response, request::Parts};
use model::EndpointId;
use tokio::sync::{mpsc, oneshot};
use url::form_urlencoded;

pub(crate) use lines::Lines;
pub(super) use message::{named, post};

use self::stream::{LineStream, Said};
use super::{
    headers::{EVENT_STREAM, check_accept},
    reply,
    session::Session,
};
use crate::{
    Body, Error, PrincipalId,
    gateway::Inner,
    pipeline::authenticate::Caller,
    registry::{Endpoint, credentials::Credential},
    session_id::SessionId,
};

/// Events that may wait for the reader. What answers calls waits beyond that; a call that waits holds its place.
const BACKLOG: usize = 64;

/// Requests of one line that may wait for their answers at once.
const MAX_REQUESTS: usize = 64;

/// One client.
pub(crate) struct Line {
    /// Its name in the URL of POSTs.
    id: SessionId,
    endpoint_id: EndpointId,
    principal: PrincipalId,
    /// What it was opened with.
    credential: Option<Credential>,
    state: Mutex<State>,
}

struct State {
    /// Where events go; gone once nothing more may be asked.
    events: Option<mpsc::Sender<Bytes>>,
    /// What `initialize` began.
    session: Option<Arc<Session>>,
    /// Hands what the session says by itself to the stream.
    begun: Option<oneshot::Sender<Said>>,
}

/// Opens a line.
pub(super) fn open(
    gateway: &Arc<Inner>,
    endpoint: &Endpoint,
    caller: Caller,
    parts: &Parts,
) -> Result<Response<Body>, Error> {
    check_accept(&parts.headers, &[EVENT_STREAM])?;
    gateway.sessions.reserve((endpoint.id, caller.principal))?;
    let (events, received) = mpsc::channel(BACKLOG);
    let (begun, begins) = oneshot::channel();
    let line = Arc::new(Line {
        id: SessionId::random(),
        endpoint_id: endpoint.id,
        principal: caller.principal,
        credential: caller.credential,
        state: Mutex::new(State {
            events: Some(events),
            session: None,
            begun: Some(begun),
        }),
    });
    let greeting = greeting(endpoint, &line, parts.uri.query());
    // From here on its end gives the place back.
    let stream = LineStream::new(gateway.clone(), line.clone(), greeting, received, begins);
    gateway.lines.add(line)?;
    Ok(reply::events(stream, gateway.options.keep_alive))
}

/// The event that names where messages go. A key that came in the URL has to come with each of them, and the client
/// knows no other way to send it.
fn greeting(endpoint: &Endpoint, line: &Line, query: Option<&str>) -> Bytes {
    let mut to = form_urlencoded::Serializer::new(String::new());
    to.append_pair("sessionId", &line.id.to_string());
    if endpoint.auth.takes_keys_in_query() {
        let pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
        to.extend_pairs(pairs.filter(|(name, _)| matches!(&**name, "api_key" | "apikey")));
    }
    let (name, query) = (&endpoint.name, to.finish());
    format!("event: endpoint\ndata: /metamcp/{name}/message?{query}\n\n").into()
}

impl Line {
    fn session(&self) -> Option<Arc<Session>> {
        self.state().session.clone()
    }

    /// Where the answer to a request goes. While it is there, the line does not end by itself.
    fn place(&self) -> Result<mpsc::Sender<Bytes>, Error> {
        let state = self.state();
        let events = state.events.as_ref().ok_or(Error::LineUnknown)?;
        // The line itself has one.
        if events.strong_count() > MAX_REQUESTS {
            return Err(Error::TooManyRequests { limit: MAX_REQUESTS });
        }
        Ok(events.clone())
    }

    /// The session has begun. False when the line has ended meanwhile, or has a session.
    fn begin(&self, session: &Arc<Session>, limit: usize) -> bool {
        let mut state = self.state();
        if state.events.is_none() {
            return false;
        }
        let Some(begun) = state.begun.take() else {
            return false;
        };
        let Ok(said) = session.open_stream(self.credential, limit) else {
            return false;
        };
        state.session = Some(session.clone());
        begun.send(said).is_ok()
    }

    /// Nothing more may be asked; the stream ends when what was asked is answered.
    fn close(&self) {
        self.state().events.take();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
