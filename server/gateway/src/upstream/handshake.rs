//! `initialize`: what we say, and what an upstream may answer.

use std::{borrow::Cow, collections::BTreeMap};

use serde::Deserialize;
use serde_json::value::RawValue;

use super::declared::declared;
use super::failure::{Explanation, initialize_refused, malformed_answer, unsupported_version};
use crate::{envelope::Answer, spec::Capabilities};

/// The versions that we speak to upstreams, latest first.
pub(super) const VERSIONS: [&str; 4] = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];

/// The method of the first request.
pub(super) const INITIALIZE: &str = "initialize";

/// The notification after its answer.
pub(super) const INITIALIZED: &str = "notifications/initialized";

/// What a handshake agreed on.
#[derive(Debug)]
pub(super) struct Agreed {
    /// The protocol version.
    pub(super) version: &'static str,
    /// Name and version that the server gave itself.
    pub(super) server_info: String,
    /// What the server can do.
    pub(super) capabilities: Capabilities,
    /// What it can do beyond that, as it declared it.
    pub(super) extras: BTreeMap<String, String>,
    /// What it wants its users to know.
    pub(super) instructions: String,
}

#[derive(Deserialize)]
struct InitializeResult<'a> {
    #[serde(borrow, rename = "protocolVersion")]
    version: Cow<'a, str>,
    #[serde(default, rename = "serverInfo")]
    server_info: ServerInfo,
    #[serde(borrow, default)]
    capabilities: Option<&'a RawValue>,
    #[serde(default)]
    instructions: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ServerInfo {
    name: String,
    version: String,
}

#[derive(Deserialize)]
struct RpcError<'a> {
    #[serde(borrow, default)]
    code: Option<&'a RawValue>,
    #[serde(default)]
    message: String,
}

impl Agreed {
    /// Reads the answer to `initialize`.
    pub(super) fn read(answer: &Answer) -> Result<Self, Explanation> {
        let Some(raw) = answer.result() else {
            let error = answer.error().unwrap_or_default();
            return Err(initialize_refused(&describe_error(error)));
        };
        let result: InitializeResult<'_> =
            serde_json::from_slice(raw).map_err(|error| malformed_answer(INITIALIZE, &error.to_string()))?;
        let version = VERSIONS.iter().find(|version| **version == result.version);
        let (capabilities, extras) = declared(result.capabilities);
        let ServerInfo {
            name,
            version: server_version,
        } = result.server_info;
        Ok(Self {
            version: version.ok_or_else(|| unsupported_version(&result.version))?,
            server_info: format!("{name} {server_version}").trim().to_owned(),
            capabilities,
            extras,
            instructions: result.instructions.unwrap_or_default(),
        })
    }
}

/// A JSON-RPC error object in one line: `Not allowed (-32000)`.
pub(super) fn describe_error(error: &[u8]) -> String {
    let Ok(error) = serde_json::from_slice::<RpcError<'_>>(error) else {
        return "an error without explanation".to_owned();
    };
    let message = error.message.trim().trim_end_matches('.');
    let message = if message.is_empty() {
        "an error without explanation"
    } else {
        message
    };
    match error.code {
        Some(code) => format!("{message} ({code})"),
        None => message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use model::FailureClass;

    use super::{Agreed, VERSIONS, describe_error};
    use crate::envelope::{Answer, Envelope};

    fn read(body: &str) -> Result<Agreed, super::Explanation> {
        let frame = Bytes::from(format!(r#"{{"jsonrpc":"2.0","id":1,{body}}}"#));
        let envelope = Envelope::parse(&frame).expect("a frame");
        Agreed::read(&Answer::new(&frame, &envelope).expect("an answer"))
    }

    #[test]
    fn accepts_every_version_it_speaks() {
        for version in VERSIONS {
            let result = format!(
                r#"{{"protocolVersion":"{version}", "capabilities":{{"tools":{{"listChanged":true}},"x":1.0}},"serverInfo":{{"name":"time","version":"2"}}}}"#
            );
            let agreed = read(&format!(r#""result":{result}"#)).expect(version);
            assert_eq!(agreed.version, version);
            assert_eq!(agreed.server_info, "time 2");
            assert!(agreed.capabilities.announces_changes);
            assert!(!agreed.capabilities.prompts);
        }
    }

    #[test]
    fn explains_answers_it_cannot_use() {
        let class = |body: &str| read(body).expect_err(body).class;
        assert_eq!(
            class(r#""result":{"protocolVersion":"2099-01-01"}"#),
            FailureClass::Version
        );
        assert_eq!(class(r#""result":{}"#), FailureClass::Handshake);
        assert_eq!(
            class(r#""error":{"code":-32000,"message":"no"}"#),
            FailureClass::Handshake
        );
    }

    #[test]
    fn describes_errors_in_one_line() {
        assert_eq!(
            describe_error(br#"{"code":-32000,"message":"Not allowed."}"#),
            "Not allowed (-32000)"
        );
        assert_eq!(describe_error(br#"{"message":"Not allowed"}"#), "Not allowed");
        assert_eq!(describe_error(b"[]"), "an error without explanation");
    }
}
