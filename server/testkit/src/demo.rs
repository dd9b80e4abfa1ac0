//! The demo server: five small tools to try a connection with, offline and the same every time.
//!
//! It speaks the protocol's versions from 2024-11-05 to 2025-11-25 and is written on bare JSON-RPC, so that
//! a mistake in an SDK that we use elsewhere cannot hide on both sides of a test.

mod counting;
mod stdio;
mod tools;

use serde::Deserialize;
use serde_json::value::RawValue;

pub use counting::SlowCount;
pub(crate) use stdio::process_pipes;
pub use stdio::{serve_process, serve_stdio};
pub(crate) use tools::utc;

use crate::frame::{self, INVALID_PARAMS, INVALID_REQUEST, METHOD_NOT_FOUND, Message, PARSE_ERROR};

/// Versions of the protocol that it speaks, the newest first.
pub const VERSIONS: [&str; 4] = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];

/// What to do about a message.
#[derive(Debug)]
pub enum Reply {
    /// Nothing is answered: a notification, or somebody's answer.
    Nothing,
    /// This frame is the answer.
    Now(Vec<u8>),
    /// The answer takes its time and is announced by progress notifications.
    Later(SlowCount),
    /// The request with this id is to be given up.
    Cancel(String),
    /// Not a message at all: a stream ignores it, HTTP answers this error.
    Malformed(Vec<u8>),
}

/// Reads one message and decides.
pub fn reply(frame: &[u8]) -> Reply {
    let message: Message<'_> = match serde_json::from_slice(frame) {
        Ok(message) => message,
        Err(error) if error.is_data() => {
            return Reply::Malformed(frame::error(None, INVALID_REQUEST, "not a JSON-RPC message"));
        }
        Err(_) => return Reply::Malformed(frame::error(None, PARSE_ERROR, "not JSON")),
    };
    match (message.id, message.method.as_deref()) {
        (Some(id), Some(method)) => answer(id, method, message.params),
        (None, Some("notifications/cancelled")) => cancelled(message.params),
        (_, None) if message.id.is_none() => Reply::Malformed(frame::error(
            None,
            INVALID_REQUEST,
            "neither a request nor an answer",
        )),
        _ => Reply::Nothing,
    }
}

fn answer(id: &RawValue, method: &str, params: Option<&RawValue>) -> Reply {
    Reply::Now(match method {
        "initialize" => frame::result(id, &initialize(params)),
        "ping" => frame::result(id, "{}"),
        "tools/list" => frame::result(id, tools::list()),
        "tools/call" => return tools::call(id, params),
        _ => frame::error(Some(id), METHOD_NOT_FOUND, &format!("unknown method {method}")),
    })
}

/// The client's version when we speak it, else our newest (lifecycle, "version negotiation").
fn initialize(params: Option<&RawValue>) -> String {
    #[derive(Default, Deserialize)]
    #[serde(rename_all = "camelCase", default)]
    struct Params {
        protocol_version: String,
    }
    let asked: Params = params
        .and_then(|raw| serde_json::from_str(raw.get()).ok())
        .unwrap_or_default();
    let version = VERSIONS
        .into_iter()
        .find(|known| *known == asked.protocol_version)
        .unwrap_or(VERSIONS[0]);
    format!(
        r#"{{"protocolVersion":"{version}","capabilities":{{"tools":{{}}}},"serverInfo":{{"name":"metamcp-demo","title":"MetaMCP demo","version":"{}"}},"instructions":"Small tools to try a connection with. They need no network and change nothing."}}"#,
        env!("CARGO_PKG_VERSION"),
    )
}

fn cancelled(params: Option<&RawValue>) -> Reply {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Params<'a> {
        #[serde(borrow)]
        request_id: &'a RawValue,
    }
    match params.and_then(|raw| serde_json::from_str::<Params<'_>>(raw.get()).ok()) {
        Some(params) => Reply::Cancel(params.request_id.get().to_owned()),
        None => Reply::Nothing,
    }
}

fn invalid_params(id: &RawValue, message: &str) -> Reply {
    Reply::Now(frame::error(Some(id), INVALID_PARAMS, message))
}

#[cfg(test)]
mod tests;
