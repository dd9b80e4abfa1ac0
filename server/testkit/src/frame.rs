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
/// A resource that does not exist (until 2025-11-25; later versions answer `INVALID_PARAMS`).
pub const RESOURCE_NOT_FOUND: i32 = -32002;
/// Headers that do not agree with the message (from 2026-07-28, like the two below).
pub const HEADER_MISMATCH: i32 = -32020;
/// What is asked for needs something that the client has not declared.
pub const MISSING_CAPABILITY: i32 = -32021;
/// A version of the protocol that is not spoken here.
pub const UNSUPPORTED_VERSION: i32 = -32022;

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
    /// What it answers to a request of ours.
    #[serde(borrow, default)]
    pub result: Option<&'a RawValue>,
    /// Why it does not answer it.
    #[serde(borrow, default)]
    pub error: Option<&'a RawValue>,
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

/// A request of ours; `params` is JSON text.
pub fn request(id: &str, method: &str, params: &str) -> Vec<u8> {
    let id = quote(id);
    format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"{method}","params":{params}}}"#).into_bytes()
}

/// A notification; `params` is JSON text.
pub fn notification(method: &str, params: &str) -> Vec<u8> {
    format!(r#"{{"jsonrpc":"2.0","method":"{method}","params":{params}}}"#).into_bytes()
}

/// Text as a JSON string, quotes included.
pub fn quote(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
