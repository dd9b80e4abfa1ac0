//! JSON-RPC 2.0 messages as bytes: read with the parts borrowed, written without a tree in between.

use serde::Deserialize;
use serde_json::value::RawValue;

/// Not JSON.
pub const PARSE_ERROR: i32 = -32700;
/// JSON, and not a request of JSON-RPC.
pub const INVALID_REQUEST: i32 = -32600;
/// A method nobody implements.
pub const METHOD_NOT_FOUND: i32 = -32601;
/// Parameters that do not fit the method; also how the specification answers an unknown tool.
pub const INVALID_PARAMS: i32 = -32602;

/// A message of a client: a request has an id and a method, a notification only a method, an answer only
/// an id.
#[derive(Debug, Deserialize)]
pub struct Message<'a> {
    /// As the client wrote it; it goes back byte for byte.
    #[serde(borrow, default)]
    pub id: Option<&'a RawValue>,
    /// What is asked for.
    #[serde(default)]
    pub method: Option<String>,
    /// Its parameters.
    #[serde(borrow, default)]
    pub params: Option<&'a RawValue>,
}

/// An answer; `result` is JSON text.
pub fn result(id: &RawValue, result: &str) -> Vec<u8> {
    let parts = [
        r#"{"jsonrpc":"2.0","id":"#,
        id.get(),
        r#","result":"#,
        result,
        "}",
    ];
    parts.concat().into_bytes()
}

/// An error; without an id when the request's could not be read.
pub fn error(id: Option<&RawValue>, code: i32, message: &str) -> Vec<u8> {
    let id = id.map_or("null", RawValue::get);
    let message = quote(message);
    format!(r#"{{"jsonrpc":"2.0","id":{id},"error":{{"code":{code},"message":{message}}}}}"#).into_bytes()
}

/// A notification; `params` is JSON text.
pub fn notification(method: &str, params: &str) -> Vec<u8> {
    format!(r#"{{"jsonrpc":"2.0","method":"{method}","params":{params}}}"#).into_bytes()
}

/// Text as a JSON string, quotes included.
pub fn quote(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
