//! The server's side of the gateway: what passes on one connection.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use bytes::Bytes;
use http::{HeaderMap, Method, Response, StatusCode, Uri};
use model::ServerId;

use super::{
    Wires,
    event::{Towards, Wire, WireContent, WireEvent},
    exchange::{self, Exchange},
    watcher::Watcher,
};
use crate::{envelope::Envelope, raw::RawObject, session_id::SessionId};

/// Requests of watched exchanges that wait for their answers on one connection. Answers to more are told only where the
/// connection is the session's own.
const MAX_OWNED: usize = 1024;

/// What passes on a connection to a server.
pub(crate) struct Tap {
    wires: Arc<Wires>,
    wire: Wire,
    /// The flow of a connection that has only one.
    flow: u64,
    /// For whom requests were sent, by our id for them.
    owned: Mutex<HashMap<u64, Arc<Exchange>>>,
}

/// One HTTP request to a server with its answer, for those who watch. That it is over is told when it is dropped.
pub(crate) struct Flow(Hearers);

/// Those who watch, and what they are told with each event.
struct Hearers {
    wires: Arc<Wires>,
    wire: Wire,
    flow: u64,
    exchange: Option<u64>,
    watchers: Vec<Arc<Watcher>>,
}

impl Tap {
    /// That of a new connection.
    pub(crate) fn new(wires: Arc<Wires>, server_id: ServerId) -> Self {
        let connection = wires.next();
        Self {
            wires,
            wire: Wire::Server {
                server_id,
                connection,
            },
            flow: connection,
            owned: Mutex::default(),
        }
    }

    /// A line is on its way to a process. `request` is its id, if it is a request; `own` is the session whose own the connection
    /// is.
    pub(crate) fn line_out(
        &self,
        request: Option<u64>,
        line: &[u8],
        own: impl FnOnce() -> Option<SessionId>,
    ) {
        if !self.wires.is_watched() {
            return;
        }
        let exchange = exchange::current();
        if let (Some(id), Some(exchange)) = (request, &exchange) {
            let mut owned = self.owned();
            if owned.len() < MAX_OWNED {
                owned.insert(id, exchange.clone());
            }
        }
        let hearers = self.hearers(exchange.as_deref(), own());
        hearers.tell(|| WireContent::Line(Towards::Server, Bytes::copy_from_slice(line)));
    }

    /// A line has come from a process.
    pub(crate) fn line_in(&self, line: &Bytes, own: impl FnOnce() -> Option<SessionId>) {
        if !self.wires.is_watched() {
            return;
        }
        let exchange = self.owner(line);
        let hearers = self.hearers(exchange.as_deref(), own());
        hearers.tell(|| WireContent::Line(Towards::Client, line.clone()));
    }

    /// An HTTP request is about to be sent; nothing when nobody watches it.
    pub(crate) fn http(
        &self,
        method: &Method,
        uri: &Uri,
        headers: &HeaderMap,
        body: &Bytes,
        own: impl FnOnce() -> Option<SessionId>,
    ) -> Option<Flow> {
        if !self.wires.is_watched() {
            return None;
        }
        let mut told = self.hearers(exchange::current().as_deref(), own());
        if told.watchers.is_empty() {
            return None;
        }
        told.flow = self.wires.next();
        told.tell(|| WireContent::Request {
            method: method.clone(),
            target: uri.to_string(),
            headers: headers.clone(),
        });
        if !body.is_empty() {
            told.tell(|| WireContent::Data(Towards::Server, body.clone()));
        }
        Some(Flow(told))
    }

    fn hearers(&self, exchange: Option<&Exchange>, own: Option<SessionId>) -> Hearers {
        let mut watchers = match own {
            Some(session) => self.wires.watchers_of(session.handle()),
            None => Vec::new(),
        };
        for watcher in exchange.into_iter().flat_map(|exchange| &exchange.watchers) {
            if !watchers.iter().any(|it| Arc::ptr_eq(it, watcher)) {
                watchers.push(watcher.clone());
            }
        }
        Hearers {
            wires: self.wires.clone(),
            wire: self.wire,
            flow: self.flow,
            exchange: exchange.map(Exchange::id),
            watchers,
        }
    }

    /// The exchange that a line of a process belongs to: the answer to one of its requests, or progress of it.
    fn owner(&self, line: &Bytes) -> Option<Arc<Exchange>> {
        let envelope = Envelope::parse(line).ok()?;
        if envelope.method.is_none() {
            return self.owned().remove(&envelope.own_id()?);
        }
        let params = RawObject::parse(envelope.params?.get(), &[]).ok()?;
        let token: u64 = params.get("progressToken")?.get().parse().ok()?;
        self.owned().get(&token).cloned()
    }

    fn owned(&self) -> MutexGuard<'_, HashMap<u64, Arc<Exchange>>> {
        self.owned.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Flow {
    /// The head of the answer is here.
    pub(crate) fn response<B>(&self, response: &Response<B>) {
        let (status, headers): (StatusCode, &HeaderMap) = (response.status(), response.headers());
        self.0.tell(|| WireContent::Response {
            status,
            headers: headers.clone(),
        });
    }

    /// A part of the answer's body.
    pub(crate) fn data(&self, data: &Bytes) {
        self.0.tell(|| WireContent::Data(Towards::Client, data.clone()));
    }
}

impl Drop for Flow {
    fn drop(&mut self) {
        self.0.tell(|| WireContent::End);
    }
}

impl Hearers {
    fn tell(&self, content: impl Fn() -> WireContent) {
        let at = self.wires.now();
        for watcher in &self.watchers {
            watcher.tell(WireEvent {
                at,
                exchange: self.exchange,
                flow: self.flow,
                wire: self.wire,
                content: content(),
            });
        }
    }
}
