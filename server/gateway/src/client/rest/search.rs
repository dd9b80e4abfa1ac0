//! `GET /metamcp/{endpoint}/api/search?q=words&limit=8`: the tools that fit best, best first. The same search as that of
//! `search_tools`, at every endpoint, however it lists its tools.

use std::sync::Arc;

use http::{Response, request::Parts};
use url::form_urlencoded;

use crate::{
    Body, Error, PrincipalId, client::Entrance, gateway::Inner, pipeline::discovery::Discovery,
    upstream::lane::Peer,
};

/// The parameter with the words.
const QUERY: &str = "q";
/// The parameter that says how many are wanted.
const LIMIT: &str = "limit";

/// Answers with what a caller may call.
pub(in crate::client) async fn search(
    gateway: &Inner,
    entrance: &Entrance<'_>,
    principal: PrincipalId,
    parts: &Parts,
) -> Result<Response<Body>, Error> {
    let parameter = |name: &str| {
        let pairs = form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes());
        let mut pairs = pairs.filter(|(key, _)| key == name);
        pairs.next().map(|(_, value)| value.into_owned())
    };
    let words = parameter(QUERY).ok_or_else(|| {
        Error::InvalidParams(format!(
            "`{QUERY}` must say in a few words what the tool should do"
        ))
    })?;
    let search = Discovery::words(QUERY, &words, parameter(LIMIT).as_deref())?;
    let complete = gateway.registry.complete(Arc::clone(&entrance.endpoint)).await;
    let endpoint = gateway.seen_by(&Peer::shared(principal), complete);
    let found = search.find(gateway, &endpoint.namespace).await?;
    Ok(super::json(found.into_bytes()))
}
