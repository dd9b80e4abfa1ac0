//! REST, for programs that speak HTTP and not MCP: each tool is a POST, and a document describes them all.
//!
//! Results are the tool's own, byte for byte. Errors are `{"error": …}` with the same object as in JSON-RPC, and with an
//! HTTP status that says what happened.

mod call;
mod document;
mod openapi;
mod search;

use http::{
    HeaderValue, Response, StatusCode,
    header::{CACHE_CONTROL, CONTENT_TYPE},
};

pub(super) use call::call;
pub(crate) use document::document;
pub use document::{Document, Hints, Parameter, ToolDocument};
pub(super) use openapi::openapi;
pub(super) use search::search;

use super::reply;
use crate::{
    Body, Error, UpstreamErrorKind,
    error::{code, error_object},
};

/// A refusal.
pub(super) fn refused(error: &Error) -> Response<Body> {
    let object = error_object(&error.meaning());
    let mut response = json([b"{\"error\":", &*object, b"}"].concat());
    *response.status_mut() = status(error);
    reply::explain(&mut response, error);
    response
}

fn json(body: Vec<u8>) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    // What one caller sees is not for another.
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// JSON-RPC answers many errors with HTTP 200; here the status is all that most programs look at.
pub(crate) fn status(error: &Error) -> StatusCode {
    match error {
        Error::UnknownTool(_) => StatusCode::NOT_FOUND,
        Error::InvalidParams(_) => StatusCode::BAD_REQUEST,
        Error::TooMuchToPass => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
        Error::Upstream(error) => match error.kind() {
            UpstreamErrorKind::Timeout => StatusCode::GATEWAY_TIMEOUT,
            UpstreamErrorKind::Saturated | UpstreamErrorKind::Closed => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::BAD_GATEWAY,
        },
        other => match other.meaning().status {
            StatusCode::OK => StatusCode::BAD_GATEWAY,
            status => status,
        },
    }
}

/// The status for a JSON-RPC error of a server.
fn status_of_server(error: i64) -> StatusCode {
    if error == i64::from(code::INVALID_PARAMS) {
        StatusCode::BAD_REQUEST
    } else {
        StatusCode::BAD_GATEWAY
    }
}
