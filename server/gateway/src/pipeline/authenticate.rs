//! Who a request comes from, decided from the state in memory alone.

use http::{HeaderMap, header::AUTHORIZATION};
use model::{ApiKeyId, EndpointAuth};
use sha2::{Digest, Sha256};
use url::form_urlencoded;

use crate::{
    Error, PrincipalId, recorder,
    registry::{Endpoint, State},
};

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Caller {
    /// In whose name.
    pub(crate) principal: PrincipalId,
    /// The key that was shown.
    pub(crate) key: Option<ApiKeyId>,
}

/// Checks the key of a request, and its right to this endpoint.
pub(crate) fn authenticate(
    state: &State,
    endpoint: &Endpoint,
    headers: &HeaderMap,
    query: Option<&str>,
) -> Result<Caller, Error> {
    if endpoint.auth == EndpointAuth::None {
        return Ok(Caller {
            principal: PrincipalId::Anonymous(endpoint.id),
            key: None,
        });
    }
    let digest = match key_in_headers(headers) {
        Some(key) => Sha256::digest(key),
        None => digest_of_query(endpoint.auth, query)?,
    };
    // Only digests are compared, and nobody can choose a digest: the look-up's timing tells nothing about keys.
    let key = state.key(&digest.into()).ok_or(Error::KeyUnknown)?;
    if !endpoint.opens_to(key.owner) {
        return Err(Error::KeyForbidden);
    }
    key.used(recorder::now());
    Ok(Caller {
        principal: key.principal(),
        key: Some(key.id),
    })
}

fn key_in_headers(headers: &HeaderMap) -> Option<&[u8]> {
    let key = headers
        .get("x-api-key")
        .map(|value| value.as_bytes().trim_ascii());
    let bearer = || {
        let (scheme, token) = headers
            .get(AUTHORIZATION)?
            .as_bytes()
            .trim_ascii()
            .split_at_checked(7)?;
        scheme
            .eq_ignore_ascii_case(b"bearer ")
            .then(|| token.trim_ascii())
    };
    key.filter(|key| !key.is_empty())
        .or_else(bearer)
        .filter(|key| !key.is_empty())
}

fn digest_of_query(auth: EndpointAuth, query: Option<&str>) -> Result<sha2::digest::Output<Sha256>, Error> {
    let is_allowed = auth == EndpointAuth::ApiKeyOrQuery;
    let pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    let key = pairs
        .into_iter()
        .find(|(name, key)| matches!(&**name, "api_key" | "apikey") && !key.is_empty());
    match key {
        Some((_, key)) if is_allowed => Ok(Sha256::digest(key.as_bytes())),
        Some(_) => Err(Error::KeyInQuery),
        None => Err(Error::KeyMissing { in_query: is_allowed }),
    }
}
