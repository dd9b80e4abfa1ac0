//! What clients meet: Streamable HTTP, and HTTP+SSE beside it.
//!
//! The order of checks is fixed, from cheap and anonymous to dear: endpoint, origin, key, headers, body, session.

use std::{pin::pin, sync::Arc};

use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, Method, Request, Response, StatusCode,
    header::{CONNECTION, WWW_AUTHENTICATE},
    request::Parts,
};
use http_body_util::BodyExt;
use model::{EndpointId, Meant};

mod address;
mod challenge;
pub(crate) mod headers;
mod initialize;
pub(crate) mod line;
pub(crate) mod modern;
mod origin;
mod post;
mod read;
pub(crate) mod refresh;
pub(crate) mod reply;
pub(crate) mod rest;
pub(crate) mod restore;
pub(crate) mod session;
pub(crate) mod sessions;
mod sse;
mod stream;

use self::{
    headers::{EVENT_STREAM, check_accept},
    reply::Refusal,
    session::{
        Session,
        outbox::{EventId, Outbox},
    },
    stream::SessionStream,
};
use crate::{
    Body, Error, PrincipalId,
    envelope::error_frame,
    era::{LAST_EVENT_ID, MODERN, PROTOCOL_VERSION, SESSION_ID, Version},
    error::{error_object, quoted},
    gateway::Inner,
    pipeline::{
        authenticate::{Caller, authenticate},
        stream::ResumedStream,
    },
    registry::Endpoint,
    session_id::SessionId,
    wires::{Towards, body::Told, exchange::Exchange},
};

/// Where a request comes in.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Door<'a> {
    /// `/mcp`, Streamable HTTP.
    Mcp,
    /// `/sse`, the stream of HTTP+SSE.
    Stream,
    /// `/message`, what is sent beside it.
    Message,
    /// `/api/{tool}`, REST.
    Tool(&'a str),
    /// `/api/openapi.json`.
    OpenApi,
    /// `/api/search`.
    Search,
}

impl Door<'_> {
    /// The methods that are answered there, beside OPTIONS.
    fn methods(self, headers: &HeaderMap) -> &'static [Method] {
        // Without sessions there is nothing to listen to or to end.
        let is_stateless = || headers.get(PROTOCOL_VERSION).is_some_and(|it| it == MODERN);
        match self {
            Self::Mcp if is_stateless() => &[Method::POST],
            Self::Mcp => &[Method::GET, Method::POST, Method::DELETE],
            Self::Stream | Self::OpenApi | Self::Search => &[Method::GET],
            Self::Message | Self::Tool(_) => &[Method::POST],
        }
    }

    /// The part of the URL that makes it a resource of its own (RFC 8707).
    fn resource(self) -> &'static str {
        match self {
            Self::Mcp => "mcp",
            Self::Stream | Self::Message => "sse",
            Self::Tool(_) | Self::OpenApi | Self::Search => "api",
        }
    }

    /// Says no in the words of who comes in there.
    fn refuse(self, refusal: &Refusal) -> Response<Body> {
        match self {
            Self::Mcp | Self::Stream | Self::Message => reply::refused(refusal),
            Self::Tool(_) | Self::OpenApi | Self::Search => rest::refused(refusal.error()),
        }
    }
}

/// Which endpoint a request is for, and who lets it in.
#[derive(Clone, Copy)]
pub(crate) enum Visit<'a> {
    /// Whoever asks has to show who they are.
    Outside(&'a str),
    /// This process asks, in somebody's name.
    Inside(EndpointId, PrincipalId),
}

impl Visit<'_> {
    fn endpoint(self, gateway: &Inner) -> Result<Arc<Endpoint>, Error> {
        let state = gateway.registry.state();
        match self {
            Self::Outside(name) => {
                let found = state.endpoint(name).cloned();
                found.ok_or_else(|| Error::UnknownEndpoint(quoted(name)))
            }
            Self::Inside(id, _) => {
                let found = state.endpoint_by_id(id).cloned();
                found.ok_or_else(|| Error::UnknownEndpoint(id.to_string()))
            }
        }
    }
}

/// Answers one HTTP request at an endpoint.
pub(crate) async fn serve<B>(
    gateway: &Arc<Inner>,
    visit: Visit<'_>,
    door: Door<'_>,
    request: Request<B>,
) -> Response<Body>
where
    B: http_body::Body<Data = Bytes>,
{
    let (mut parts, body) = request.into_parts();
    let exchange = watched(gateway, visit, &mut parts);
    let told = exchange.clone();
    let mut body = pin!(body.map_frame(move |frame| {
        if let (Some(exchange), Some(data)) = (&told, frame.data_ref()) {
            exchange.data(Towards::Server, data);
        }
        frame
    }));
    let (answered, entrance) = match find(gateway, visit, &parts) {
        Ok(entrance) => (
            answer(gateway, &entrance, door, &parts, body.as_mut()).await,
            Some(entrance),
        ),
        Err(error) => (Err(error.into()), None),
    };
    let mut response = match answered {
        Ok(response) => response,
        Err(refusal) => {
            let mut response = door.refuse(&refusal);
            let challenge = entrance
                .as_ref()
                .and_then(|it| it.challenge(refusal.error(), door));
            if let Some(challenge) = challenge {
                response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
            }
            if !read::discard(body, &parts.headers).await {
                let close = HeaderValue::from_static("close");
                response.headers_mut().insert(CONNECTION, close);
            }
            response
        }
    };
    if let Some(origin) = entrance.and_then(|entrance| entrance.page) {
        origin::allow_reading(&mut response, origin);
    }
    match exchange {
        Some(exchange) => {
            exchange.response(&response);
            response.map(|body| body.told(Told::to(exchange)))
        }
        None => response,
    }
}

/// The exchange that a request begins, if somebody watches. It goes along with the request.
fn watched(gateway: &Inner, visit: Visit<'_>, parts: &mut Parts) -> Option<Arc<Exchange>> {
    if !gateway.wires.is_watched() {
        return None;
    }
    let endpoint = visit.endpoint(gateway).ok()?;
    let session = named_session(gateway, parts);
    let exchange = gateway.wires.exchange(endpoint.id, session, parts)?;
    exchange.request(parts);
    parts.extensions.insert(exchange.clone());
    Some(exchange)
}

/// The handle of the session that a request names: in a header, or by its stream (HTTP+SSE).
fn named_session(gateway: &Inner, parts: &Parts) -> Option<u64> {
    let header = parts.headers.get(SESSION_ID).and_then(|id| id.to_str().ok());
    if let Some(id) = header.and_then(SessionId::parse) {
        return Some(id.handle());
    }
    let line = SessionId::parse(&line::named(parts)?)?;
    gateway.lines.session(line).map(|session| session.handle())
}

/// Where a request has come in, before anybody looked at who sent it.
pub(crate) struct Entrance<'a> {
    pub(crate) endpoint: Arc<Endpoint>,
    /// The gateway's own address, where any is known.
    address: Option<Meant<'a>>,
    /// The origin of the page that asks, which may read the answer.
    page: Option<HeaderValue>,
    /// In whose name this process itself asks.
    inside: Option<PrincipalId>,
}

impl Entrance<'_> {
    /// What people and clients write before paths; empty when that is not known.
    pub(crate) fn base(&self) -> String {
        let address = self.address.map(Meant::url);
        address.map_or_else(String::new, |url| url.as_str().trim_end_matches('/').to_owned())
    }

    /// The header for a refusal; nothing where another credential would not help.
    pub(crate) fn challenge(&self, error: &Error, door: Door<'_>) -> Option<HeaderValue> {
        challenge::of(error, &self.endpoint, door, &self.base())
    }

    /// Who asks.
    pub(crate) fn admit(&self, gateway: &Inner, parts: &Parts) -> Result<Caller, Error> {
        if gateway.closing.is_cancelled() {
            return Err(Error::Closing);
        }
        if let Some(principal) = self.inside {
            return Ok(Caller {
                principal,
                credential: None,
            });
        }
        authenticate(
            &gateway.registry.state(),
            &self.endpoint,
            self.address,
            &parts.headers,
            parts.uri.query(),
        )
    }
}

/// The endpoint, when the request came to an address of ours and from no page that may not ask.
pub(crate) fn find<'a>(
    gateway: &'a Inner,
    visit: Visit<'_>,
    parts: &'a Parts,
) -> Result<Entrance<'a>, Error> {
    let endpoint = visit.endpoint(gateway)?;
    if let Visit::Inside(_, principal) = visit {
        return Ok(Entrance {
            endpoint,
            address: None,
            page: None,
            inside: Some(principal),
        });
    }
    let address = address::of(gateway, parts)?;
    let page = origin::check(parts, endpoint.auth, &gateway.options.allowed_origins)?;
    Ok(Entrance {
        endpoint,
        address,
        page,
        inside: None,
    })
}

async fn answer<B>(
    gateway: &Arc<Inner>,
    entrance: &Entrance<'_>,
    door: Door<'_>,
    parts: &Parts,
    body: B,
) -> Result<Response<Body>, Refusal>
where
    B: http_body::Body<Data = Bytes>,
{
    // A browser asks without the key.
    if parts.method == Method::OPTIONS {
        return Ok(origin::preflight(&parts.headers));
    }
    let methods = door.methods(&parts.headers);
    if !methods.contains(&parts.method) {
        return Err(Error::MethodNotAllowed(methods).into());
    }
    let (endpoint, caller) = (&entrance.endpoint, entrance.admit(gateway, parts)?);
    match (door, &parts.method) {
        (Door::Mcp, &Method::POST) => post::post(gateway, endpoint, caller, parts, body).await,
        (Door::Mcp, &Method::GET) => Ok(open_stream(gateway, endpoint, caller, &parts.headers).await?),
        (Door::Mcp, _) => Ok(end_session(gateway, endpoint, caller, &parts.headers).await?),
        (Door::Stream, _) => Ok(line::open(gateway, endpoint, caller, parts)?),
        (Door::Message, _) => line::post(gateway, endpoint, caller, parts, body).await,
        (Door::Tool(tool), _) => Ok(rest::call(gateway, endpoint, caller, tool, parts, body).await?),
        (Door::OpenApi, _) => Ok(rest::openapi(gateway, entrance, caller.principal).await),
        (Door::Search, _) => Ok(rest::search(gateway, entrance, caller.principal, parts).await?),
    }
}

async fn open_stream(
    gateway: &Arc<Inner>,
    endpoint: &Endpoint,
    caller: Caller,
    headers: &HeaderMap,
) -> Result<Response<Body>, Error> {
    check_accept(headers, &[EVENT_STREAM])?;
    let session = session_of(gateway, endpoint, caller, headers).await?;
    if let Some((outbox, position)) = missed(&session, headers) {
        return Ok(reply::events(
            ResumedStream::new(outbox, position),
            gateway.options.keep_alive,
        ));
    }
    let stream = session.open_stream(caller.credential, gateway.options.max_streams_per_session)?;
    Ok(reply::events(
        SessionStream::new(stream),
        gateway.options.keep_alive,
    ))
}

/// The stream that the client lost, and where it stopped reading. When we do not know it (any more), nothing can be
/// replayed: a client that waits for the answer to a request gets one that says so, and any other a new stream.
fn missed(session: &Session, headers: &HeaderMap) -> Option<(Arc<Outbox>, u64)> {
    let last = EventId::parse(headers.get(LAST_EVENT_ID)?.to_str().ok()?)?;
    if let Some(outbox) = session.resume(&last) {
        return Some((outbox, last.number + 1));
    }
    let request = last.request?;
    let outbox = session.new_outbox(&request);
    let error = error_object(&Error::AnswerLost.meaning());
    outbox.complete(&[&error_frame(&request, &error)]);
    Some((Arc::new(outbox), 0))
}

async fn end_session(
    gateway: &Arc<Inner>,
    endpoint: &Endpoint,
    caller: Caller,
    headers: &HeaderMap,
) -> Result<Response<Body>, Error> {
    let session = session_of(gateway, endpoint, caller, headers).await?;
    gateway.sessions.forget(&session);
    Ok(reply::empty(StatusCode::NO_CONTENT))
}

/// The session that a request names, if it is the caller's own. One that is not known here may be kept elsewhere.
async fn session_of(
    gateway: &Arc<Inner>,
    endpoint: &Endpoint,
    caller: Caller,
    headers: &HeaderMap,
) -> Result<Arc<Session>, Error> {
    check_version(headers)?;
    let id = headers.get(SESSION_ID).ok_or(Error::SessionMissing)?;
    let id = id
        .to_str()
        .ok()
        .and_then(SessionId::parse)
        .ok_or(Error::SessionUnknown)?;
    let find = || gateway.sessions.find(id, endpoint.id, caller.principal);
    let session = if let Some(session) = find() {
        session
    } else {
        restore::restore(gateway, id).await?;
        find().ok_or(Error::SessionUnknown)?
    };
    session.touch();
    Ok(session)
}

/// The version header, where there is one, names a version we speak. Clients before 2025-06-18 send none, and some
/// keep sending the version they asked for instead of the one agreed on.
fn check_version(headers: &HeaderMap) -> Result<(), Error> {
    let Some(version) = headers.get(PROTOCOL_VERSION) else {
        return Ok(());
    };
    let version = version.to_str().unwrap_or_default().trim();
    Version::parse(version)
        .map(drop)
        .ok_or_else(|| Error::VersionUnknown(quoted(version)))
}
