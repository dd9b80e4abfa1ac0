//! Who a request comes from, decided from the state in memory alone.

use http::{HeaderMap, header::AUTHORIZATION};
use model::{EndpointAuth, Meant, Owner, Scope};
use sha2::{Digest, Sha256};
use url::form_urlencoded;

use crate::{
    ACCESS_TOKEN_PREFIX, Error, Issuer, PrincipalId, recorder,
    registry::{
        Endpoint, State,
        credentials::{Credential, Credentials},
    },
};

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Caller {
    /// In whose name.
    pub(crate) principal: PrincipalId,
    /// What was shown.
    pub(crate) credential: Option<Credential>,
}

impl Caller {
    /// This process itself asks in somebody's name: whoever comes from outside as a person has shown something.
    pub(crate) fn is_inside(self) -> bool {
        self.credential.is_none() && matches!(self.principal, PrincipalId::User(_))
    }
}

/// Checks the key or the access token of a request, and its right to this endpoint. The address is the gateway's own, as
/// the request names it.
pub(crate) fn authenticate(
    state: &State,
    endpoint: &Endpoint,
    address: Option<Meant<'_>>,
    headers: &HeaderMap,
    query: Option<&str>,
) -> Result<Caller, Error> {
    let auth = endpoint.auth;
    if auth.is_open() {
        return Ok(Caller {
            principal: PrincipalId::Anonymous(endpoint.id),
            credential: None,
        });
    }
    let (key, bearer) = (key_header(headers), bearer(headers));
    if auth.takes_oauth() && (key.is_none() || !auth.takes_keys()) {
        match bearer {
            Some(token) if token.starts_with(ACCESS_TOKEN_PREFIX.as_bytes()) => {
                return by_token(state.credentials(), endpoint, address, token);
            }
            Some(_) if !auth.takes_keys() => return Err(Error::TokenUnknown),
            None if !auth.takes_keys() => return Err(Error::TokenMissing { or_key: false }),
            _ => {}
        }
    }
    let digest = match key.or(bearer) {
        Some(key) => Sha256::digest(key),
        None => digest_of_query(auth, query)?,
    };
    by_key(state.credentials(), endpoint, &digest.into())
}

fn by_key(accepted: &Credentials, endpoint: &Endpoint, digest: &[u8; 32]) -> Result<Caller, Error> {
    // Only digests are compared, and nobody can choose a digest: the look-up's timing tells nothing about keys.
    let now = recorder::now();
    let key = accepted.key(digest, now).ok_or(Error::KeyUnknown)?;
    if !key.holds_at(now) {
        return Err(Error::KeyExpired);
    }
    if !key.opens(endpoint.id) {
        return Err(Error::KeyElsewhere);
    }
    if !accepted.opens(endpoint.owner, key.owner) {
        return Err(Error::KeyForbidden);
    }
    key.used(now);
    Ok(Caller {
        principal: key.principal(),
        credential: Some(Credential::Key(key.id)),
    })
}

/// The token says what it was issued for; whether that still holds is known here. What is not of this endpoint is told
/// after the token has proved to be ours.
fn by_token(
    accepted: &Credentials,
    endpoint: &Endpoint,
    address: Option<Meant<'_>>,
    token: &[u8],
) -> Result<Caller, Error> {
    let token = std::str::from_utf8(token).map_err(|_| Error::TokenUnknown)?;
    let token = accepted.open(token).ok_or(Error::TokenUnknown)?;
    let authorization = accepted
        .authorization(token.authorization_id)
        .ok_or(Error::TokenUnknown)?;
    let is_of_address = address.is_none_or(|address| token.issuer == Issuer::of(&address.url()));
    if !is_of_address || token.endpoint_id != endpoint.id || authorization.endpoint_id != endpoint.id {
        return Err(Error::TokenElsewhere);
    }
    if !token.scopes.has(Scope::Mcp) {
        return Err(Error::ScopeMissing);
    }
    if !accepted.opens(endpoint.owner, Owner::Person(authorization.user_id)) {
        return Err(Error::TokenForbidden);
    }
    if !endpoint.admits(authorization.user_id) {
        return Err(Error::SsoNeeded);
    }
    authorization.used(recorder::now());
    Ok(Caller {
        principal: PrincipalId::User(authorization.user_id),
        credential: Some(Credential::Authorization(authorization.id)),
    })
}

fn key_header(headers: &HeaderMap) -> Option<&[u8]> {
    let key = headers.get("x-api-key")?.as_bytes().trim_ascii();
    (!key.is_empty()).then_some(key)
}

fn bearer(headers: &HeaderMap) -> Option<&[u8]> {
    let (scheme, token) = headers
        .get(AUTHORIZATION)?
        .as_bytes()
        .trim_ascii()
        .split_at_checked(7)?;
    let token = token.trim_ascii();
    (scheme.eq_ignore_ascii_case(b"bearer ") && !token.is_empty()).then_some(token)
}

fn digest_of_query(auth: EndpointAuth, query: Option<&str>) -> Result<sha2::digest::Output<Sha256>, Error> {
    let is_allowed = auth.takes_keys_in_query();
    let pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    let key = pairs
        .into_iter()
        .find(|(name, key)| matches!(&**name, "api_key" | "apikey") && !key.is_empty());
    match key {
        Some((_, key)) if is_allowed => Ok(Sha256::digest(key.as_bytes())),
        Some(_) => Err(Error::KeyInQuery),
        None if auth.takes_oauth() => Err(Error::TokenMissing { or_key: true }),
        None => Err(Error::KeyMissing { in_query: is_allowed }),
    }
}
