//! Messages of JSON-RPC. What they carry stays as it was written.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

/// The members of an object.
pub(super) type Fields = BTreeMap<String, Box<RawValue>>;

/// A message that came.
#[derive(Debug, Deserialize)]
pub(super) struct Message {
    pub(super) id: Option<Box<RawValue>>,
    pub(super) method: Option<String>,
    pub(super) params: Option<Box<RawValue>>,
    pub(super) result: Option<Box<RawValue>>,
    pub(super) error: Option<Box<RawValue>>,
}

impl Message {
    /// What came back for a request; nothing where this is no answer.
    pub(super) fn into_answer(self) -> Option<Answer> {
        self.result.map(Answer::Result).or(self.error.map(Answer::Error))
    }

    /// Its id, where it is a number.
    pub(super) fn number(&self) -> Option<u64> {
        self.id.as_ref()?.get().parse().ok()
    }

    /// Its parameters, an object without members where there are none.
    pub(super) fn params(&self) -> &str {
        self.params.as_ref().map_or("{}", |params| params.get())
    }
}

/// What came back for a request.
#[derive(Debug, Clone)]
pub(super) enum Answer {
    /// A result.
    Result(Box<RawValue>),
    /// An error.
    Error(Box<RawValue>),
    /// No message; why, and the status of HTTP where there was one.
    Nothing(String, Option<u16>),
}

impl Answer {
    /// No message, and this is why.
    pub(super) fn nothing(why: &str) -> Self {
        Self::Nothing(why.to_owned(), None)
    }

    /// The result.
    pub(super) fn result(&self) -> Option<&RawValue> {
        match self {
            Self::Result(result) => Some(result),
            Self::Error(_) | Self::Nothing(..) => None,
        }
    }

    /// What it says, as it was written.
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Result(json) | Self::Error(json) => json.get(),
            Self::Nothing(why, _) => why,
        }
    }
}

/// A value as it stands in a message.
pub(super) fn raw<T: Serialize + ?Sized>(value: &T) -> Box<RawValue> {
    to_raw_value(value).expect("texts, numbers and objects by name are JSON")
}

/// The members of an object; none where it is something else.
pub(super) fn fields(json: &str) -> Fields {
    serde_json::from_str(json).unwrap_or_default()
}

/// A request.
pub(super) fn request(n: u64, method: &str, params: &Fields) -> String {
    let members = [
        ("jsonrpc", raw("2.0")),
        ("id", raw(&n)),
        ("method", raw(method)),
        ("params", raw(params)),
    ];
    object(members)
}

/// A notification.
pub(super) fn notification(method: &str, params: &Fields) -> String {
    let members = [
        ("jsonrpc", raw("2.0")),
        ("method", raw(method)),
        ("params", raw(params)),
    ];
    object(members)
}

/// An answer to a question: `outcome` is `result` or `error`.
pub(super) fn reply(id: &RawValue, outcome: &'static str, value: &RawValue) -> String {
    let members = [
        ("jsonrpc", raw("2.0")),
        ("id", id.to_owned()),
        (outcome, value.to_owned()),
    ];
    object(members)
}

fn object<const N: usize>(members: [(&'static str, Box<RawValue>); N]) -> String {
    raw(&BTreeMap::from(members)).get().to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Answer, Message, fields, request};

    #[test]
    fn what_is_carried_stays_as_it_was_written() {
        let text = r#"{"b":1.50,"a":1e400}"#;
        let sent = request(7, "tools/call", &fields(&format!(r#"{{"arguments":{text}}}"#)));
        assert!(sent.contains(text), "{sent}");
        let message: Message = serde_json::from_str(&sent).expect("a message");
        assert_eq!(
            (message.number(), message.method.as_deref()),
            (Some(7), Some("tools/call"))
        );
        assert!(message.into_answer().is_none());
        let message: Message =
            serde_json::from_str(&format!(r#"{{"id":1,"result":{text}}}"#)).expect("a message");
        let answer = message.into_answer().expect("an answer");
        assert!(
            matches!(&answer, Answer::Result(result) if result.get() == text),
            "{answer:?}"
        );
    }
}
