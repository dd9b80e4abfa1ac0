//! Sessions over Streamable HTTP, versions 2025-03-26 to 2025-11-25.

use std::sync::Arc;

use ::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use serde_json::value::RawValue;

use super::{
    super::{
        Answers,
        http::{self, PATIENCE, VERSION},
        outlet::Outlet,
        rpc::{Fault, Incoming, Request},
        server::Server,
    },
    sessions::HttpSession,
    stream::EventStream,
};
use crate::{
    body::Body,
    demo::VERSIONS,
    frame::{INVALID_REQUEST, PARSE_ERROR, result},
};

const SESSION: HeaderName = HeaderName::from_static("mcp-session-id");
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// What servers of the time answer to what is wrong outside of the message.
const BAD_REQUEST: i32 = -32000;
const SESSION_NOT_FOUND: i32 = -32001;
/// The only version in which several messages may come in one array.
const BATCHES: &str = "2025-03-26";

/// A request that is refused with this status before its method matters.
type Refused = Box<Response<Body>>;

/// Takes one message, or several.
pub(in crate::everything) async fn post(
    server: &Arc<Server>,
    headers: &HeaderMap,
    body: &[u8],
) -> Response<Body> {
    let (messages, is_batch) = match read(body) {
        Ok(messages) => messages,
        Err(fault) => return http::fault(StatusCode::BAD_REQUEST, &fault, None),
    };
    if let [Incoming::Request(request)] = &messages[..]
        && request.method == "initialize"
        && !headers.contains_key(SESSION)
    {
        return initialize(server, request);
    }
    let session = match session(server, headers) {
        Ok((_, session)) => session,
        Err(refused) => return *refused,
    };
    if is_batch && session.session.version() != BATCHES {
        let fault = Fault::new(INVALID_REQUEST, "Batches are of 2025-03-26 only");
        return http::fault(StatusCode::BAD_REQUEST, &fault, None);
    }
    let asks = messages
        .iter()
        .any(|message| matches!(message, Incoming::Request(_)));
    let (stream, outlet) = match asks.then(|| session.stream()) {
        Some((stream, outlet)) => (Some(stream), outlet),
        None => (None, Outlet::closed()),
    };
    for message in messages {
        session.session.receive(message, &outlet, headers);
    }
    // The stream ends with the last clone of it.
    drop(outlet);
    match stream {
        Some(stream) => answer(server, &stream).await,
        None => http::status(StatusCode::ACCEPTED),
    }
}

async fn answer(server: &Server, stream: &Arc<EventStream>) -> Response<Body> {
    if server.options.answers == Answers::Auto
        && let Some(frame) = stream.only_answer(PATIENCE).await
    {
        return http::json(StatusCode::OK, frame);
    }
    http::events(stream.follow())
}

/// The stream of announcements, or the rest of the stream that the client names.
pub(in crate::everything) fn get(server: &Server, headers: &HeaderMap) -> Response<Body> {
    if !http::accepts(headers, &["text/event-stream"]) {
        let fault = Fault::new(
            BAD_REQUEST,
            "Not Acceptable: Client must accept text/event-stream",
        );
        return http::fault(StatusCode::NOT_ACCEPTABLE, &fault, None);
    }
    let session = match session(server, headers) {
        Ok((_, session)) => session,
        Err(refused) => return *refused,
    };
    let Some(last) = headers.get(LAST_EVENT_ID) else {
        return http::events(session.announcements.follow());
    };
    let event = last.to_str().ok().and_then(|id| {
        let (stream, event) = id.split_once('-')?;
        Some((session.find(stream.parse().ok()?)?, event.parse().ok()?))
    });
    match event {
        Some((stream, event)) => http::events(stream.resume(event)),
        None => bad_request("Bad Request: Unknown Last-Event-ID"),
    }
}

/// Ends the session.
pub(in crate::everything) fn delete(server: &Server, headers: &HeaderMap) -> Response<Body> {
    match session(server, headers) {
        Ok((id, _)) => {
            server.sessions.close(&id);
            http::status(StatusCode::OK)
        }
        Err(refused) => *refused,
    }
}

/// One message, or an array of them.
fn read(body: &[u8]) -> Result<(Vec<Incoming>, bool), Fault> {
    let is_batch = body.trim_ascii_start().first() == Some(&b'[');
    if !is_batch {
        return Ok((vec![Incoming::read(body)?], false));
    }
    let raw: Vec<&RawValue> =
        serde_json::from_slice(body).map_err(|_| Fault::new(PARSE_ERROR, "not JSON"))?;
    if raw.is_empty() {
        return Err(Fault::new(INVALID_REQUEST, "an empty batch"));
    }
    let messages: Result<_, _> = raw
        .iter()
        .map(|raw| Incoming::read(raw.get().as_bytes()))
        .collect();
    Ok((messages?, true))
}

fn initialize(server: &Arc<Server>, request: &Request) -> Response<Body> {
    let (id, opened) = server.sessions.open(server, &request.params);
    let frame = result(&request.id, &opened);
    let mut response = match server.options.answers {
        Answers::Auto => http::json(StatusCode::OK, frame.into()),
        Answers::Events => http::events(Body::event(&frame)),
    };
    let id = HeaderValue::try_from(id).expect("letters and digits");
    response.headers_mut().insert(SESSION, id);
    response
}

/// The session that a request belongs to, and its id.
fn session(server: &Server, headers: &HeaderMap) -> Result<(String, Arc<HttpSession>), Refused> {
    if let Some(version) = headers.get(VERSION)
        && !VERSIONS.iter().any(|known| version == known)
    {
        let (version, known) = (String::from_utf8_lossy(version.as_bytes()), VERSIONS.join(", "));
        let message =
            format!("Bad Request: Unsupported protocol version: {version} (supported versions: {known})");
        return Err(Box::new(bad_request(&message)));
    }
    let Some(id) = headers.get(SESSION).and_then(|id| id.to_str().ok()) else {
        return Err(Box::new(bad_request(
            "Bad Request: Mcp-Session-Id header is required",
        )));
    };
    let session = server.sessions.find(id).ok_or_else(|| {
        let fault = Fault::new(SESSION_NOT_FOUND, "Session not found");
        Box::new(http::fault(StatusCode::NOT_FOUND, &fault, None))
    })?;
    Ok((id.to_owned(), session))
}

fn bad_request(message: &str) -> Response<Body> {
    http::fault(StatusCode::BAD_REQUEST, &Fault::new(BAD_REQUEST, message), None)
}
