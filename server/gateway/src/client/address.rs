//! Which of the gateway's addresses a request was sent to.
//!
//! Tokens are issued under one address and good there; what a refused client is told names it. A page whose own name
//! turns to our address (DNS rebinding) calls us by that name, so names that nobody configured are refused. Numbers and
//! `localhost` cannot be rebound: programs beside the gateway use them whatever its public address is, and are told that one.

use http::{header::HOST, request::Parts};
use model::{Meant, cannot_be_rebound, host_name};

use crate::{Error, error::quoted, gateway::Inner};

/// The address, where any are known.
pub(crate) fn of<'a>(gateway: &'a Inner, parts: &'a Parts) -> Result<Option<Meant<'a>>, Error> {
    let Some(known) = &gateway.options.public_urls else {
        return Ok(None);
    };
    // Browsers always name a host.
    let Some(host) = host(parts) else {
        return Ok(Some(Meant::Known(known.primary())));
    };
    match known.meant(host, None) {
        Ok(meant) => Ok(Some(meant)),
        Err(_) if cannot_be_rebound(host_name(host)) => Ok(Some(Meant::Known(known.primary()))),
        Err(_) => Err(Error::Address(quoted(host))),
    }
}

/// The host that a request names. HTTP/2 carries it in the URI.
pub(crate) fn host(parts: &Parts) -> Option<&str> {
    let header = parts.headers.get(HOST).and_then(|host| host.to_str().ok());
    header.or(parts.uri.authority().map(http::uri::Authority::as_str))
}
