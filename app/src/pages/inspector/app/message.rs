//! Messages between an app and the page around it: JSON-RPC 2.0 over `postMessage` (SEP-1865, "Communication Protocol").

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{json, value::RawValue};

/// The members of an object.
pub(super) type Fields = BTreeMap<String, Box<RawValue>>;

/// What an app says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Heard {
    /// It waits for an answer with this id, which is JSON.
    Request {
        id: String,
        method: String,
        params: String,
    },
    /// It waits for nothing.
    Notification { method: String, params: String },
}

#[derive(Deserialize)]
struct Message {
    jsonrpc: String,
    id: Option<Box<RawValue>>,
    method: String,
    params: Option<Box<RawValue>>,
}

/// Reads a message; nothing where it is none, or an answer.
pub(super) fn heard(text: &str) -> Option<Heard> {
    let message: Message = serde_json::from_str(text).ok()?;
    if message.jsonrpc != "2.0" {
        return None;
    }
    let (method, params) = (message.method, message.params);
    let params = params.map_or_else(|| "{}".to_owned(), |params| params.get().to_owned());
    match message.id {
        None => Some(Heard::Notification { method, params }),
        Some(id) if is_id(id.get()) => Some(Heard::Request {
            id: id.get().to_owned(),
            method,
            params,
        }),
        Some(_) => None,
    }
}

/// A text or a number.
fn is_id(json: &str) -> bool {
    json.starts_with(|first: char| first == '"' || first == '-' || first.is_ascii_digit())
}

/// The members of an object; none where it is something else.
pub(super) fn fields(json: &str) -> Fields {
    serde_json::from_str(json).unwrap_or_default()
}

/// A member that is a text.
pub(super) fn text(fields: &Fields, name: &str) -> Option<String> {
    serde_json::from_str(fields.get(name)?.get()).ok()
}

/// The answer to a request; `result` is JSON.
pub(super) fn reply(id: &str, result: &str) -> String {
    format!(r#"{{"jsonrpc":"2.0","id":{id},"result":{result}}}"#)
}

/// The answer to a request that failed; `error` is JSON.
pub(super) fn failure(id: &str, error: &str) -> String {
    format!(r#"{{"jsonrpc":"2.0","id":{id},"error":{error}}}"#)
}

/// The answer to a request that is refused.
pub(super) fn refusal(id: &str, code: i32, why: &str) -> String {
    failure(id, &json!({ "code": code, "message": why }).to_string())
}

/// A notification; `params` is JSON.
pub(super) fn notification(method: &str, params: &str) -> String {
    format!(r#"{{"jsonrpc":"2.0","method":"{method}","params":{params}}}"#)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Heard, fields, heard, notification, refusal, reply, text};

    #[test]
    fn requests_and_notifications_are_told_apart() {
        assert_eq!(
            heard(r#"{"jsonrpc":"2.0","id":"a","method":"ping"}"#),
            Some(Heard::Request {
                id: "\"a\"".to_owned(),
                method: "ping".to_owned(),
                params: "{}".to_owned()
            })
        );
        assert_eq!(
            heard(r#"{"jsonrpc":"2.0","method":"x","params":{"b":1.50}}"#),
            Some(Heard::Notification {
                method: "x".to_owned(),
                params: r#"{"b":1.50}"#.to_owned()
            })
        );
    }

    #[test]
    fn anything_else_is_not_heard() {
        for odd in [
            "",
            "7",
            "null",
            r#"{"method":"ping","id":1}"#,
            r#"{"jsonrpc":"1.0","id":1,"method":"ping"}"#,
            r#"{"jsonrpc":"2.0","id":1,"result":{}}"#,
            r#"{"jsonrpc":"2.0","id":{"a":1},"method":"ping"}"#,
            r#"{"jsonrpc":"2.0","id":[],"method":"ping"}"#,
            r#"{"jsonrpc":"2.0","id":1,"method":7}"#,
        ] {
            assert_eq!(heard(odd), None, "{odd}");
        }
    }

    #[test]
    fn what_is_said_is_json() {
        let read = |text: String| serde_json::from_str::<Value>(&text).expect("JSON");
        assert_eq!(
            read(reply("7", "{}")),
            json!({ "jsonrpc": "2.0", "id": 7, "result": {} })
        );
        assert_eq!(
            read(refusal("\"a\"", -32601, "a \"b\""))["error"]["message"],
            "a \"b\""
        );
        assert_eq!(read(notification("x/y", "{}"))["method"], "x/y");
        let members = fields(r#"{"a":"b","c":1}"#);
        assert_eq!(text(&members, "a").as_deref(), Some("b"));
        assert_eq!(text(&members, "c"), None);
        assert!(fields("[1]").is_empty());
    }
}
