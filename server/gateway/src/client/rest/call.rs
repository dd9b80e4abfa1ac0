//! `POST /metamcp/{endpoint}/api/{tool}`: the body is the tool's arguments, the answer its result.

use std::{
    sync::{Arc, LazyLock},
    time::Instant,
};

use bytes::Bytes;
use http::{Response, request::Parts};
use serde_json::value::RawValue;
use tokio_util::sync::CancellationToken;

use super::{json, status_of_server};
use crate::{
    Body, Error,
    client::{headers::check_content_type, read},
    error::quoted,
    gateway::{Inner, own_calls},
    pipeline::{
        authenticate::Caller, context::Context, forward, recording::Refused, rounds::Wanted, route::Route,
        sender::Came, trace::Trace,
    },
    raw::{RawObject, checked_text},
    registry::Endpoint,
    upstream::lane::Peer,
};

/// What such a call is in MCP.
const METHOD: &str = "tools/call";

/// How such calls name their client in records.
static CLIENT: LazyLock<Arc<str>> = LazyLock::new(|| "REST".into());

/// Calls a tool. Dropping the future cancels the call at its server.
pub(in crate::client) async fn call<B>(
    gateway: &Inner,
    endpoint: &Arc<Endpoint>,
    caller: Caller,
    tool: &str,
    parts: &Parts,
    body: B,
) -> Result<Response<Body>, Error>
where
    B: http_body::Body<Data = Bytes>,
{
    let body = read::body(body, gateway.options.max_body_bytes).await?;
    let began = Instant::now();
    let params = if body.trim_ascii().is_empty() {
        own_calls::params(
            tool,
            RawValue::from_string("{}".to_owned())
                .expect("an object")
                .as_ref(),
        )
    } else {
        check_content_type(&parts.headers)?;
        own_calls::params(tool, arguments(&body)?)
    };
    let peer = Peer::shared(caller.principal);
    let came = Came::with(parts, caller);
    let refused = |error: &Error| {
        let refused = Refused {
            endpoint,
            principal: caller.principal,
            came,
            client: &CLIENT,
            session: None,
            began,
        };
        refused.record(gateway, METHOD, Some(&params), error);
    };
    let found = Route::find(gateway, endpoint, &peer, METHOD, Some(&params)).await;
    let (endpoint, route) = found.inspect_err(refused)?;
    let brought = gateway.upstreams.brought(route.servers(), &parts.headers)?;
    let sender = came.sender(route.chains());
    let forward = match route {
        Route::ToolCall(forward) => forward,
        Route::Discovery(discovery) => {
            let answer = discovery.answer(gateway, &endpoint.namespace).await?;
            return Ok(json(answer.result().unwrap_or_default().to_vec()));
        }
        _ => return Err(Error::UnknownTool(quoted(tool))),
    };
    let context = Context {
        endpoint,
        principal: caller.principal,
        client: CLIENT.clone(),
        peer,
        asker: None,
        brought,
        sender,
        began,
        trace: Trace::of(gateway.options.tracing, &parts.headers, None),
    };
    let never = CancellationToken::new();
    let answer = forward::run(gateway, &context, METHOD, &forward, &never, None).await?;
    if Wanted::of(&answer).is_some() {
        return Err(Error::Question(
            "the tool wants to ask its user something, for which REST has no way".to_owned(),
        ));
    }
    if let Some(result) = answer.result() {
        return Ok(json(result.to_vec()));
    }
    let error = answer.error().unwrap_or(b"{}");
    let mut response = json([b"{\"error\":", error, b"}"].concat());
    *response.status_mut() = status_of_server(answer.error_code().unwrap_or_default());
    Ok(response)
}

/// The arguments, as they were written.
fn arguments(body: &Bytes) -> Result<&RawValue, Error> {
    let refused = |error: &dyn std::error::Error| Error::Unparsable(crate::error::chain(error));
    let text = checked_text(body).map_err(|error| refused(&error))?;
    let raw: &RawValue = serde_json::from_str(text).map_err(|error| refused(&error))?;
    RawObject::parse(raw.get(), &[]).map_err(|error| {
        Error::InvalidParams(format!(
            "the body must be an object with the tool's arguments: {error}"
        ))
    })?;
    Ok(raw)
}
