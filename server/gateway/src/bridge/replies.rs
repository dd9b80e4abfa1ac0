//! What the endpoint answers to a POST, said to the client line by line.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use http::{Response, StatusCode};
use serde::Deserialize;
use serde_json::value::RawValue;
use tokio::time::sleep;

use super::{
    MAX_MESSAGE,
    remote::{Problem, Remote},
    session::Session,
    stream::headers,
};
use crate::{
    envelope::{Answer, Envelope, Kind},
    upstream::http::{
        answer::is_event_stream,
        body::{BodyError, next_data, read_all},
        client::{Fault, Payload},
        sse::Parser,
    },
};

/// Wait before a stream is continued when the endpoint names none, and the shortest that it may name.
const DEFAULT_RETRY: Duration = Duration::from_secs(1);
const SHORTEST_RETRY: Duration = Duration::from_millis(20);

/// How often a stream is continued on which nothing comes.
const MAX_EMPTY: usize = 10;

/// An answer of HTTP.
pub(super) enum Reply {
    /// No content.
    Nothing,
    /// A message, or several.
    Json(Bytes),
    /// Messages as they come.
    Events(Payload),
    /// No, with the body.
    Refused(StatusCode, Bytes),
}

/// Reads what is not a stream to its end.
pub(super) async fn read(response: Response<Payload>) -> Result<Reply, Problem> {
    let status = response.status();
    if status.is_success() && is_event_stream(&response) {
        return Ok(Reply::Events(response.into_body()));
    }
    let body = read_all(response.into_body(), MAX_MESSAGE).await.map_err(cut)?;
    Ok(if !status.is_success() {
        Reply::Refused(status, body)
    } else if body.trim_ascii().is_empty() {
        Reply::Nothing
    } else {
        Reply::Json(body)
    })
}

/// Says everything that comes until the request with this id is answered, and after it. `look` sees the answer.
pub(super) async fn pass_on(
    remote: &Arc<Remote>,
    session: Option<&Session>,
    id: &str,
    response: Response<Payload>,
    look: impl Fn(&Bytes),
) -> Result<(), Problem> {
    match read(response).await? {
        Reply::Refused(status, body) => Err(Problem::Refused(status, body)),
        // A batch of notifications.
        Reply::Nothing if id == "null" => Ok(()),
        Reply::Nothing => Err(Problem::Told(
            "The endpoint took the request and does not answer it.".to_owned(),
        )),
        Reply::Json(frame) => {
            look(&frame);
            remote.output.line(frame).await;
            Ok(())
        }
        Reply::Events(body) => {
            let mut stream = Events::new(body);
            let mut is_answered = false;
            loop {
                while let Some(frame) = stream.next().await? {
                    if answers(&frame, id) {
                        is_answered = true;
                        look(&frame);
                    }
                    remote.output.line(frame).await;
                }
                // Batches have several answers, on a stream that ends after the last.
                if is_answered || id == "null" {
                    return Ok(());
                }
                // Endpoints may end a stream early and let us come again.
                stream = stream.resumed(remote, session).await?;
            }
        }
    }
}

/// The answer to the request with this id; what comes before it is said.
pub(super) async fn only_answer(
    remote: &Arc<Remote>,
    id: &str,
    response: Response<Payload>,
) -> Result<Bytes, Problem> {
    match read(response).await? {
        Reply::Refused(status, body) => Err(Problem::Refused(status, body)),
        Reply::Nothing => Err(Problem::Told("The endpoint does not answer.".to_owned())),
        Reply::Json(frame) => Ok(frame),
        Reply::Events(body) => {
            let mut stream = Events::new(body);
            while let Some(frame) = stream.next().await? {
                if answers(&frame, id) {
                    return Ok(frame);
                }
                remote.output.line(frame).await;
            }
            Err(ended())
        }
    }
}

/// The message of an error in a body, if it holds one.
pub(super) fn message_of(body: &Bytes) -> Option<String> {
    #[derive(Deserialize)]
    struct Body {
        error: Error,
    }
    #[derive(Deserialize)]
    struct Error {
        message: String,
    }
    let Body { error } = serde_json::from_slice(body).ok()?;
    Some(error.message)
}

/// A JSON-RPC error under the id of the request that it is about; `None` when the body is none.
pub(super) fn under_id(body: &Bytes, id: &str) -> Option<Vec<u8>> {
    let envelope = Envelope::parse(body).ok()?;
    Some(Answer::new(body, &envelope)?.with_id(id).into_vec())
}

fn answers(frame: &Bytes, id: &str) -> bool {
    let Ok(message) = Envelope::parse(frame) else {
        return false;
    };
    message.kind() == Kind::Response && message.id.map(RawValue::get) == Some(id)
}

fn ended() -> Problem {
    Problem::Told("The endpoint ended the stream before the answer came.".to_owned())
}

fn cut(error: BodyError) -> Problem {
    Problem::Told(match error {
        BodyError::TooLarge => format!("The endpoint sent a message of more than {MAX_MESSAGE} bytes."),
        BodyError::Cut(Fault::Cut(words)) => {
            format!("The connection was lost before the answer was complete: {words}.")
        }
        BodyError::Cut(_) => "The connection was lost before the answer was complete.".to_owned(),
    })
}

/// A stream of messages.
pub(super) struct Events {
    parser: Parser,
    body: Payload,
    empty: usize,
    is_empty: bool,
}

impl Events {
    pub(super) fn new(body: Payload) -> Self {
        Self {
            parser: Parser::new(MAX_MESSAGE),
            body,
            empty: 0,
            is_empty: true,
        }
    }

    /// As another stream that goes on after this one.
    pub(super) fn continued_by(self, body: Payload) -> Self {
        Self {
            body,
            empty: if self.is_empty { self.empty + 1 } else { 0 },
            is_empty: true,
            ..self
        }
    }

    /// The next message; `None` when the stream ends or is cut.
    pub(super) async fn next(&mut self) -> Result<Option<Bytes>, Problem> {
        loop {
            let next = self.parser.next().map_err(|_| cut(BodyError::TooLarge))?;
            if let Some(frame) = next {
                self.is_empty = false;
                return Ok(Some(frame));
            }
            match next_data(&mut self.body).await {
                Ok(Some(data)) => self.parser.push(data),
                Ok(None) | Err(_) => return Ok(None),
            }
        }
    }

    /// The id of the last event, and how long to wait before coming again. What was read of an unfinished event is
    /// forgotten.
    pub(super) fn restart(&mut self) -> (Option<String>, Option<Duration>) {
        (self.parser.restart(), self.parser.retry())
    }

    async fn resumed(mut self, remote: &Remote, session: Option<&Session>) -> Result<Self, Problem> {
        let (last_id, retry) = self.restart();
        let (Some(session), Some(last_id)) = (session, last_id) else {
            return Err(ended());
        };
        if self.empty >= MAX_EMPTY {
            return Err(ended());
        }
        sleep(retry.unwrap_or(DEFAULT_RETRY).max(SHORTEST_RETRY)).await;
        let response = remote.open(headers(session, Some(&last_id))).await?;
        if response.status().is_success() && is_event_stream(&response) {
            return Ok(self.continued_by(response.into_body()));
        }
        Err(ended())
    }
}
