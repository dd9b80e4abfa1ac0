//! Calls that the gateway makes for the dashboard, on the path that clients' calls take.

use std::{sync::Arc, time::Instant};

use http::HeaderMap;
use model::EndpointId;
use serde::Deserialize;
use serde_json::value::RawValue;
use tokio_util::sync::CancellationToken;

use super::Inner;
use crate::{
    Error, PrincipalId,
    envelope::Answer,
    error::quoted,
    pipeline::{context::Context, forward, resolve, sender::Sender, trace::Trace},
    raw::write_string,
    upstream::{caller::Brought, lane::Peer},
};

/// How such calls name their client in records.
const CLIENT: &str = "MetaMCP dashboard";

/// Calls a tool of an endpoint and waits for its result.
pub(super) async fn call_tool(
    gateway: &Inner,
    endpoint_id: EndpointId,
    principal: PrincipalId,
    tool: &str,
    arguments: &RawValue,
) -> Result<Box<RawValue>, Error> {
    let began = Instant::now();
    if gateway.closing.is_cancelled() {
        return Err(Error::Closing);
    }
    let found = gateway.registry.state().endpoint_by_id(endpoint_id).cloned();
    let endpoint = found.ok_or_else(|| Error::UnknownEndpoint(endpoint_id.to_string()))?;
    let peer = Peer::shared(principal);
    let endpoint = gateway.seen_by(&peer, gateway.registry.complete(endpoint).await);
    let params = params(tool, arguments);
    let call = resolve::tool_call(&endpoint.namespace.catalogue, Some(&params))?;
    let context = Context {
        endpoint,
        principal,
        client: Arc::from(CLIENT),
        peer,
        asker: None,
        brought: Brought::default(),
        sender: Sender::default(),
        began,
        trace: Trace::of(gateway.options.tracing, &HeaderMap::new(), None),
    };
    let answer = forward::run(
        gateway,
        &context,
        "tools/call",
        &call,
        &CancellationToken::new(),
        None,
    )
    .await?;
    result(&answer)
}

/// The parameters of such a call.
pub(crate) fn params(tool: &str, arguments: &RawValue) -> Box<RawValue> {
    let mut params = b"{\"name\":".to_vec();
    write_string(&mut params, tool);
    params.extend_from_slice(b",\"arguments\":");
    params.extend_from_slice(arguments.get().as_bytes());
    params.push(b'}');
    serde_json::from_slice(&params).expect("put together from valid JSON")
}

fn result(answer: &Answer) -> Result<Box<RawValue>, Error> {
    #[derive(Deserialize)]
    struct Object {
        #[serde(default)]
        code: i64,
        #[serde(default)]
        message: String,
    }

    if let Some(result) = answer.result() {
        return Ok(serde_json::from_slice(result).expect("the envelope was valid JSON"));
    }
    let error = answer.error().unwrap_or_default();
    match serde_json::from_slice(error) {
        Ok(Object { code, message }) => Err(Error::Answered { code, message }),
        Err(_) => Err(Error::Answered {
            code: 0,
            message: quoted(&String::from_utf8_lossy(error)),
        }),
    }
}
