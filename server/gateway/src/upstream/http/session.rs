//! What every request of one MCP session carries.

use http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{ACCEPT, CONTENT_TYPE},
};

/// Names a session.
pub(super) const SESSION_ID: HeaderName = HeaderName::from_static("mcp-session-id");

const PROTOCOL_VERSION: HeaderName = HeaderName::from_static("mcp-protocol-version");
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
const EVENT_STREAM: HeaderValue = HeaderValue::from_static("text/event-stream");

/// One session at a server. Servers without sessions have one without an id.
pub(super) struct Session {
    /// Counts the sessions of a connection.
    pub(super) number: u64,
    /// The server gave it an id, and may forget it.
    pub(super) has_id: bool,
    /// Headers of every POST.
    pub(super) headers: HeaderMap,
}

impl Session {
    /// The session that the server opened with an answer to `initialize`.
    pub(super) fn new(number: u64, base: &HeaderMap, id: Option<HeaderValue>, version: &'static str) -> Self {
        let mut headers = base.clone();
        headers.insert(PROTOCOL_VERSION, HeaderValue::from_static(version));
        let has_id = id.is_some();
        if let Some(id) = id {
            headers.insert(SESSION_ID, id);
        }
        Self {
            number,
            has_id,
            headers,
        }
    }

    /// Headers of a GET that opens a stream, or continues one after an event.
    pub(super) fn stream_headers(&self, last_id: Option<&str>) -> HeaderMap {
        let mut headers = self.bodiless_headers();
        headers.insert(ACCEPT, EVENT_STREAM);
        if let Some(id) = last_id.and_then(|id| HeaderValue::from_bytes(id.as_bytes()).ok()) {
            headers.insert(LAST_EVENT_ID, id);
        }
        headers
    }

    /// Headers of a request without a body.
    pub(super) fn bodiless_headers(&self) -> HeaderMap {
        let mut headers = self.headers.clone();
        headers.remove(CONTENT_TYPE);
        headers
    }
}
