//! JSON-RPC frames: what decides their way is read, everything else stays the bytes that came in.

use std::{borrow::Cow, ops::Range};

use bytes::Bytes;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::raw::{
    Malformed, RawObject, checked_text, decode_string, is_string_or_number, range_of, write_string,
};

/// The keys of a frame that decide something.
const KEYS: [&str; 6] = ["jsonrpc", "id", "method", "params", "result", "error"];

/// Messages in one batch of a 2025-03-26 client.
pub(crate) const MAX_BATCH: usize = 100;

/// Results above this size are sent on without copying them into one piece.
const COPY_LIMIT: usize = 64 * 1024;

/// What a frame is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Asks for an answer: `method` and `id`.
    Request,
    /// Asks for none: `method` without `id`.
    Notification,
    /// Answers a request: `result` or `error`.
    Response,
}

/// Bytes that are not a JSON-RPC frame.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FrameError {
    /// Not JSON as we accept it.
    #[error(transparent)]
    Malformed(#[from] Malformed),
    /// JSON, but not JSON-RPC 2.0.
    #[error("{0}")]
    Invalid(&'static str),
}

/// One frame, borrowing from the text it was read from.
#[derive(Clone)]
pub(crate) struct Envelope<'a> {
    /// A string or number as it was written; `null` only in an error answer to something unreadable.
    pub(crate) id: Option<&'a RawValue>,
    /// Method of a request or notification.
    pub(crate) method: Option<Cow<'a, str>>,
    /// Always an object; `null` counts as absent.
    pub(crate) params: Option<&'a RawValue>,
    /// The result of an answer.
    pub(crate) result: Option<&'a RawValue>,
    /// The error object of an answer.
    pub(crate) error: Option<&'a RawValue>,
}

/// What a client posted.
pub(crate) enum Posted<'a> {
    /// One frame.
    Single(Envelope<'a>),
    /// Several, each still to be read.
    Batch(Vec<&'a RawValue>),
}

/// An answer that owns its bytes, so that it can cross a channel, and knows where its parts stand.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    frame: Bytes,
    id: Range<usize>,
    body: Range<usize>,
    is_error: bool,
    /// It was given in the era without sessions.
    is_modern: bool,
}

// === impl Envelope ===

impl<'a> Envelope<'a> {
    /// Reads a frame from bytes that nobody has looked at yet.
    pub(crate) fn parse(frame: &'a [u8]) -> Result<Self, FrameError> {
        Self::from_text(checked_text(frame)?)
    }

    /// Reads a frame from a part of a text that passed [`checked_text`].
    pub(crate) fn from_text(text: &'a str) -> Result<Self, FrameError> {
        let object = RawObject::parse(text, &KEYS)?;
        let mut envelope = Self {
            id: None,
            method: None,
            params: None,
            result: None,
            error: None,
        };
        let mut version = None;
        for field in object.fields() {
            match &*field.key {
                "jsonrpc" => version = Some(field.value),
                "id" => envelope.id = Some(field.value),
                "method" => {
                    let method =
                        decode_string(field.value).ok_or(FrameError::Invalid("method must be a string"))?;
                    envelope.method = Some(method);
                }
                "params" => envelope.params = Some(field.value).filter(|value| value.get() != "null"),
                "result" => envelope.result = Some(field.value),
                "error" => envelope.error = Some(field.value),
                _ => {}
            }
        }
        if version.and_then(decode_string).as_deref() != Some("2.0") {
            return Err(FrameError::Invalid(
                "a JSON-RPC message must have \"jsonrpc\": \"2.0\"",
            ));
        }
        envelope.check()?;
        Ok(envelope)
    }

    /// What the frame is.
    pub(crate) fn kind(&self) -> Kind {
        match (&self.method, self.id) {
            (Some(_), Some(_)) => Kind::Request,
            (Some(_), None) => Kind::Notification,
            (None, _) => Kind::Response,
        }
    }

    /// The id as the number we gave it; `None` for any other id.
    pub(crate) fn own_id(&self) -> Option<u64> {
        self.id?.get().parse().ok()
    }

    fn check(&self) -> Result<(), FrameError> {
        let is_object = |value: &RawValue| value.get().starts_with('{');
        let id_is_null = self.id.is_some_and(|id| id.get() == "null");
        if self.id.is_some_and(|id| !id_is_null && !is_string_or_number(id)) {
            return Err(FrameError::Invalid("id must be a string or a number"));
        }
        if self.params.is_some_and(|params| !is_object(params)) {
            return Err(FrameError::Invalid("params must be an object"));
        }
        match (&self.method, self.result, self.error) {
            (Some(_), None, None) if id_is_null => Err(FrameError::Invalid("id must not be null")),
            (Some(_), None, None) => Ok(()),
            (Some(_), ..) => Err(FrameError::Invalid(
                "a message with a method cannot have a result or an error",
            )),
            (None, Some(_), Some(_)) => Err(FrameError::Invalid(
                "an answer has a result or an error, not both",
            )),
            (None, Some(_), None) if self.id.is_none() || id_is_null => Err(FrameError::Invalid(
                "an answer with a result must have the id of its request",
            )),
            (None, None, Some(error)) if !is_object(error) => {
                Err(FrameError::Invalid("error must be an object"))
            }
            (None, Some(_), None) | (None, None, Some(_)) => Ok(()),
            (None, None, None) => Err(FrameError::Invalid(
                "a JSON-RPC message must have a method, a result or an error",
            )),
        }
    }
}

// === impl Posted ===

impl<'a> Posted<'a> {
    /// Reads the body of a POST. The parts of a batch are read one by one later, so that one bad part spoils
    /// only its own answer.
    pub(crate) fn parse(body: &'a [u8]) -> Result<Self, FrameError> {
        let text = checked_text(body)?;
        if !text.trim_start().starts_with('[') {
            return Envelope::from_text(text).map(Self::Single);
        }
        let parts: Vec<&RawValue> = serde_json::from_str(text).map_err(Malformed::Syntax)?;
        if parts.is_empty() {
            return Err(FrameError::Invalid("a batch must not be empty"));
        }
        Ok(Self::Batch(parts))
    }
}

// === impl Answer ===

impl Answer {
    /// Takes a frame whose envelope was read from these very bytes; `None` when it is not an answer with an id.
    pub(crate) fn new(frame: &Bytes, envelope: &Envelope<'_>) -> Option<Self> {
        let (body, is_error) = match (envelope.result, envelope.error) {
            (Some(result), None) => (result, false),
            (None, Some(error)) => (error, true),
            _ => return None,
        };
        let (id, body) = (range_of(frame, envelope.id?.get()), range_of(frame, body.get()));
        Some(Self {
            frame: frame.clone(),
            id,
            body,
            is_error,
            is_modern: false,
        })
    }

    /// An answer of our own, with a raw result; `None` when that is not JSON.
    pub(crate) fn of_result(result: &[u8]) -> Option<Self> {
        let frame = Bytes::from(result_frame("0", result));
        let envelope = Envelope::parse(&frame).ok()?;
        Self::new(&frame, &envelope)
    }

    /// The same with another result or error, raw JSON; `None` when that is not JSON.
    pub(crate) fn with_body(&self, body: &[u8]) -> Option<Self> {
        let frame = Bytes::from(self.with_id_and_body("0", body));
        let envelope = Envelope::parse(&frame).ok()?;
        Some(Self::new(&frame, &envelope)?.in_era(self.is_modern))
    }

    /// Notes in which era it was given.
    pub(crate) fn in_era(mut self, is_modern: bool) -> Self {
        self.is_modern = is_modern;
        self
    }

    /// It was given in the era without sessions.
    pub(crate) fn is_modern(&self) -> bool {
        self.is_modern
    }

    /// The frame with another id, and a result that is an object beginning with those of the members (each with a
    /// comma behind it) that it does not have itself. A result that is no object has no room for them and stays.
    pub(crate) fn with_id_and(&self, id: &str, members: &str) -> Vec<u8> {
        let result = &self.frame[self.body.clone()];
        let Some(inside) = result.strip_prefix(b"{") else {
            return self.with_id(id).into_vec();
        };
        let mut members = missing_in(result, members);
        if inside.trim_ascii_start() == b"}" {
            members.pop();
        }
        let at = self.body.start + 1;
        self.spliced(id, at..at, members.as_bytes())
    }

    /// The frame with another id and another result or error.
    pub(crate) fn with_id_and_body(&self, id: &str, body: &[u8]) -> Vec<u8> {
        self.spliced(id, self.body.clone(), body)
    }

    /// Replaces the id and one other place, in whatever order they stand.
    fn spliced(&self, id: &str, place: Range<usize>, text: &[u8]) -> Vec<u8> {
        let mut parts = [(self.id.clone(), id.as_bytes()), (place, text)];
        parts.sort_by_key(|(place, _)| place.start);
        let [(first, first_text), (second, second_text)] = parts;
        [
            &self.frame[..first.start],
            first_text,
            &self.frame[first.end..second.start],
            second_text,
            &self.frame[second.end..],
        ]
        .concat()
    }

    /// The result as it was written.
    pub(crate) fn result(&self) -> Option<&[u8]> {
        (!self.is_error).then(|| &self.frame[self.body.clone()])
    }

    /// The error object as it was written.
    pub(crate) fn error(&self) -> Option<&[u8]> {
        self.is_error.then(|| &self.frame[self.body.clone()])
    }

    /// The code of the error; `None` when it is none, or one without a code.
    pub(crate) fn error_code(&self) -> Option<i64> {
        #[derive(Deserialize)]
        struct Coded {
            code: i64,
        }
        serde_json::from_slice(self.error()?)
            .ok()
            .map(|Coded { code }| code)
    }

    /// The frame with another id in place of ours and no other byte changed, in at most three pieces.
    pub(crate) fn with_id(&self, id: &str) -> Pieces {
        let (head, tail) = (self.frame.slice(..self.id.start), self.frame.slice(self.id.end..));
        if self.frame.len() > COPY_LIMIT {
            return Pieces::Three([head, Bytes::copy_from_slice(id.as_bytes()), tail]);
        }
        let mut whole = Vec::with_capacity(head.len() + id.len() + tail.len());
        whole.extend_from_slice(&head);
        whole.extend_from_slice(id.as_bytes());
        whole.extend_from_slice(&tail);
        Pieces::One(whole.into())
    }
}

/// The members, each with a comma behind it, that an object does not have yet.
fn missing_in(object: &[u8], members: &str) -> String {
    let object = std::str::from_utf8(object).unwrap_or_default();
    let members = format!("{{{}}}", members.trim_end_matches(','));
    let members = RawObject::parse(&members, &[]).unwrap_or_default();
    // Hardly any object has the words in it, or escapes that could make them.
    let may_have = |key: &str| object.contains(key) || object.contains("\\u");
    let has = |key: &str| {
        may_have(key) && RawObject::parse(object, &[]).is_ok_and(|object| object.get(key).is_some())
    };
    let mut missing = String::new();
    for member in members.fields().iter().filter(|member| !has(&member.key)) {
        missing.extend(["\"", &member.key, "\":", member.value.get(), ","]);
    }
    missing
}

/// A frame that may be in pieces, since large ones are not copied.
#[derive(Debug, Clone)]
pub(crate) enum Pieces {
    /// The whole.
    One(Bytes),
    /// To be sent one after the other.
    Three([Bytes; 3]),
}

impl Pieces {
    /// The whole in one piece.
    pub(crate) fn into_vec(self) -> Vec<u8> {
        match self {
            Self::One(whole) => whole.into(),
            Self::Three(pieces) => pieces.concat(),
        }
    }
}

// === writing frames ===

/// A request with one of our own ids. `params` is a raw JSON object.
pub(crate) fn request_frame(id: u64, method: &str, params: Option<&[u8]>) -> Vec<u8> {
    let id = id.to_string();
    frame(Some(&id), method, params)
}

/// A notification. `params` is a raw JSON object.
pub(crate) fn notification_frame(method: &str, params: Option<&[u8]>) -> Vec<u8> {
    frame(None, method, params)
}

fn frame(id: Option<&str>, method: &str, params: Option<&[u8]>) -> Vec<u8> {
    let mut out = Vec::with_capacity(64 + method.len() + params.map_or(0, <[u8]>::len));
    out.extend_from_slice(br#"{"jsonrpc":"2.0""#);
    if let Some(id) = id {
        out.extend_from_slice(br#","id":"#);
        out.extend_from_slice(id.as_bytes());
    }
    out.extend_from_slice(br#","method":"#);
    write_string(&mut out, method);
    if let Some(params) = params {
        out.extend_from_slice(br#","params":"#);
        out.extend_from_slice(params);
    }
    out.push(b'}');
    out
}

/// An answer with a result. `id` and `result` are raw JSON.
pub(crate) fn result_frame(id: &str, result: &[u8]) -> Vec<u8> {
    answer_frame(id, "result", result)
}

/// As [`result_frame`], without copying a large result.
pub(crate) fn wrapped_result(id: &str, result: &Bytes) -> Pieces {
    if result.len() <= COPY_LIMIT {
        return Pieces::One(result_frame(id, result).into());
    }
    let mut head = result_frame(id, b"");
    let tail = head.split_off(head.len() - 1);
    Pieces::Three([head.into(), result.clone(), tail.into()])
}

/// An answer with an error object. `id` and `error` are raw JSON; the id is `null` when it could not be read.
pub(crate) fn error_frame(id: &str, error: &[u8]) -> Vec<u8> {
    answer_frame(id, "error", error)
}

fn answer_frame(id: &str, kind: &str, body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(40 + id.len() + body.len());
    out.extend_from_slice(br#"{"jsonrpc":"2.0","id":"#);
    out.extend_from_slice(id.as_bytes());
    out.push(b',');
    write_string(&mut out, kind);
    out.push(b':');
    out.extend_from_slice(body);
    out.push(b'}');
    out
}

#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod tests;
