//! Messages of a client, owned, and the errors they are answered with.

use serde::de::DeserializeOwned;
use serde_json::{
    Value, json,
    value::{RawValue, to_raw_value},
};

use crate::frame::{self, INVALID_PARAMS, INVALID_REQUEST, METHOD_NOT_FOUND, Message, PARSE_ERROR};

/// A message that arrived.
#[derive(Debug)]
pub(super) enum Incoming {
    Request(Request),
    Notification {
        method: String,
        params: Params,
    },
    /// What the client answers to a request of ours.
    Answer {
        id: Value,
        answer: Result<Value, Value>,
    },
}

impl Incoming {
    /// Reads one message; the error is what HTTP answers to what is none.
    pub(super) fn read(frame: &[u8]) -> Result<Self, Fault> {
        let message: Message<'_> = serde_json::from_slice(frame).map_err(|error| {
            if error.is_data() {
                Fault::new(INVALID_REQUEST, "not a JSON-RPC message")
            } else {
                Fault::new(PARSE_ERROR, "not JSON")
            }
        })?;
        let params = Params::read(message.params);
        match (message.id, message.method) {
            (Some(id), Some(method)) => Ok(Self::Request(Request {
                id: id.to_owned(),
                method,
                params,
            })),
            (None, Some(method)) => Ok(Self::Notification { method, params }),
            (Some(id), None) => Ok(Self::Answer {
                id: value(id),
                answer: match (message.result, message.error) {
                    (Some(result), None) => Ok(value(result)),
                    (_, error) => Err(error.map(value).unwrap_or_default()),
                },
            }),
            (None, None) => Err(Fault::new(INVALID_REQUEST, "neither a request nor an answer")),
        }
    }
}

/// JSON that was read before; only a number beyond all ranges has no value.
fn value(raw: &RawValue) -> Value {
    serde_json::from_str(raw.get()).unwrap_or_default()
}

/// A request. Its id goes back as the client wrote it.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) id: Box<RawValue>,
    pub(super) method: String,
    pub(super) params: Params,
}

impl Request {
    /// What tells it from others: the id, whichever way it is spelt.
    pub(super) fn key(&self) -> String {
        value(&self.id).to_string()
    }
}

/// The parameters of a message, as text and as a tree.
#[derive(Debug)]
pub(super) struct Params {
    raw: Box<RawValue>,
    value: Value,
}

impl Params {
    fn read(raw: Option<&RawValue>) -> Self {
        let raw = raw.map_or_else(|| to_raw_value(&json!({})).expect("an object"), ToOwned::to_owned);
        let value = value(&raw);
        Self { raw, value }
    }

    /// The text, byte for byte.
    pub(super) fn raw(&self) -> &str {
        self.raw.get()
    }

    /// A member; null when there is none.
    pub(super) fn get(&self, key: &str) -> &Value {
        &self.value[key]
    }

    /// A member that has to be a text.
    pub(super) fn text(&self, key: &str) -> Result<&str, Fault> {
        let text = self.get(key).as_str();
        text.ok_or_else(|| Fault::invalid(format!("params.{key} has to be a string")))
    }

    /// The key of the request that a cancellation names.
    pub(super) fn cancelled_key(&self) -> String {
        self.get("requestId").to_string()
    }

    /// A member of `_meta`; null when there is none.
    pub(super) fn meta(&self, key: &str) -> &Value {
        &self.value["_meta"][key]
    }

    /// Where progress is to be reported to, as the client wrote it.
    pub(super) fn progress_token(&self) -> Option<Box<RawValue>> {
        #[derive(serde::Deserialize)]
        struct Members<'a> {
            #[serde(borrow, rename = "_meta")]
            meta: Meta<'a>,
        }
        #[derive(serde::Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Meta<'a> {
            #[serde(borrow)]
            progress_token: &'a RawValue,
        }
        let members: Members<'_> = serde_json::from_str(self.raw.get()).ok()?;
        Some(members.meta.progress_token.to_owned())
    }

    /// The arguments as a tool's own type; no arguments are an empty object.
    pub(super) fn arguments<T: DeserializeOwned>(&self) -> Result<T, String> {
        let arguments = match self.get("arguments") {
            Value::Null => json!({}),
            arguments => arguments.clone(),
        };
        serde_json::from_value(arguments).map_err(|error| format!("Invalid arguments: {error}"))
    }
}

/// An error of the protocol.
#[derive(Debug, Clone)]
pub(super) struct Fault {
    pub(super) code: i32,
    message: String,
    data: Option<Value>,
}

impl Fault {
    pub(super) fn new(code: i32, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            data: None,
        }
    }

    /// Parameters that do not fit.
    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self::new(INVALID_PARAMS, message)
    }

    /// A method that is not served.
    pub(super) fn unknown_method(method: &str) -> Self {
        Self::new(METHOD_NOT_FOUND, format!("Method not found: {method}"))
    }

    pub(super) fn with(mut self, data: Value) -> Self {
        self.data = Some(data);
        self
    }

    pub(super) fn message(&self) -> &str {
        &self.message
    }

    /// The error object, as JSON text.
    pub(super) fn to_json(&self) -> String {
        let data = self.data.as_ref().map(|data| format!(r#","data":{data}"#));
        format!(
            r#"{{"code":{},"message":{}{}}}"#,
            self.code,
            frame::quote(&self.message),
            data.unwrap_or_default()
        )
    }

    /// The error as an answer; without an id when the request's could not be read.
    pub(super) fn frame(&self, id: Option<&RawValue>) -> Vec<u8> {
        let id = id.map_or("null", RawValue::get);
        format!(r#"{{"jsonrpc":"2.0","id":{id},"error":{}}}"#, self.to_json()).into_bytes()
    }
}
