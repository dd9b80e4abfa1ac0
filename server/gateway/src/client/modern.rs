//! Requests of 2026-07-28: no session, each says everything itself.
//!
//! The order of checks is the specification's: the members of `_meta`, the version, the headers, the method.

use std::{sync::Arc, time::Instant};

use http::{HeaderMap, Response};
use serde_json::value::RawValue;

mod checks;
mod listen;
mod results;
pub(crate) mod subscribers;

use super::reply::{self, Refusal};
use crate::{
    Body, Error,
    envelope::{Envelope, Kind, Pieces},
    era::{META_VERSION, PROTOCOL_VERSION, SESSION_ID, Version},
    gateway::Inner,
    pipeline::{
        authenticate::Caller,
        lists,
        sender::Came,
        stateless::{self, Call},
    },
    raw::RawObject,
    registry::Endpoint,
    upstream::lane::Peer,
};
use checks::Asking;

/// What a request came with, beside its message.
pub(super) struct Arrival<'a> {
    pub(super) gateway: &'a Arc<Inner>,
    pub(super) endpoint: &'a Arc<Endpoint>,
    pub(super) caller: Caller,
    pub(super) headers: &'a HeaderMap,
    /// The same, with who sent it.
    pub(super) came: Came<'a>,
    pub(super) began: Instant,
}

/// A message that is not for a session: it says its version itself, or names none and a version without sessions.
pub(super) fn is_stateless(headers: &HeaderMap, message: &Envelope<'_>) -> bool {
    let named = headers
        .get(PROTOCOL_VERSION)
        .map(|version| version.to_str().unwrap_or_default().trim());
    let is_other = named.is_some_and(|version| Version::parse(version).is_none());
    is_other && !headers.contains_key(SESSION_ID) || says_version(message)
}

/// A message that says its version itself.
pub(crate) fn says_version(message: &Envelope<'_>) -> bool {
    let Some(params) = message.params else {
        return false;
    };
    // Hardly any other message has the word in it.
    params.get().contains(META_VERSION)
        && RawObject::parse(params.get(), &[])
            .ok()
            .and_then(|params| params.get("_meta"))
            .and_then(|meta| RawObject::parse(meta.get(), &[]).ok())
            .is_some_and(|meta| meta.get(META_VERSION).is_some())
}

/// Answers one message.
pub(super) async fn post(arrival: &Arrival<'_>, message: &Envelope<'_>) -> Result<Response<Body>, Refusal> {
    let id = message.id.map(RawValue::get);
    match message.kind() {
        Kind::Request => request(arrival, message).await.map_err(Refusal::of_stateless(id)),
        // There is none that would mean something without a session.
        Kind::Notification => Ok(reply::accepted()),
        Kind::Response => Err(Error::InvalidRequest(
            "answers to questions are given in a new request, as params.inputResponses".to_owned(),
        )
        .into()),
    }
}

async fn request(arrival: &Arrival<'_>, message: &Envelope<'_>) -> Result<Response<Body>, Error> {
    let method = message.method.as_deref().unwrap_or_default();
    let id = message.id.map_or("null", RawValue::get);
    let params = message
        .params
        .map(|params| RawObject::parse(params.get(), &["_meta", "name", "uri", "cursor"]))
        .transpose()
        .map_err(|error| Error::InvalidMeta(format!("the params are refused: {error}")))?
        .unwrap_or_default();
    let asking = Asking::read(&params)?;
    checks::version(arrival.headers, &asking)?;
    checks::headers(arrival, method, &params)?;
    match method {
        "server/discover" => {
            let shown = arrival
                .gateway
                .shown_to(arrival.caller.principal, arrival.endpoint);
            let endpoint = shown.as_ref().unwrap_or(arrival.endpoint);
            Ok(json(&results::discovered(endpoint), id))
        }
        "subscriptions/listen" => listen::listen(arrival, id, &params).await,
        // What this era does not have any more.
        "initialize" | "ping" | "logging/setLevel" | "resources/subscribe" | "resources/unsubscribe" => {
            Err(Error::UnknownMethod(method.to_owned()))
        }
        _ => {
            if let Some(list) = lists::of_method(method) {
                let peer = Peer::stateless(arrival.caller.principal);
                let (page, _) =
                    lists::page(arrival.gateway, arrival.endpoint, &peer, list, message.params).await?;
                return Ok(reply::json(results::list(arrival.endpoint, &page, id)));
            }
            let call = Call {
                gateway: arrival.gateway,
                endpoint: arrival.endpoint,
                caller: arrival.caller,
                client: &asking.client,
                capabilities: asking.capabilities,
                came: arrival.came,
                began: arrival.began,
            };
            stateless::answer(&call, method, message.params, &params, id).await
        }
    }
}

fn json(result: &[u8], id: &str) -> Response<Body> {
    reply::json(Pieces::One(crate::envelope::result_frame(id, result).into()))
}
