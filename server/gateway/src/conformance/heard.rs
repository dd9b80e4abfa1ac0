//! What comes back to a check.

use std::{fmt::Write, pin::pin};

use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, Response, StatusCode,
    header::{ALLOW, CONTENT_TYPE, WWW_AUTHENTICATE},
};
use http_body_util::BodyExt;
use serde_json::Value;

use crate::client::headers::is_event_stream;

/// The largest answer that is read.
const MAX_BYTES: usize = 16 * 1024 * 1024;
/// Of texts that people are shown.
const SHOWN: usize = 1024;
/// Headers that checks look at. Others may say more than people should read.
const TOLD: [HeaderName; 3] = [CONTENT_TYPE, WWW_AUTHENTICATE, ALLOW];

/// How much of an answer is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// A body to its end, a stream to the answer in it.
    Answer,
    /// The first message, whatever it is.
    Message,
    /// Status and headers.
    Head,
}

/// An answer of the endpoint.
#[derive(Debug, Clone)]
pub struct Heard {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    /// JSON-RPC messages in it.
    pub(super) messages: Vec<Value>,
    text: String,
}

impl Heard {
    /// A document that is read without HTTP; nothing is not found.
    pub fn document(document: Option<Value>) -> Self {
        let status = match document {
            Some(_) => StatusCode::OK,
            None => StatusCode::NOT_FOUND,
        };
        let text = document.as_ref().map(Value::to_string).unwrap_or_default();
        Self {
            status,
            headers: HeaderMap::new(),
            text: beginning(&text).to_owned(),
            messages: document.into_iter().collect(),
        }
    }

    /// Reads what is waited for.
    pub async fn of<B>(response: Response<B>, until: Until) -> Result<Self, String>
    where
        B: http_body::Body<Data = Bytes>,
        B::Error: std::fmt::Display,
    {
        let (parts, body) = response.into_parts();
        let mut heard = Self {
            status: parts.status,
            headers: parts.headers,
            messages: Vec::new(),
            text: String::new(),
        };
        if until == Until::Head && heard.status.is_success() {
            return Ok(heard);
        }
        let is_stream = is_event_stream(&heard.headers);
        let mut bytes = Vec::new();
        let mut body = pin!(body);
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|error| format!("the answer broke off: {error}"))?;
            let Some(data) = frame.data_ref() else {
                continue;
            };
            if bytes.len() + data.len() > MAX_BYTES {
                return Err(format!("the answer is larger than {MAX_BYTES} bytes"));
            }
            bytes.extend_from_slice(data);
            if is_stream {
                heard.messages = in_events(&bytes);
                let is_enough = match until {
                    Until::Answer => heard.answer().is_some(),
                    Until::Message | Until::Head => !heard.messages.is_empty(),
                };
                if is_enough {
                    break;
                }
            }
        }
        if !is_stream {
            heard.messages.extend(serde_json::from_slice(&bytes).ok());
        }
        beginning(&String::from_utf8_lossy(&bytes)).clone_into(&mut heard.text);
        Ok(heard)
    }

    /// The answer to the request: what has no method.
    pub(super) fn answer(&self) -> Option<&Value> {
        self.messages
            .iter()
            .find(|it| it.is_object() && it.get("method").is_none())
    }

    /// Its result.
    pub(super) fn result(&self) -> Result<&Value, String> {
        let answer = self.answer().ok_or("the answer is no JSON-RPC message")?;
        match (answer.get("result"), answer.get("error")) {
            (Some(result), None) => Ok(result),
            (_, Some(error)) => Err(format!("the answer is the error {error}")),
            _ => Err("the answer has neither a result nor an error".to_owned()),
        }
    }

    /// The code of its error.
    pub(super) fn error_code(&self) -> Result<i64, String> {
        let answer = self.answer().ok_or("the answer is no JSON-RPC message")?;
        let code = answer["error"]["code"].as_i64();
        code.ok_or_else(|| "the answer is no JSON-RPC error".to_owned())
    }

    pub(super) fn header(&self, name: &HeaderName) -> &str {
        let value = self.headers.get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default()
    }

    /// For people.
    pub(super) fn shown(&self) -> String {
        let mut text = self.status.to_string();
        for name in TOLD.iter().filter(|name| self.headers.contains_key(*name)) {
            let _ = write!(text, "\n{name}: {}", self.header(name));
        }
        if !self.text.is_empty() {
            let _ = write!(text, "\n\n{}", self.text);
        }
        text
    }
}

/// What people are shown of a text.
pub(super) fn beginning(text: &str) -> &str {
    text[..text.floor_char_boundary(SHOWN)].trim_end()
}

/// The messages in a stream of events (WHATWG HTML §9.2.6); one that is not complete is none.
fn in_events(bytes: &[u8]) -> Vec<Value> {
    let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n");
    let Some((complete, _)) = text.rsplit_once("\n\n") else {
        return Vec::new();
    };
    let events = complete.split("\n\n");
    let data = events.map(|event| {
        let lines = event.lines().filter_map(|line| line.strip_prefix("data:"));
        lines
            .map(|line| line.strip_prefix(' ').unwrap_or(line))
            .collect::<Vec<_>>()
            .join("\n")
    });
    data.filter_map(|data| serde_json::from_str(&data).ok()).collect()
}

#[cfg(test)]
mod tests {
    use http::{Response, header::CONTENT_TYPE};
    use http_body_util::Full;
    use serde_json::json;

    use super::{Heard, SHOWN, Until, beginning, in_events};

    #[tokio::test]
    async fn an_answer_is_found_in_json_and_among_events() {
        let answer = r#"{"jsonrpc":"2.0","id":1,"result":{"a":1}}"#;
        let events = format!(
            ": hello\n\nevent: message\ndata: {{\"jsonrpc\":\"2.0\",\"method\":\"x\"}}\n\ndata: {answer}\r\n\r\n"
        );
        for (kind, body) in [
            ("application/json; charset=utf-8", answer),
            ("text/event-stream", &*events),
        ] {
            let response = Response::builder()
                .header(CONTENT_TYPE, kind)
                .body(Full::new(bytes::Bytes::copy_from_slice(body.as_bytes())))
                .expect("a response");
            let heard = Heard::of(response, Until::Answer).await.expect("read");
            assert_eq!(heard.result(), Ok(&json!({"a": 1})), "{kind}");
        }
    }

    #[test]
    fn what_is_not_complete_is_no_event() {
        assert!(in_events(b"data: {\"id\":1}").is_empty());
        assert_eq!(in_events(b"data: {\"id\":1}\n\n").len(), 1);
        assert_eq!(in_events(b"data: {\ndata: \"id\":1}\n\n").len(), 1);
    }

    #[test]
    fn long_texts_are_cut_between_letters() {
        assert!(beginning(&"ä".repeat(SHOWN)).len() <= SHOWN);
    }
}
