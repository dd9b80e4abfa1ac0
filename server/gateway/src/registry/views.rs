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
use crate::{
    Offering,
    upstream::{
        lane::{Lane, Peer},
        sharing::Rule,
    },
};

/// What servers offer, where that is not what they offer to everybody.
pub(crate) type Offerings = HashMap<ServerId, Arc<Offering>>;

/// What is different, by lane.
#[derive(Default)]
pub(crate) struct Views {
    lanes: DashMap<Lane, Offerings>,
    /// Endpoints as they look then.
    built: DashMap<(Place, EndpointId), Built>,
    /// Hardly any lane sees something else: then nothing has to be looked up.
    are_any: AtomicBool,
}

/// From where clients see the same: the lane of theirs on which something is different, and whether they can be asked,
/// since that decides which servers they reach on it.
type Place = (Lane, bool);

struct Built {
    /// What it was built from.
    base: Arc<Namespace>,
    seen: Arc<Endpoint>,
}

impl Views {
    /// Notes what a server offers on a lane; `None`: the same as to everybody. Not to be called by two tasks at once.
    pub(crate) fn learn(&self, lane: Lane, server_id: ServerId, offering: Option<Arc<Offering>>) {
        if let Some(offering) = offering {
            self.lanes.entry(lane).or_default().insert(server_id, offering);
        } else {
            if let Some(mut offered) = self.lanes.get_mut(&lane) {
                offered.remove(&server_id);
            }
            self.lanes.remove_if(&lane, |_, offered| offered.is_empty());
        }
        // A view is made of several lanes.
        self.built.clear();
        self.are_any.store(!self.lanes.is_empty(), Ordering::Release);
    }

    /// From where a client sees something else than everybody, if it does.
    pub(crate) fn place(&self, peer: &Peer) -> Option<Place> {
        if !self.are_any.load(Ordering::Acquire) {
            return None;
        }
        let lane = peer.lanes().find(|lane| self.lanes.contains_key(lane))?;
        Some((lane, peer.is_askable()))
    }

    /// The endpoint as it looks to a client. `rule` says how the connections of a server are shared.
    pub(crate) fn of(
        &self,
        registry: &Registry,
        peer: &Peer,
        rule: impl Fn(ServerId) -> Rule,
        endpoint: Arc<Endpoint>,
    ) -> Arc<Endpoint> {
        let Some(place) = self.place(peer) else {
            return endpoint;
        };
        let key = (place, endpoint.id);
        let built = self.built.get(&key);
        if let Some(built) = built.filter(|built| Arc::ptr_eq(&built.base, &endpoint.namespace)) {
            return built.seen.clone();
        }
        let Some(seen) = registry
            .view(&endpoint, &self.offered_to(peer, rule))
            .map(Arc::new)
        else {
            return endpoint;
        };
        let base = endpoint.namespace.clone();
        let seen_there = seen.clone();
        self.built.insert(key, Built { base, seen });
        seen_there
    }

    fn offered_to(&self, peer: &Peer, rule: impl Fn(ServerId) -> Rule) -> Offerings {
        let on_lane = |lane: Lane| {
            let offered = self.lanes.get(&lane);
            let offered = offered.map(|offered| offered.clone()).unwrap_or_default();
            let serves = |server_id: ServerId| rule(server_id).lane(peer).seen_from() == lane;
            offered
                .into_iter()
                .filter(move |(server_id, _)| serves(*server_id))
                .collect::<Vec<_>>()
        };
        peer.lanes().flat_map(on_lane).collect()
    }
}
