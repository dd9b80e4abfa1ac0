//! The body of an answer that is watched.

use std::sync::Arc;

use bytes::Bytes;

use super::{event::Towards, exchange::Exchange};

/// Tells what passes through a body, and once that it is over, however that comes.
pub(crate) struct Told(Option<Arc<Exchange>>);

impl Told {
    /// Nobody watches.
    pub(crate) const fn nobody() -> Self {
        Self(None)
    }

    /// Tells an exchange.
    pub(crate) fn to(exchange: Arc<Exchange>) -> Self {
        Self(Some(exchange))
    }

    /// A part passes towards the client.
    pub(crate) fn data(&self, data: &Bytes) {
        if let Some(exchange) = &self.0 {
            exchange.data(Towards::Client, data);
        }
    }
}

impl Drop for Told {
    fn drop(&mut self) {
        if let Some(exchange) = &self.0 {
            exchange.end();
        }
    }
}
