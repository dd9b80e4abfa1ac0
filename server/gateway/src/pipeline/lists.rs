//! The lists of a namespace, answered from its catalogue.

use std::sync::Arc;

use bytes::Bytes;
use serde_json::value::RawValue;

use super::resolve::parse;
use crate::{
    Error,
    catalogue::{Fingerprint, List},
    gateway::Inner,
    raw::decode_string,
    registry::Endpoint,
    upstream::lane::Peer,
};

/// The list that a method asks for.
pub(crate) fn of_method(method: &str) -> Option<List> {
    match method {
        "tools/list" => Some(List::Tools),
        "prompts/list" => Some(List::Prompts),
        "resources/list" => Some(List::Resources),
        "resources/templates/list" => Some(List::Templates),
        _ => None,
    }
}

/// The page that the params ask for, as a client sees it, and how the whole list looks. Servers that have never
/// been asked are waited for, within their time.
pub(crate) async fn page(
    gateway: &Inner,
    endpoint: &Arc<Endpoint>,
    peer: &Peer,
    list: List,
    params: Option<&RawValue>,
) -> Result<(Bytes, Fingerprint), Error> {
    let cursor = match params {
        Some(params) => parse(params, &["cursor"])?.get("cursor"),
        None => None,
    };
    let unknown =
        || Error::InvalidParams("the cursor is unknown or the list has changed since: list again".to_owned());
    let cursor = match cursor.filter(|cursor| cursor.get() != "null") {
        Some(cursor) => Some(decode_string(cursor).ok_or_else(unknown)?),
        None => None,
    };
    let endpoint = gateway.registry.complete(endpoint.clone()).await;
    let endpoint = gateway.seen_by(peer, endpoint);
    let catalogue = &endpoint.namespace.catalogue;
    let page = catalogue.page(list, cursor.as_deref()).ok_or_else(unknown)?;
    Ok((page.clone(), catalogue.fingerprint(list)))
}
