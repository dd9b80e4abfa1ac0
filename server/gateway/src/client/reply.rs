//! Responses: as few headers as the protocol needs.

use http::{
    HeaderValue, Method, Response, StatusCode,
    header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER},
};

use crate::{
    Body, Error,
    body::EventSource,
    envelope::{Pieces, error_frame},
    error::{error_object, whole_seconds},
    pipeline::stream::Final,
};

/// An answer that is not given, and the request it would have been for.
pub(crate) struct Refusal {
    error: Error,
    /// The request's raw id, where it is known.
    id: Option<Box<str>>,
    /// It had no session.
    is_stateless: bool,
}

impl Refusal {
    /// Why.
    pub(crate) fn error(&self) -> &Error {
        &self.error
    }

    /// The refusal of the request with this raw id.
    pub(crate) fn of(id: Option<&str>) -> impl Fn(Error) -> Self {
        move |error| Self {
            error,
            id: id.map(Into::into),
            is_stateless: false,
        }
    }

    /// As [`Refusal::of`], for a request without a session.
    pub(crate) fn of_stateless(id: Option<&str>) -> impl Fn(Error) -> Self {
        move |error| Self {
            is_stateless: true,
            ..Self::of(id)(error)
        }
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::of(None)(error)
    }
}

/// A JSON-RPC answer.
pub(crate) fn json(body: Pieces) -> Response<Body> {
    let mut response = Response::new(Body::pieces(body));
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// The end of a request, with the status and headers that go with it.
pub(crate) fn ended(end: Final) -> Response<Body> {
    let mut response = json(end.frame);
    *response.status_mut() = end.status;
    if let Some(retry_after) = end.retry_after {
        let value = whole_seconds(retry_after).into();
        response.headers_mut().insert(RETRY_AFTER, value);
    }
    response
}

/// A JSON-RPC error with the HTTP status that goes with it.
pub(crate) fn refused(refusal: &Refusal) -> Response<Body> {
    let meaning = if refusal.is_stateless {
        refusal.error.meaning_without_session()
    } else {
        refusal.error.meaning()
    };
    let id = refusal.id.as_deref().unwrap_or("null");
    let mut response = json(Pieces::One(error_frame(id, &error_object(&meaning)).into()));
    *response.status_mut() = meaning.status;
    explain(&mut response, &refusal.error);
    response
}

/// Adds the headers that go with a refusal of this kind.
pub(crate) fn explain(response: &mut Response<Body>, error: &Error) {
    let (name, value) = match error {
        Error::MethodNotAllowed(methods) => (ALLOW, allowed(methods)),
        Error::SessionUnavailable => (RETRY_AFTER, HeaderValue::from_static("1")),
        Error::RateLimited { retry_after, .. } => (RETRY_AFTER, whole_seconds(*retry_after).into()),
        _ => return,
    };
    response.headers_mut().insert(name, value);
}

fn allowed(methods: &[Method]) -> HeaderValue {
    let mut names: Vec<_> = methods.iter().map(Method::as_str).collect();
    names.push("OPTIONS");
    HeaderValue::try_from(names.join(", ")).expect("methods are visible ASCII")
}

/// Nothing to answer, all taken in.
pub(crate) fn accepted() -> Response<Body> {
    empty(StatusCode::ACCEPTED)
}

/// A status without a body.
pub(crate) fn empty(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

/// An event stream.
pub(crate) fn events(source: impl EventSource + 'static, keep_alive: std::time::Duration) -> Response<Body> {
    let mut response = Response::new(Body::events(source, keep_alive));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    // nginx and others collect responses unless told not to.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}
