//! The endpoint `/mcp`: who may come in, and which era a request is of. Beside it `/sse` and `/message`, for clients of
//! 2024-11-05.

use std::{sync::Arc, time::Duration};

use ::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, header};
use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use serde::{Deserialize, de::IgnoredAny};
use serde_json::value::RawValue;

use super::{Era, legacy, modern, rpc::Fault, server::Server};
use crate::{body::Body, demo::VERSIONS};

pub(super) const VERSION: HeaderName = HeaderName::from_static("mcp-protocol-version");
/// How long an answer may take before its stream is opened without it.
pub(super) const PATIENCE: Duration = Duration::from_millis(50);
/// How long a stream is silent before it says that it is still there.
pub(super) const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// A line that clients ignore.
pub(super) const COMMENT: &[u8] = b": still here\n\n";

/// Proxies shall hand on each event at once.
const BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");
/// What servers of the time answer to what is wrong outside of the message.
const REFUSED: i32 = -32000;

/// Answers one HTTP request.
pub(super) async fn answer(server: &Arc<Server>, request: Request<Incoming>) -> Response<Body> {
    let (head, body) = request.into_parts();
    let headers = &head.headers;
    if !is_local(headers) {
        let fault = Fault::new(REFUSED, "Forbidden: Host and Origin have to be of this machine");
        return self::fault(StatusCode::FORBIDDEN, &fault, None);
    }
    let has_streams = server.options.era.has_legacy();
    match (head.uri.path(), &head.method) {
        ("/mcp", _) => {}
        ("/sse", &Method::GET) if has_streams => return legacy::sse::open(server),
        ("/message", &Method::POST) if has_streams => {
            return match body.collect().await {
                Ok(body) => legacy::sse::take(server, head.uri.query(), headers, &body.to_bytes()),
                Err(_) => status(StatusCode::BAD_REQUEST),
            };
        }
        ("/sse" | "/message", _) => return status(StatusCode::METHOD_NOT_ALLOWED),
        _ => return status(StatusCode::NOT_FOUND),
    }
    match head.method {
        Method::POST => match body.collect().await {
            Ok(body) => post(server, headers, &body.to_bytes()).await,
            Err(_) => status(StatusCode::BAD_REQUEST),
        },
        Method::GET if serves_sessions(server, headers) => legacy::get(server, headers),
        Method::DELETE if serves_sessions(server, headers) => legacy::delete(server, headers),
        _ => {
            let mut response = status(StatusCode::METHOD_NOT_ALLOWED);
            let allowed = if server.options.era.has_legacy() {
                "GET, POST, DELETE"
            } else {
                "POST"
            };
            response
                .headers_mut()
                .insert(header::ALLOW, HeaderValue::from_static(allowed));
            response
        }
    }
}

async fn post(server: &Arc<Server>, headers: &HeaderMap, body: &[u8]) -> Response<Body> {
    if !accepts(headers, &["application/json", "text/event-stream"]) {
        let message = "Not Acceptable: Client must accept both application/json and text/event-stream";
        return fault(StatusCode::NOT_ACCEPTABLE, &Fault::new(REFUSED, message), None);
    }
    if !is_json(headers) {
        let message = "Unsupported Media Type: Content-Type must be application/json";
        return fault(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            &Fault::new(REFUSED, message),
            None,
        );
    }
    let modern = match server.options.era {
        Era::Legacy => false,
        Era::Modern => true,
        Era::Both => is_modern(headers, body),
    };
    if modern {
        modern::post(server, headers, body).await
    } else {
        legacy::post(server, headers, body).await
    }
}

/// A modern request names its version inside. One that names a version outside that no session has is not of a
/// session either.
fn is_modern(headers: &HeaderMap, body: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Message {
        #[serde(default)]
        params: Params,
    }
    #[derive(Default, Deserialize)]
    struct Params {
        #[serde(default, rename = "_meta")]
        meta: Meta,
    }
    #[derive(Default, Deserialize)]
    struct Meta {
        #[serde(default, rename = "io.modelcontextprotocol/protocolVersion")]
        version: Option<IgnoredAny>,
    }
    let named_inside =
        || serde_json::from_slice::<Message>(body).is_ok_and(|message| message.params.meta.version.is_some());
    names_other_version(headers) || named_inside()
}

/// GET and DELETE are of sessions.
fn serves_sessions(server: &Server, headers: &HeaderMap) -> bool {
    match server.options.era {
        Era::Legacy => true,
        Era::Modern => false,
        Era::Both => !names_other_version(headers),
    }
}

fn names_other_version(headers: &HeaderMap) -> bool {
    let version = headers.get(VERSION);
    version.is_some_and(|version| !VERSIONS.iter().any(|known| version == known))
}

/// Whether the request is meant for this machine by name too, and not sent here by a web page of another host (DNS
/// rebinding).
fn is_local(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let origin = headers.get(header::ORIGIN).map(|origin| {
        let origin = origin.to_str().unwrap_or_default();
        origin
            .strip_prefix("http://")
            .or_else(|| origin.strip_prefix("https://"))
            .unwrap_or_default()
    });
    host.is_some_and(is_local_host) && origin.is_none_or(is_local_host)
}

fn is_local_host(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    ["localhost", "127.0.0.1", "[::1]"]
        .iter()
        .any(|local| name.eq_ignore_ascii_case(local))
}

/// Whether the client takes all of these types.
pub(super) fn accepts(headers: &HeaderMap, types: &[&str]) -> bool {
    let values = headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let accepted: Vec<_> = values
        .flat_map(|value| value.split(','))
        .map(|range| {
            range
                .split(';')
                .next()
                .unwrap_or_default()
                .trim()
                .to_ascii_lowercase()
        })
        .collect();
    types.iter().all(|wanted| {
        let group = wanted.split('/').next().map(|group| format!("{group}/*"));
        let fits = |range: &String| range == wanted || range == "*/*" || Some(range) == group.as_ref();
        accepted.iter().any(fits)
    })
}

fn is_json(headers: &HeaderMap) -> bool {
    let content_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let essence = content_type.and_then(|value| value.split(';').next());
    essence.is_some_and(|essence| essence.trim().eq_ignore_ascii_case("application/json"))
}

pub(super) fn status(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

pub(super) fn json(status: StatusCode, frame: Bytes) -> Response<Body> {
    let mut response = Response::new(Body::full(frame));
    *response.status_mut() = status;
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}

pub(super) fn events(body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/event-stream"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(BUFFERING, HeaderValue::from_static("no"));
    response
}

pub(super) fn fault(status: StatusCode, fault: &Fault, id: Option<&RawValue>) -> Response<Body> {
    json(status, fault.frame(id).into())
}
