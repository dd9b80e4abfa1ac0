//! Reads a response as it comes.

use http::{Response, StatusCode};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use serde_json::Value;

/// A response whose body is events, or one JSON message.
pub(crate) struct Events {
    pub(crate) status: StatusCode,
    is_stream: bool,
    body: Incoming,
    buffer: String,
}

/// One event.
#[derive(Debug, Default)]
pub(crate) struct Event {
    pub(crate) id: String,
    pub(crate) retry: String,
    pub(crate) data: String,
}

impl Events {
    pub(crate) fn new(response: Response<Incoming>) -> Self {
        let (head, body) = response.into_parts();
        let content_type = head.headers.get("content-type");
        Self {
            status: head.status,
            is_stream: content_type.is_some_and(|value| value == "text/event-stream"),
            body,
            buffer: String::new(),
        }
    }

    /// Whether it is a stream, and not one JSON message.
    pub(crate) fn is_stream(&self) -> bool {
        self.is_stream
    }

    /// The next event; `None` at the end.
    pub(crate) async fn event(&mut self) -> Option<Event> {
        loop {
            if let Some(end) = self.buffer.find("\n\n") {
                let block: String = self.buffer.drain(..end + 2).collect();
                let mut event = Event::default();
                for line in block.lines() {
                    match line.split_once(": ") {
                        Some(("id", id)) => id.clone_into(&mut event.id),
                        Some(("retry", retry)) => retry.clone_into(&mut event.retry),
                        Some(("data", data)) => data.clone_into(&mut event.data),
                        _ => {}
                    }
                }
                return Some(event);
            }
            if !self.read().await {
                return None;
            }
        }
    }

    /// The next message, without events that have no data; `None` at the end.
    pub(crate) async fn message(&mut self) -> Option<Value> {
        if !self.is_stream {
            while self.read().await {}
            let text = std::mem::take(&mut self.buffer);
            return (!text.is_empty()).then(|| serde_json::from_str(&text).expect("JSON"));
        }
        loop {
            let event = self.event().await?;
            if !event.data.is_empty() {
                return Some(serde_json::from_str(&event.data).expect("JSON"));
            }
        }
    }

    /// The next message, which has to be there.
    pub(crate) async fn next(&mut self) -> Value {
        self.message().await.expect("another message")
    }

    /// The message that is an answer; what comes before it is passed over.
    pub(crate) async fn answer(mut self) -> Value {
        loop {
            let message = self.next().await;
            if message.get("method").is_none() {
                return message;
            }
        }
    }

    async fn read(&mut self) -> bool {
        match self.body.frame().await {
            Some(frame) => {
                let data = frame.expect("an unbroken body").into_data().expect("data");
                self.buffer.push_str(std::str::from_utf8(&data).expect("text"));
                true
            }
            None => false,
        }
    }
}
