//! Events of a stream (WHATWG HTML, 9.2), as the gateway writes them.

use std::sync::Arc;

use gateway::Body;
use http::Response;
use http_body_util::BodyExt;

use super::{hearing::hear, http::MAX_MESSAGE};
use crate::{
    inspector::{
        inspection::Inspection,
        message::{Answer, Message},
    },
    services::Inner,
};

/// A body of events.
pub(super) struct Events {
    body: Body,
    text: Vec<u8>,
    /// Bytes at the beginning that no event ends in.
    seen: usize,
}

/// One event.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Event {
    /// Its name; empty for a message.
    pub(super) name: String,
    /// What it says.
    pub(super) data: String,
}

/// A message that nobody wants to have in memory.
#[derive(Debug)]
pub(super) struct TooLong;

/// How reading went.
pub(super) enum Read {
    /// What was waited for.
    Answer(Answer),
    /// Nothing more comes.
    End,
    /// A message is too long.
    TooLong,
}

impl Events {
    pub(super) fn of(response: Response<Body>) -> Self {
        Self {
            body: response.into_body(),
            text: Vec::new(),
            seen: 0,
        }
    }

    /// Hears everything, until the answer to `n` or the end.
    pub(super) async fn read(
        &mut self,
        inner: &Arc<Inner>,
        inspection: &Arc<Inspection>,
        n: Option<u64>,
    ) -> Read {
        loop {
            match self.next().await {
                Ok(Some(event)) => {
                    let Ok(message) = serde_json::from_str::<Message>(&event.data) else {
                        continue;
                    };
                    if message.method.is_none() && n.is_some() && message.number() == n {
                        let answer = message.into_answer();
                        return Read::Answer(answer.unwrap_or_else(|| Answer::nothing("an empty answer")));
                    }
                    hear(inner, inspection, message, n).await;
                }
                Ok(None) => return Read::End,
                Err(TooLong) => return Read::TooLong,
            }
        }
    }

    /// The next event; nothing when the stream is over.
    pub(super) async fn next(&mut self) -> Result<Option<Event>, TooLong> {
        loop {
            if let Some(event) = self.take() {
                return Ok(Some(event));
            }
            let Some(frame) = self.body.frame().await else {
                return Ok(None);
            };
            if let Ok(data) = frame.unwrap_or_else(|never| match never {}).into_data() {
                self.text.extend_from_slice(&data);
            }
            if self.text.len() > MAX_MESSAGE {
                return Err(TooLong);
            }
        }
    }

    /// The next event that is there as a whole and says something.
    fn take(&mut self) -> Option<Event> {
        loop {
            let from = self.seen.saturating_sub(1);
            let Some(end) = self.text[from..].windows(2).position(|two| two == b"\n\n") else {
                self.seen = self.text.len();
                return None;
            };
            let event: Vec<u8> = self.text.drain(..from + end + 2).collect();
            self.seen = 0;
            let event = parsed(&String::from_utf8_lossy(&event));
            // Comments keep lines open and say nothing.
            if !event.data.is_empty() {
                return Some(event);
            }
        }
    }
}

fn parsed(text: &str) -> Event {
    let lines = |field: &str| {
        let lines = text.lines().filter_map(|line| line.strip_prefix(field));
        lines
            .map(|line| line.strip_prefix(' ').unwrap_or(line))
            .collect::<Vec<_>>()
    };
    Event {
        name: lines("event:").concat(),
        data: lines("data:").join("\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Event, parsed};

    #[test]
    fn an_event_has_a_name_and_says_something() {
        let event = parsed(": hello\nid: 1\nevent: endpoint\ndata: {\"a\":\ndata: 1}\n\n");
        let expected = Event {
            name: "endpoint".to_owned(),
            data: "{\"a\":\n1}".to_owned(),
        };
        assert_eq!(event, expected);
        assert_eq!(parsed(": nothing\n\n").data, "");
    }
}
