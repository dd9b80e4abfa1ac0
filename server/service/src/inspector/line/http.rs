//! Requests of HTTP to the gateway, and what comes back for them.

use std::sync::Arc;

use bytes::Bytes;
use futures::FutureExt;
use gateway::{Body, PrincipalId, WatchMark, repeated_headers};
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, Request, Response, Uri,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE},
};
use http_body_util::{BodyExt, Full, Limited};
use model::InspectionProtocol as Protocol;
use serde_json::value::RawValue;

use super::events::{Events, Read};
use crate::{
    inspector::{
        inspection::Inspection,
        message::{Answer, Fields, Message, raw},
    },
    services::Inner,
};

const SESSION: HeaderName = HeaderName::from_static("mcp-session-id");
const VERSION: HeaderName = HeaderName::from_static("mcp-protocol-version");
/// The largest message that is read.
pub(super) const MAX_MESSAGE: usize = 16 * 1024 * 1024;
/// Bytes of a refusal that are shown.
const MAX_REFUSAL: usize = 64 * 1024;

/// Where a request goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Door {
    /// `POST` of Streamable HTTP.
    Post,
    /// Its stream.
    Get,
    /// The end of a session.
    Delete,
    /// The stream of HTTP+SSE.
    Stream,
    /// A message beside that.
    Message,
}

/// Sends a request of HTTP.
pub(super) async fn send(inner: &Inner, inspection: &Inspection, door: Door, text: String) -> Response<Body> {
    send_with(inner, inspection, door, HeaderMap::new(), text).await
}

/// As [`send`], for a message of 2026-07-28, which is repeated in headers.
pub(super) async fn send_modern(
    inner: &Inner,
    inspection: &Inspection,
    (method, params, text): (&str, &Fields, String),
    definition: Option<&RawValue>,
) -> Response<Body> {
    let headers = repeated_headers(method, &raw(params), definition);
    send_with(inner, inspection, Door::Post, headers, text).await
}

async fn send_with(
    inner: &Inner,
    inspection: &Inspection,
    door: Door,
    mut headers: HeaderMap,
    text: String,
) -> Response<Body> {
    let (method, accept) = match door {
        Door::Post | Door::Message => (Method::POST, "application/json, text/event-stream"),
        Door::Get | Door::Stream => (Method::GET, "text/event-stream"),
        Door::Delete => (Method::DELETE, "application/json"),
    };
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(ACCEPT, HeaderValue::from_static(accept));
    let session = inspection.session();
    let mut uri = Uri::default();
    match (inspection.subject.protocol, session) {
        (Protocol::Stateless, _) | (Protocol::Streamable, Some(_)) => {
            headers.insert(
                VERSION,
                HeaderValue::from_static(inspection.subject.protocol.version()),
            );
        }
        _ => {}
    }
    match (inspection.subject.protocol, inspection.session()) {
        (Protocol::Streamable, Some(session)) => {
            if let Ok(session) = session.parse() {
                headers.insert(SESSION, session);
            }
        }
        // The gateway has said where messages go.
        (Protocol::EventStream, Some(query)) => uri = format!("/?{query}").parse().unwrap_or_default(),
        _ => {}
    }
    if let Some(key) = &inspection.subject.key
        && let Ok(mut value) = HeaderValue::try_from(format!("Bearer {key}"))
    {
        value.set_sensitive(true);
        headers.insert(AUTHORIZATION, value);
    }
    let mut request = Request::new(Full::new(Bytes::from(text)));
    *request.method_mut() = method;
    *request.uri_mut() = uri;
    *request.headers_mut() = headers;
    request
        .extensions_mut()
        .insert(WatchMark(inspection.subject.mark));
    // Boxed: the way of a request is a deep type, and this one is part of several tasks.
    pass(inner, inspection, door, request).boxed().await
}

async fn pass(
    inner: &Inner,
    inspection: &Inspection,
    door: Door,
    request: Request<Full<Bytes>>,
) -> Response<Body> {
    let gateway = &inner.parts.gateway;
    if inspection.subject.key.is_none() {
        let principal = PrincipalId::User(inspection.subject.owner);
        return match door {
            Door::Post | Door::Get | Door::Delete => {
                gateway
                    .inspect(inspection.subject.endpoint_id, principal, request)
                    .await
            }
            Door::Stream | Door::Message => {
                gateway
                    .inspect_line(inspection.subject.endpoint_id, principal, request)
                    .await
            }
        };
    }
    // It may have another name by now.
    let installation = inner.keeper.known();
    let endpoint = installation
        .as_ref()
        .and_then(|it| it.endpoint(inspection.subject.endpoint_id));
    let name = endpoint.map_or("", |endpoint| &endpoint.name);
    match door {
        Door::Post | Door::Get | Door::Delete => gateway.streamable_http(name, request).await,
        Door::Stream => gateway.event_stream(name, request).await,
        Door::Message => gateway.message(name, request).await,
    }
}

/// The session that an answer names.
pub(super) fn session(response: &Response<Body>) -> Option<String> {
    let session = response.headers().get(SESSION)?.to_str().ok()?;
    Some(session.to_owned())
}

/// The answer to a request in what came back for it.
pub(super) async fn answer(
    inner: &Arc<Inner>,
    inspection: &Arc<Inspection>,
    response: Response<Body>,
    n: u64,
) -> Answer {
    let kind = response.headers().get(CONTENT_TYPE);
    if !kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream")) {
        return refusal(response).await;
    }
    match Events::of(response).read(inner, inspection, Some(n)).await {
        Read::Answer(answer) => answer,
        Read::TooLong => Answer::Nothing(format!("a message is longer than {MAX_MESSAGE} bytes"), None),
        Read::End => Answer::nothing("the stream ended before there was an answer"),
    }
}

/// What came back as a whole: a message, or something else with a status.
pub(super) async fn refusal(response: Response<Body>) -> Answer {
    let status = response.status();
    let challenge = response.headers().get(http::header::WWW_AUTHENTICATE);
    let challenge = challenge.and_then(|it| it.to_str().ok()).map(str::to_owned);
    let Ok(body) = Limited::new(response.into_body(), MAX_MESSAGE).collect().await else {
        return Answer::Nothing(format!("a message is longer than {MAX_MESSAGE} bytes"), None);
    };
    let body = body.to_bytes();
    let message = serde_json::from_slice::<Message>(&body).ok();
    // What a client is told beside a refusal is part of what is looked for here.
    if let Some(answer) = message
        .and_then(Message::into_answer)
        .filter(|_| status.is_success() || challenge.is_none())
    {
        return answer;
    }
    let mut text = String::from_utf8_lossy(&body[..body.len().min(MAX_REFUSAL)]).into_owned();
    if let Some(challenge) = challenge {
        text = format!("WWW-Authenticate: {challenge}\n\n{text}");
    }
    let text = format!("{status}\n{text}");
    Answer::Nothing(text.trim_end().to_owned(), Some(status.as_u16()))
}
