//! What a request without a session must say of itself, and that its headers say the same.

use std::sync::Arc;

use http::HeaderMap;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::Arrival;
use crate::{
    Error,
    era::{CLIENT_CAPABILITIES, CLIENT_INFO, META_VERSION, MODERN, PROTOCOL_VERSION},
    error::quoted,
    raw::{RawObject, decode_string},
    standard_headers,
    upstream::lane::Peer,
};

/// Who asks, as `_meta` says it.
pub(super) struct Asking<'a> {
    version: String,
    /// Name and version that the client gives itself; empty when it gives none.
    pub(super) client: Arc<str>,
    /// What it offers to be asked, a raw object.
    pub(super) capabilities: &'a RawValue,
}

#[derive(Deserialize)]
struct ClientInfo {
    #[serde(default)]
    name: String,
    #[serde(default)]
    version: String,
}

impl<'a> Asking<'a> {
    /// Reads `_meta`.
    pub(super) fn read(params: &RawObject<'a>) -> Result<Self, Error> {
        let missing = |what: &str| Error::InvalidMeta(format!("params._meta needs {what}"));
        let meta = params.get("_meta").ok_or_else(|| missing(META_VERSION))?;
        let meta = RawObject::parse(meta.get(), &[META_VERSION, CLIENT_INFO, CLIENT_CAPABILITIES])
            .map_err(|error| Error::InvalidMeta(format!("params._meta is refused: {error}")))?;
        let version = meta.get(META_VERSION).and_then(decode_string);
        let version = version.ok_or_else(|| missing(META_VERSION))?.into_owned();
        let capabilities = meta
            .get(CLIENT_CAPABILITIES)
            .filter(|capabilities| capabilities.get().starts_with('{'))
            .ok_or_else(|| missing(CLIENT_CAPABILITIES))?;
        let client = meta
            .get(CLIENT_INFO)
            .and_then(|info| serde_json::from_str::<ClientInfo>(info.get()).ok())
            .map(|ClientInfo { name, version }| quoted(format!("{name} {version}").trim()).into())
            .unwrap_or_default();
        Ok(Self {
            version,
            client,
            capabilities,
        })
    }
}

/// The header says the same version, and it is one that we speak.
pub(super) fn version(headers: &HeaderMap, asking: &Asking<'_>) -> Result<(), Error> {
    let header = headers
        .get(PROTOCOL_VERSION)
        .ok_or_else(|| Error::HeaderMismatch(format!("the header {PROTOCOL_VERSION} is missing")))?;
    if header.to_str().unwrap_or_default().trim() != asking.version {
        return Err(Error::HeaderMismatch(format!(
            "the header {PROTOCOL_VERSION} does not say what the message says"
        )));
    }
    if asking.version != MODERN {
        return Err(Error::UnsupportedVersion(quoted(&asking.version)));
    }
    Ok(())
}

/// The headers that repeat what the message says.
pub(super) fn headers(arrival: &Arrival<'_>, method: &str, params: &RawObject<'_>) -> Result<(), Error> {
    let mismatch = |mismatch: standard_headers::Mismatch| Error::HeaderMismatch(mismatch.to_string());
    standard_headers::check(arrival.headers, method, params).map_err(mismatch)?;
    if method != "tools/call" {
        return Ok(());
    }
    let name = params.get("name").and_then(decode_string);
    let peer = Peer::stateless(arrival.caller.principal);
    let endpoint = arrival.gateway.seen_by(&peer, arrival.endpoint.clone());
    let Some(tool) = name.and_then(|name| endpoint.namespace.catalogue.tool(&name)) else {
        return Ok(());
    };
    standard_headers::check_params(arrival.headers, params, &tool.repeated).map_err(mismatch)
}
