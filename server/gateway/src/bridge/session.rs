//! What the endpoint and the client agreed on.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue};
use serde::Deserialize;

use crate::era::{PROTOCOL_VERSION, SESSION_ID};

/// One session at the endpoint.
pub(super) struct Session {
    /// Counts them.
    pub(super) number: u64,
    /// The endpoint gave it an id, and may forget it.
    pub(super) has_id: bool,
    /// Headers of every POST.
    pub(super) headers: HeaderMap,
    /// It announces that tools changed.
    pub(super) announces_tools: bool,
}

#[derive(Deserialize)]
struct Answer {
    result: Agreed,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Agreed {
    protocol_version: String,
    #[serde(default)]
    capabilities: Capabilities,
}

#[derive(Default, Deserialize)]
struct Capabilities {
    #[serde(default)]
    tools: Tools,
}

#[derive(Default, Deserialize)]
struct Tools {
    #[serde(default, rename = "listChanged")]
    list_changed: bool,
}

impl Session {
    /// Reads the answer to `initialize`; `None` when it is a refusal.
    pub(super) fn read(
        number: u64,
        base: &HeaderMap,
        id: Option<HeaderValue>,
        answer: &Bytes,
    ) -> Option<Self> {
        let Answer { result: agreed } = serde_json::from_slice(answer).ok()?;
        let mut headers = base.clone();
        headers.insert(
            PROTOCOL_VERSION,
            HeaderValue::try_from(agreed.protocol_version).ok()?,
        );
        let has_id = id.is_some();
        if let Some(id) = id {
            headers.insert(SESSION_ID, id);
        }
        Some(Self {
            number,
            has_id,
            headers,
            announces_tools: agreed.capabilities.tools.list_changed,
        })
    }
}
