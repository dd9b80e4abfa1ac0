//! `initialize`: the only way a session begins.

use std::{borrow::Cow, sync::Arc};

use http::{HeaderValue, Response};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{
    reply,
    session::{Beginning, Limits, Session},
};
use crate::{
    Body, Error,
    envelope::{Envelope, Pieces, result_frame},
    era::{SESSION_ID, Version},
    error::quoted,
    gateway::Inner,
    pipeline::authenticate::Caller,
    raw::RawObject,
    registry::Endpoint,
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Params<'a> {
    #[serde(borrow)]
    protocol_version: Cow<'a, str>,
    #[serde(borrow)]
    client_info: Option<&'a RawValue>,
    #[serde(borrow)]
    capabilities: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct ClientInfo<'a> {
    #[serde(borrow, default)]
    name: Cow<'a, str>,
    #[serde(borrow, default)]
    version: Cow<'a, str>,
}

/// Begins a session and introduces the namespace.
pub(crate) async fn initialize(
    gateway: &Inner,
    endpoint: &Arc<Endpoint>,
    caller: Caller,
    request: &Envelope<'_>,
) -> Result<Response<Body>, Error> {
    let shown = gateway.shown_to(caller.principal, endpoint);
    let endpoint = shown.as_ref().unwrap_or(endpoint);
    let session = gateway.sessions.begin(introduced(endpoint, caller, request)?)?;
    gateway.expect_calls(endpoint, &session);
    let limits = Limits::of(endpoint, &gateway.options);
    gateway.sessions.keep(&session, &limits).await;
    let mut response = reply::json(Pieces::One(answer(endpoint, &session, request).into()));
    let session_id =
        HeaderValue::try_from(session.id.to_string()).expect("hexadecimal digits are visible ASCII");
    response.headers_mut().insert(SESSION_ID, session_id);
    Ok(response)
}

/// The session that a client asks for. It counts only once it is taken in.
pub(crate) fn introduced(
    endpoint: &Endpoint,
    caller: Caller,
    request: &Envelope<'_>,
) -> Result<Session, Error> {
    let params = request.params.map_or("{}", |params| params.get());
    let params: Params<'_> = serde_json::from_str(params)
        .map_err(|error| Error::InvalidParams(format!("the params of initialize are not valid: {error}")))?;
    Ok(Session::new(Beginning {
        endpoint_id: endpoint.id,
        principal: caller.principal,
        is_inside: caller.is_inside(),
        version: Version::negotiate(&params.protocol_version),
        client: client_name(params.client_info.map(RawValue::get))?,
        client_info: params.client_info.map(RawValue::get),
        capabilities: offered(params.capabilities)?,
    }))
}

/// The answer to the client.
pub(crate) fn answer(endpoint: &Endpoint, session: &Session, request: &Envelope<'_>) -> Vec<u8> {
    let introduction = &endpoint.namespace.introduction;
    let result = [
        b"{\"protocolVersion\":\"",
        session.version.as_str().as_bytes(),
        b"\"",
        &introduction.members,
        b",\"serverInfo\":",
        &introduction.server_info,
        b"}",
    ]
    .concat();
    result_frame(request.id.map_or("null", |id| id.get()), &result)
}

/// Name and version from `clientInfo`; empty when there is none.
pub(super) fn client_name(info: Option<&str>) -> Result<Arc<str>, Error> {
    let Some(info) = info.filter(|info| *info != "null") else {
        return Ok(Arc::default());
    };
    let ClientInfo { name, version } = serde_json::from_str(info)
        .map_err(|error| Error::InvalidParams(format!("params.clientInfo is not valid: {error}")))?;
    Ok(quoted(format!("{name} {version}").trim()).into())
}

/// What the client offers to be asked, if that is anything.
fn offered(capabilities: Option<&RawValue>) -> Result<Option<&str>, Error> {
    let Some(raw) = capabilities.filter(|raw| raw.get() != "null") else {
        return Ok(None);
    };
    let object = RawObject::parse(raw.get(), &["roots", "sampling", "elicitation"])
        .map_err(|error| Error::InvalidParams(format!("params.capabilities is refused: {error}")))?;
    Ok((!object.fields().is_empty()).then(|| raw.get()))
}
