//! What servers offer to some clients only.
//!
//! A server may show more to a client that can be asked something, or have a process of its own for a user, whose tools
//! changed. So what it offers on the connection of a lane holds for that lane, as long as the connection is there; all
//! others see what it offers to the gateway.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use dashmap::DashMap;
use model::{EndpointId, ServerId};

use super::{Endpoint, Namespace, Registry};
use crate::{Offering, upstream::lane::Lane};

/// What servers offer, where that is not what they offer to everybody.
pub(crate) type Offerings = HashMap<ServerId, Arc<Offering>>;

/// What is different, by lane.
#[derive(Default)]
pub(crate) struct Views {
    lanes: DashMap<Lane, View>,
    /// Hardly any lane sees something else: then nothing has to be looked up.
    are_any: AtomicBool,
}

#[derive(Default)]
struct View {
    offered: Offerings,
    /// Endpoints as they look then, with the namespaces that they were built from.
    endpoints: HashMap<EndpointId, (Arc<Namespace>, Arc<Endpoint>)>,
}

impl View {
    /// The endpoint as it was built last, unless its namespace has changed since.
    fn built(&self, endpoint: &Endpoint) -> Option<Arc<Endpoint>> {
        let (base, seen) = self.endpoints.get(&endpoint.id)?;
        Arc::ptr_eq(base, &endpoint.namespace).then(|| seen.clone())
    }
}

impl Views {
    /// Notes what a server offers on a lane; `None`: the same as to everybody. Not to be called by two tasks at once.
    pub(crate) fn learn(&self, lane: Lane, server_id: ServerId, offering: Option<Arc<Offering>>) {
        if let Some(offering) = offering {
            let mut view = self.lanes.entry(lane).or_default();
            view.offered.insert(server_id, offering);
            view.endpoints.clear();
            self.are_any.store(true, Ordering::Release);
            return;
        }
        if let Some(mut view) = self.lanes.get_mut(&lane) {
            view.offered.remove(&server_id);
            view.endpoints.clear();
        }
        self.lanes.remove_if(&lane, |_, view| view.offered.is_empty());
        self.are_any.store(!self.lanes.is_empty(), Ordering::Release);
    }

    /// Something is different on this lane.
    pub(crate) fn has(&self, lane: Lane) -> bool {
        self.are_any.load(Ordering::Acquire) && self.lanes.contains_key(&lane)
    }

    /// The endpoint as it looks on a lane.
    pub(crate) fn of(&self, registry: &Registry, lane: Lane, endpoint: Arc<Endpoint>) -> Arc<Endpoint> {
        if !self.are_any.load(Ordering::Acquire) {
            return endpoint;
        }
        // Requests of one lane do not wait for each other where it is built already.
        match self.lanes.get(&lane).map(|view| view.built(&endpoint)) {
            None => return endpoint,
            Some(Some(seen)) => return seen,
            Some(None) => {}
        }
        let Some(mut view) = self.lanes.get_mut(&lane) else {
            return endpoint;
        };
        let Some(seen) = registry.view(&endpoint, &view.offered).map(Arc::new) else {
            return endpoint;
        };
        let base = endpoint.namespace.clone();
        view.endpoints.insert(endpoint.id, (base, seen.clone()));
        seen
    }
}
