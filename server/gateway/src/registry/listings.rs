//! What is known of what the servers offer.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Duration,
};

use model::{NamespaceId, ServerId};
use tokio::time::Instant;

use crate::{CatalogueSeed, Offering, UpstreamSpec};

/// What every server offered when it was last asked.
#[derive(Default)]
pub(super) struct Listings {
    servers: HashMap<ServerId, Listing>,
}

struct Listing {
    spec: Arc<UpstreamSpec>,
    offering: Arc<Offering>,
    knowledge: Knowledge,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Knowledge {
    /// Never answered; being asked since then.
    Asking(Instant),
    /// Never answered, and the first attempt failed: nobody waits any longer.
    Unanswered,
    /// Only its tools are known, from an earlier time; being asked for the rest. Nobody waits.
    Partial,
    /// Answered, at some time.
    Known,
}

impl Listings {
    /// Takes over the servers of a snapshot. What was learned since is newer than a seed. Returns the servers to
    /// ask: those of which not everything is known, and those whose settings changed.
    pub(super) fn apply(&mut self, specs: &[Arc<UpstreamSpec>], seeds: Vec<CatalogueSeed>) -> Vec<ServerId> {
        let ids: HashSet<ServerId> = specs.iter().map(|spec| spec.id).collect();
        self.servers.retain(|id, _| ids.contains(id));
        let mut seeds: HashMap<_, _> = seeds.into_iter().map(|seed| (seed.server_id, seed)).collect();
        let mut ask = Vec::new();
        for spec in specs {
            // What a namespace offers is known here.
            let is_nested = spec.transport.namespace().is_some();
            if let Some(listing) = self.servers.get_mut(&spec.id) {
                if listing.spec.transport != spec.transport && !is_nested {
                    ask.push(spec.id);
                }
                listing.spec = spec.clone();
                continue;
            }
            let (offering, knowledge) = match seeds.remove(&spec.id) {
                Some(seed) if seed.is_complete || is_nested => (seed.offering, Knowledge::Known),
                Some(seed) => (seed.offering, Knowledge::Partial),
                None if is_nested => (Offering::default(), Knowledge::Known),
                None => (Offering::default(), Knowledge::Asking(Instant::now())),
            };
            if knowledge != Knowledge::Known {
                ask.push(spec.id);
            }
            self.servers.insert(
                spec.id,
                Listing {
                    spec: spec.clone(),
                    offering: Arc::new(offering),
                    knowledge,
                },
            );
        }
        ask
    }

    /// Notes what a server offers; true when it is news.
    pub(super) fn learn(&mut self, server_id: ServerId, offering: Arc<Offering>) -> bool {
        let Some(listing) = self.servers.get_mut(&server_id) else {
            return false;
        };
        if listing.knowledge == Knowledge::Known && listing.offering == offering {
            return false;
        }
        listing.offering = offering;
        listing.knowledge = Knowledge::Known;
        true
    }

    /// Notes that a server could not be asked; true when somebody may have waited for it.
    pub(super) fn give_up(&mut self, server_id: ServerId) -> bool {
        match self.servers.get_mut(&server_id) {
            Some(listing) if matches!(listing.knowledge, Knowledge::Asking(_)) => {
                listing.knowledge = Knowledge::Unanswered;
                true
            }
            _ => false,
        }
    }

    /// The namespace that a server stands for.
    pub(super) fn namespace(&self, server_id: ServerId) -> Option<NamespaceId> {
        self.servers.get(&server_id)?.spec.transport.namespace()
    }

    /// The servers that stand for a namespace.
    pub(super) fn standing_for(&self, namespace_id: NamespaceId) -> Vec<ServerId> {
        let is_it = |listing: &Listing| listing.spec.transport.namespace() == Some(namespace_id);
        self.servers
            .iter()
            .filter(|(_, it)| is_it(it))
            .map(|(id, _)| *id)
            .collect()
    }

    /// Servers that stand for a namespace, each with that.
    pub(super) fn nested(&self) -> impl Iterator<Item = (ServerId, NamespaceId)> {
        self.servers
            .iter()
            .filter_map(|(id, it)| Some((*id, it.spec.transport.namespace()?)))
    }

    /// A server's name and what it offers.
    pub(super) fn get(&self, server_id: ServerId) -> Option<(&str, &Arc<Offering>)> {
        self.servers
            .get(&server_id)
            .map(|listing| (&*listing.spec.name, &listing.offering))
    }

    /// Everything that the server offers is known, or nobody hopes to learn it soon.
    pub(super) fn is_settled(&self, server_id: ServerId) -> bool {
        self.servers
            .get(&server_id)
            .is_none_or(|listing| matches!(listing.knowledge, Knowledge::Known | Knowledge::Unanswered))
    }

    /// Until when the first list waits for this server; `None` when there is nothing to wait for.
    pub(super) fn awaited_until(&self, server_id: ServerId, first_list_wait: Duration) -> Option<Instant> {
        match self.servers.get(&server_id)?.knowledge {
            Knowledge::Asking(since) => Some(since + first_list_wait),
            Knowledge::Unanswered | Knowledge::Partial | Knowledge::Known => None,
        }
    }
}
