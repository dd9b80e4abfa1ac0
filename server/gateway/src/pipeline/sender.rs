//! Who sent a request, beside what its message says.

use std::{
    net::IpAddr,
    sync::{Arc, LazyLock},
};

use http::{HeaderMap, request::Parts};

use super::authenticate::Caller;
use crate::{middleware::Chain, registry::credentials::Credential, wires::exchange::Exchange};

/// The address of whoever sent a request, as an extension of the request: behind proxies, only who receives it knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

/// What a request came with.
#[derive(Clone, Copy)]
pub(crate) struct Came<'a> {
    pub(crate) headers: &'a HeaderMap,
    /// What was shown.
    pub(crate) credential: Option<Credential>,
    /// From where it was sent, where that is known.
    pub(crate) address: Option<IpAddr>,
    /// For those who watch it.
    pub(crate) exchange: Option<&'a Arc<Exchange>>,
}

/// What links of a chain may want to know of who sent a request.
#[derive(Clone, Default)]
pub(crate) struct Sender {
    pub(crate) credential: Option<Credential>,
    pub(crate) address: Option<IpAddr>,
    /// Only those that some link wants.
    pub(crate) headers: HeaderMap,
    /// For those who watch the request.
    pub(crate) exchange: Option<Arc<Exchange>>,
}

impl<'a> Came<'a> {
    /// With this request.
    pub(crate) fn with(parts: &'a Parts, caller: Caller) -> Self {
        Self {
            headers: &parts.headers,
            credential: caller.credential,
            address: parts.extensions.get().map(|ClientAddress(address)| *address),
            exchange: parts.extensions.get(),
        }
    }

    /// The same without headers, for whoever outlives the request.
    pub(crate) fn without_headers(&self) -> Came<'static> {
        static NONE: LazyLock<HeaderMap> = LazyLock::new(HeaderMap::new);
        Came {
            headers: &NONE,
            credential: self.credential,
            address: self.address,
            exchange: None,
        }
    }

    /// The same with these headers, for those who watch this exchange.
    pub(crate) fn with_headers<'b>(
        &self,
        headers: &'b HeaderMap,
        exchange: Option<&'b Arc<Exchange>>,
    ) -> Came<'b> {
        Came {
            headers,
            credential: self.credential,
            address: self.address,
            exchange,
        }
    }

    /// What the links of these chains may want to know.
    pub(crate) fn sender<'c>(&self, chains: impl Iterator<Item = &'c Chain>) -> Sender {
        let mut headers = HeaderMap::new();
        for name in chains.flat_map(Chain::wanted_headers) {
            if let Some(value) = self.headers.get(name) {
                headers.insert(name, value.clone());
            }
        }
        Sender {
            credential: self.credential,
            address: self.address,
            headers,
            exchange: self.exchange.cloned(),
        }
    }
}
