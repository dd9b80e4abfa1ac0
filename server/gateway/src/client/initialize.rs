//! `initialize`: the only way a session begins.

use std::{borrow::Cow, sync::Arc};

use http::{HeaderValue, Response};
use serde::Deserialize;

use super::{reply, session::Session};
use crate::{
    Body, Error,
    envelope::{Envelope, Pieces, result_frame},
    era::{SESSION_ID, Version},
    error::quoted,
    gateway::Inner,
    pipeline::authenticate::Caller,
    registry::Endpoint,
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Params<'a> {
    #[serde(borrow)]
    protocol_version: Cow<'a, str>,
    #[serde(borrow)]
    client_info: Option<ClientInfo<'a>>,
}

#[derive(Deserialize)]
struct ClientInfo<'a> {
    #[serde(borrow, default)]
    name: Cow<'a, str>,
    #[serde(borrow, default)]
    version: Cow<'a, str>,
}

/// Begins a session and introduces the namespace.
pub(crate) fn initialize(
    gateway: &Inner,
    endpoint: &Endpoint,
    caller: Caller,
    request: &Envelope<'_>,
) -> Result<Response<Body>, Error> {
    let params = request.params.map_or("{}", |params| params.get());
    let params: Params<'_> = serde_json::from_str(params)
        .map_err(|error| Error::InvalidParams(format!("the params of initialize are not valid: {error}")))?;
    let version = Version::negotiate(&params.protocol_version);
    let session = Session::new(
        endpoint.id,
        caller.principal,
        version,
        client_name(params.client_info),
    );
    let session = gateway.sessions.begin(session)?;

    let introduction = &endpoint.namespace.introduction;
    let result = [
        b"{\"protocolVersion\":\"",
        version.as_str().as_bytes(),
        b"\"",
        introduction,
    ]
    .concat();
    let id = request.id.map_or("null", |id| id.get());
    let mut response = reply::json(Pieces::One(result_frame(id, &result).into()));
    let session_id =
        HeaderValue::try_from(session.id.to_string()).expect("hexadecimal digits are visible ASCII");
    response.headers_mut().insert(SESSION_ID, session_id);
    Ok(response)
}

fn client_name(info: Option<ClientInfo<'_>>) -> Arc<str> {
    let Some(ClientInfo { name, version }) = info else {
        return Arc::default();
    };
    quoted(format!("{name} {version}").trim()).into()
}
