//! A request of a client that somebody watches, with everything that is done for its sake.

use std::sync::Arc;

use bytes::Bytes;
use http::{Response, request::Parts};

use super::{
    Wires,
    event::{Towards, Wire, WireContent, WireEvent},
    watcher::Watcher,
};
use crate::CallRecord;

tokio::task_local! {
    static CURRENT: Arc<Exchange>;
}

/// A client's request that is watched.
pub(crate) struct Exchange {
    id: u64,
    session: Option<u64>,
    wires: Arc<Wires>,
    pub(super) watchers: Vec<Arc<Watcher>>,
}

/// The exchange for whose sake the present task works.
pub(crate) fn current() -> Option<Arc<Exchange>> {
    CURRENT.try_with(Arc::clone).ok()
}

/// Works for the sake of an exchange.
pub(crate) async fn within<T>(exchange: Arc<Exchange>, work: impl Future<Output = T>) -> T {
    CURRENT.scope(exchange, work).await
}

impl Exchange {
    pub(super) fn new(wires: &Arc<Wires>, session: Option<u64>, watchers: Vec<Arc<Watcher>>) -> Arc<Self> {
        Arc::new(Self {
            id: wires.next(),
            session,
            wires: wires.clone(),
            watchers,
        })
    }

    /// Its number.
    pub(super) fn id(&self) -> u64 {
        self.id
    }

    /// The client's request came in.
    pub(crate) fn request(&self, parts: &Parts) {
        let target = parts.uri.path_and_query();
        self.tell(WireContent::Request {
            method: parts.method.clone(),
            target: target.map_or_else(String::new, ToString::to_string),
            headers: parts.headers.clone(),
        });
    }

    /// The gateway's answer goes out.
    pub(crate) fn response<B>(&self, response: &Response<B>) {
        self.tell(WireContent::Response {
            status: response.status(),
            headers: response.headers().clone(),
        });
    }

    /// A part of a body.
    pub(crate) fn data(&self, towards: Towards, data: &Bytes) {
        self.tell(WireContent::Data(towards, data.clone()));
    }

    /// Nothing more is said.
    pub(crate) fn end(&self) {
        self.tell(WireContent::End);
    }

    /// The call that it is has ended.
    pub(crate) fn call(&self, record: &CallRecord) {
        self.tell(WireContent::Call(Box::new(record.clone())));
    }

    fn tell(&self, content: WireContent) {
        let event = WireEvent {
            at: self.wires.now(),
            exchange: Some(self.id),
            flow: self.id,
            wire: Wire::Client {
                session: self.session,
            },
            content,
        };
        for watcher in &self.watchers {
            watcher.tell(event.clone());
        }
    }
}
