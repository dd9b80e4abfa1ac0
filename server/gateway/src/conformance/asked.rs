//! What a check sends.

use std::fmt::Write;

use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, Request,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, ORIGIN},
};
use http_body_util::Full;
use serde_json::Value;

use super::heard::{Until, beginning};
use crate::{
    client::headers::{EVENT_STREAM, JSON},
    era::SESSION_ID,
};

/// What a request shows of who sends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shows {
    /// What opens the endpoint.
    Own,
    /// Nothing.
    Nothing,
    /// Something that opens nothing.
    Nonsense,
}

/// A client takes an answer as it is, and as a stream.
const BOTH: &str = "application/json, text/event-stream";

/// Opens nothing anywhere.
const NONSENSE: &str = "Bearer metamcp-conformance-nonsense";

/// One request at the endpoint.
#[derive(Debug, Clone)]
pub struct Asked {
    /// `POST`, `GET` or `DELETE`.
    pub method: Method,
    /// Without what opens the endpoint.
    pub headers: HeaderMap,
    /// What is sent.
    pub body: Bytes,
    /// Who sends it.
    pub shows: Shows,
    /// How much of the answer is waited for.
    pub until: Until,
}

impl Asked {
    /// A message of a client.
    pub(super) fn post(body: impl Into<Bytes>) -> Self {
        let asked = Self::of(Method::POST, body.into());
        asked.header(CONTENT_TYPE, JSON).header(ACCEPT, BOTH)
    }

    /// A JSON-RPC message.
    pub(super) fn message(message: &Value) -> Self {
        Self::post(message.to_string())
    }

    /// `GET`: a stream.
    pub(super) fn stream() -> Self {
        let asked = Self::of(Method::GET, Bytes::new()).header(ACCEPT, EVENT_STREAM);
        asked.until(Until::Head)
    }

    /// `DELETE`: the end of a session.
    pub(super) fn end() -> Self {
        Self::of(Method::DELETE, Bytes::new())
    }

    fn of(method: Method, body: Bytes) -> Self {
        Self {
            method,
            headers: HeaderMap::new(),
            body,
            shows: Shows::Own,
            until: Until::Answer,
        }
    }

    /// With this header instead of any other of its name.
    pub(super) fn header(self, name: HeaderName, value: &str) -> Self {
        match HeaderValue::try_from(value) {
            Ok(value) => self.value(name, value),
            Err(_) => self,
        }
    }

    fn value(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    pub(super) fn without(mut self, name: &HeaderName) -> Self {
        self.headers.remove(name);
        self
    }

    pub(super) fn showing(mut self, shows: Shows) -> Self {
        self.shows = shows;
        self
    }

    pub(super) fn until(mut self, until: Until) -> Self {
        self.until = until;
        self
    }

    /// It is about who may come in: nobody may answer it but the door.
    pub fn is_at_the_door(&self) -> bool {
        self.shows != Shows::Own || self.headers.contains_key(ORIGIN)
    }

    /// The request to this address, without what opens the endpoint.
    pub fn request(&self, uri: &str) -> Result<Request<Full<Bytes>>, http::Error> {
        let mut request = Request::builder()
            .method(self.method.clone())
            .uri(uri)
            .body(Full::new(self.body.clone()))?;
        request.headers_mut().extend(self.headers.clone());
        if self.shows == Shows::Nonsense {
            let nonsense = HeaderValue::from_static(NONSENSE);
            request.headers_mut().insert(AUTHORIZATION, nonsense);
        }
        Ok(request)
    }

    /// For people.
    pub(super) fn shown(&self) -> String {
        let mut text = self.method.to_string();
        for (name, value) in &self.headers {
            let value = match value.to_str() {
                // Opens the session.
                Ok(_) if *name == SESSION_ID => "…",
                value => value.unwrap_or_default(),
            };
            let _ = write!(text, "\n{name}: {value}");
        }
        if self.shows == Shows::Nonsense {
            let _ = write!(text, "\nauthorization: {NONSENSE}");
        }
        if !self.body.is_empty() {
            let body = String::from_utf8_lossy(&self.body);
            let _ = write!(text, "\n\n{}", beginning(&body));
        }
        text
    }
}
