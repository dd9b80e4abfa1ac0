//! Reads what a server answers to a POST: one message, or a stream that ends with it.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, Method, Response, StatusCode, header::CONTENT_TYPE};
use tokio::time::sleep;
use tracing::debug;

use super::{
    HttpLink,
    body::{BodyError, next_data, read_all, read_start},
    client::Payload,
    session::Session,
    sse::Parser,
};
use crate::{
    envelope::{Answer, FrameError},
    upstream::{
        error::{UpstreamError, UpstreamErrorKind},
        failure,
    },
};

const EVENT_STREAM: &str = "text/event-stream";

/// So much of the body of a refusal is read.
const MAX_REFUSAL: usize = 64 * 1024;

/// So much of a body is shown to people.
pub(super) const SHOWN: usize = 2 * 1024;

/// Wait before a stream is continued when the server names none, and the shortest that it may name.
const DEFAULT_RETRY: Duration = Duration::from_secs(1);
const SHORTEST_RETRY: Duration = Duration::from_millis(20);

/// Why there is no answer.
pub(super) enum Trouble {
    /// The server does not know our session any more and has not done anything. In words, if it is final.
    SessionGone(UpstreamError),
    /// Anything else.
    Failed(UpstreamError),
}

impl Trouble {
    /// The error, when nothing more is tried.
    pub(super) fn into_error(self) -> UpstreamError {
        match self {
            Self::SessionGone(error) | Self::Failed(error) => error,
        }
    }
}

impl From<UpstreamError> for Trouble {
    fn from(error: UpstreamError) -> Self {
        Self::Failed(error)
    }
}

impl HttpLink {
    /// The answer to the request with this id.
    pub(super) async fn read_answer(
        self: &Arc<Self>,
        id: u64,
        session: Option<&Session>,
        response: Response<Payload>,
    ) -> Result<Answer, Trouble> {
        let status = response.status();
        if !status.is_success() {
            return self.read_refusal(id, session, response).await;
        }
        if is_event_stream(&response) {
            return Ok(self.read_stream(id, session, response.into_body()).await?);
        }
        if status == StatusCode::ACCEPTED && self.is_listening() {
            // The answer comes on the stream for notifications; the caller waits for both.
            return std::future::pending().await;
        }
        let (head, body) = response.into_parts();
        let body = read_all(body, self.core.bounds.max_frame).await;
        let body = body.map_err(|error| self.wire.unreadable(error))?;
        let delivered = self.deliver(Some(id), &body);
        if let Ok(Some(answer)) = delivered {
            return Ok(answer);
        }
        let text = String::from_utf8_lossy(&body[..body.len().min(SHOWN)]);
        let why = match delivered {
            Err(error) if text.trim_start().starts_with('{') => {
                failure::malformed_answer("the request", &error.to_string())
            }
            _ => failure::not_mcp(content_type(&head.headers), &text, &self.wire.endpoint.url),
        };
        Err(self.wire.bad(why, &text).into())
    }

    /// Reads frames until one answers `id`; without an id all are for others.
    pub(super) fn deliver(
        self: &Arc<Self>,
        id: Option<u64>,
        frame: &Bytes,
    ) -> Result<Option<Answer>, FrameError> {
        let mut found = None;
        self.core
            .inbox
            .receive(frame, id, &|| self.backward(), |incoming| {
                // An error without an id, in the response to our POST, can only be about our request.
                if id.is_some() && incoming.id.is_none_or(|it| Some(it) == id) {
                    found = Some(incoming.answer);
                } else {
                    self.core.inbox.complete(incoming);
                }
            })?;
        Ok(found)
    }

    async fn read_stream(
        self: &Arc<Self>,
        id: u64,
        session: Option<&Session>,
        mut body: Payload,
    ) -> Result<Answer, UpstreamError> {
        let mut parser = Parser::new(self.core.bounds.max_frame);
        loop {
            match self.read_events(Some(id), &mut parser, &mut body).await? {
                Some(answer) => {
                    self.wire.finish_reading(body);
                    return Ok(answer);
                }
                // Servers may end a stream early and let us come again, to free the socket meanwhile.
                None => body = self.continue_stream(session, &mut parser).await?,
            }
        }
    }

    /// Serves the events of a stream until one answers `id`, or the stream ends or is cut.
    pub(super) async fn read_events(
        self: &Arc<Self>,
        id: Option<u64>,
        parser: &mut Parser,
        body: &mut Payload,
    ) -> Result<Option<Answer>, UpstreamError> {
        loop {
            while let Some(data) = parser
                .next()
                .map_err(|_| self.wire.unreadable(BodyError::TooLarge))?
            {
                match self.deliver(id, &data) {
                    Ok(Some(answer)) => return Ok(Some(answer)),
                    Ok(None) => {}
                    Err(error) => {
                        debug!(server.name = %self.core.server, %error, "an event of a server is not a message");
                    }
                }
            }
            match next_data(body).await {
                Ok(Some(data)) => parser.push(data),
                Ok(None) | Err(_) => return Ok(None),
            }
        }
    }

    async fn continue_stream(
        &self,
        session: Option<&Session>,
        parser: &mut Parser,
    ) -> Result<Payload, UpstreamError> {
        let cut = || {
            self.core
                .error(UpstreamErrorKind::Interrupted, failure::stream_ended(), "")
        };
        let (Some(session), Some(last_id)) = (session, parser.restart()) else {
            return Err(cut());
        };
        sleep(parser.retry().unwrap_or(DEFAULT_RETRY).max(SHORTEST_RETRY)).await;
        let headers = session.stream_headers(Some(&last_id));
        let response = self.wire.send(Method::GET, headers, Bytes::new()).await;
        match response {
            Ok(response) if response.status().is_success() && is_event_stream(&response) => {
                Ok(response.into_body())
            }
            Ok(_) => Err(cut()),
            Err(error) => Err(error.into_kind(UpstreamErrorKind::Interrupted)),
        }
    }

    async fn read_refusal(
        self: &Arc<Self>,
        id: u64,
        session: Option<&Session>,
        response: Response<Payload>,
    ) -> Result<Answer, Trouble> {
        let status = response.status();
        let wanted_sign_in = self.wire.wanted_sign_in(status, response.headers());
        let body = read_start(response.into_body(), MAX_REFUSAL).await;
        let text = String::from_utf8_lossy(&body[..body.len().min(SHOWN)]);
        let has_session = session.is_some_and(|session| session.has_id);
        let why = wanted_sign_in.unwrap_or_else(|| {
            failure::status(
                status,
                &self.wire.endpoint.url,
                self.wire.endpoint.has_credentials(),
            )
        });
        match status {
            StatusCode::NOT_FOUND if has_session => Err(Trouble::SessionGone(self.wire.bad(why, &text))),
            // Servers made from the SDK's example answer 400 to a session that they do not know.
            StatusCode::BAD_REQUEST if has_session && text.to_ascii_lowercase().contains("session") => {
                Err(Trouble::SessionGone(self.wire.bad(why, &text)))
            }
            StatusCode::UNAUTHORIZED => Err(self.wire.retire(self.wire.bad(why, &text)).into()),
            StatusCode::FORBIDDEN => Err(self.wire.bad(why, &text).into()),
            _ => match self.deliver(Some(id), &body) {
                Ok(Some(answer)) => Ok(answer),
                Ok(None) | Err(_) => Err(self.wire.bad(why, &text).into()),
            },
        }
    }
}

/// Whether a response is a stream of events.
pub(crate) fn is_event_stream(response: &Response<Payload>) -> bool {
    content_type(response.headers())
        .get(..EVENT_STREAM.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(EVENT_STREAM))
}

/// The start of a body that is of no use, for people.
pub(crate) async fn start_of(response: Response<Payload>) -> String {
    let body = read_start(response.into_body(), SHOWN).await;
    String::from_utf8_lossy(&body).into_owned()
}

/// What a body is said to be.
pub(super) fn content_type(headers: &HeaderMap) -> &str {
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    value.unwrap_or_default()
}
