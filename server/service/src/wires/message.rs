//! What of a message people look for.

use model::WireMessage;
use serde_json::Value;

/// The JSON in a text: the whole of it, or the data of an event (WHATWG HTML §9.2.6).
pub(super) fn json(text: &str, is_event: bool) -> Option<Value> {
    if !is_event {
        return serde_json::from_str(text).ok();
    }
    let data: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("data:"))
        .map(|data| data.strip_prefix(' ').unwrap_or(data))
        .collect();
    serde_json::from_str(&data.join("\n")).ok()
}

/// A message of JSON-RPC in short; of a batch, its first.
pub(super) fn in_short(json: &Value) -> Option<WireMessage> {
    let message = match json {
        Value::Array(batch) => batch.first()?,
        one => one,
    };
    let message = message.as_object().filter(|it| it.contains_key("jsonrpc"))?;
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let params = message.get("params");
    let name = params.and_then(|params| text(params.get("name").or(params.get("uri"))?));
    let fails = |result: &Value| result.get("isError") == Some(&Value::Bool(true));
    Some(WireMessage {
        method: message.get("method").and_then(text),
        id: message.get("id").map(ToString::to_string),
        name,
        is_error: message.contains_key("error") || message.get("result").is_some_and(fails),
    })
}

#[cfg(test)]
mod tests {
    use super::{in_short, json};

    #[test]
    fn messages_are_found_in_bodies_events_and_batches() {
        let event = "event: message\ndata: {\"jsonrpc\":\"2.0\",\ndata: \"id\":1,\"error\":{}}\n\n";
        let message = in_short(&json(event, true).expect("JSON")).expect("a message");
        assert_eq!((message.id.as_deref(), message.is_error), (Some("1"), true));
        let batch = r#"[{"jsonrpc":"2.0","id":"x","method":"tools/call","params":{"name":"a__b"}}]"#;
        let message = in_short(&json(batch, false).expect("JSON")).expect("a message");
        assert_eq!(message.name.as_deref(), Some("a__b"));
        assert_eq!(message.id.as_deref(), Some("\"x\""));
        let failed = r#"{"jsonrpc":"2.0","id":1,"result":{"isError":true}}"#;
        assert!(
            in_short(&json(failed, false).expect("JSON"))
                .expect("a message")
                .is_error
        );
        assert_eq!(in_short(&serde_json::json!({"error": "no"})), None);
    }
}
