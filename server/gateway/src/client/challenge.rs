//! `WWW-Authenticate`: what a refused client has to bring, and where it finds out how to get it (RFC 6750 §3,
//! RFC 9728 §5.1).

use http::HeaderValue;
use model::Scopes;

use super::Door;
use crate::{Error, registry::Endpoint};

/// For endpoints that take nothing but keys.
const OF_KEYS: &str = "Bearer realm=\"MetaMCP\"";

/// The header for a refusal that another credential could change. Where somebody is known and has no right, no code of
/// RFC 6750 says so: without one, no client refreshes a token that is good, or asks for scopes that would not help.
pub(crate) fn of(error: &Error, endpoint: &Endpoint, door: Door<'_>, base: &str) -> Option<HeaderValue> {
    let problem = match error {
        Error::KeyMissing { .. }
        | Error::TokenMissing { .. }
        | Error::KeyElsewhere
        | Error::KeyForbidden
        | Error::TokenForbidden
        | Error::SsoNeeded => None,
        Error::KeyUnknown
        | Error::KeyExpired
        | Error::KeyInQuery
        | Error::TokenUnknown
        | Error::TokenElsewhere => Some("invalid_token"),
        Error::ScopeMissing => Some("insufficient_scope"),
        _ => return None,
    };
    if !endpoint.auth.takes_oauth() {
        return Some(HeaderValue::from_static(OF_KEYS));
    }
    let mut parts = vec![format!("{OF_KEYS}, scope=\"{}\"", Scopes::MCP)];
    // Without a URL of our own there is nothing to point at.
    if !base.is_empty() {
        let (endpoint, door) = (&endpoint.name, door.resource());
        parts.push(format!(
            "resource_metadata=\"{base}/.well-known/oauth-protected-resource/metamcp/{endpoint}/{door}\""
        ));
    }
    if let Some(problem) = problem {
        parts.push(format!("error=\"{problem}\", error_description=\"{error}\""));
    }
    HeaderValue::try_from(parts.join(", ")).ok()
}
