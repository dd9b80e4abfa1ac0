//! What is known of the servers' tools.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Duration,
};

use model::ServerId;
use tokio::time::Instant;

use crate::{CatalogueSeed, ToolDefinition, UpstreamSpec};

/// The last known tools of every server.
#[derive(Default)]
pub(super) struct Listings {
    servers: HashMap<ServerId, Listing>,
}

struct Listing {
    spec: Arc<UpstreamSpec>,
    tools: Vec<ToolDefinition>,
    knowledge: Knowledge,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Knowledge {
    /// Never answered; being asked since then.
    Asking(Instant),
    /// Never answered, and the first attempt failed: nobody waits any longer.
    Unanswered,
    /// Answered, at some time.
    Known,
}

impl Listings {
    /// Takes over the servers of a snapshot. What was learned since is newer than a seed. Returns the servers to
    /// ask: those never heard of, and those whose settings changed.
    pub(super) fn apply(&mut self, specs: &[Arc<UpstreamSpec>], seeds: Vec<CatalogueSeed>) -> Vec<ServerId> {
        let ids: HashSet<ServerId> = specs.iter().map(|spec| spec.id).collect();
        self.servers.retain(|id, _| ids.contains(id));
        let mut seeds: HashMap<_, _> = seeds
            .into_iter()
            .map(|seed| (seed.server_id, seed.tools))
            .collect();
        let mut ask = Vec::new();
        for spec in specs {
            if let Some(listing) = self.servers.get_mut(&spec.id) {
                if listing.spec.transport != spec.transport {
                    ask.push(spec.id);
                }
                listing.spec = spec.clone();
                continue;
            }
            let (tools, knowledge) = match seeds.remove(&spec.id) {
                Some(tools) => (tools, Knowledge::Known),
                None => (Vec::new(), Knowledge::Asking(Instant::now())),
            };
            if knowledge != Knowledge::Known {
                ask.push(spec.id);
            }
            self.servers.insert(
                spec.id,
                Listing {
                    spec: spec.clone(),
                    tools,
                    knowledge,
                },
            );
        }
        ask
    }

    /// Notes an answer of a server; true when it is news.
    pub(super) fn learn(&mut self, server_id: ServerId, tools: Vec<ToolDefinition>) -> bool {
        let Some(listing) = self.servers.get_mut(&server_id) else {
            return false;
        };
        if listing.knowledge == Knowledge::Known && are_equal(&listing.tools, &tools) {
            return false;
        }
        listing.tools = tools;
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

    /// All servers.
    pub(super) fn servers(&self) -> Vec<ServerId> {
        self.servers.keys().copied().collect()
    }

    /// A server's name and its last known tools.
    pub(super) fn get(&self, server_id: ServerId) -> Option<(&str, &[ToolDefinition])> {
        self.servers
            .get(&server_id)
            .map(|listing| (&*listing.spec.name, &*listing.tools))
    }

    /// Until when the first list waits for this server; `None` when there is nothing to wait for.
    pub(super) fn awaited_until(&self, server_id: ServerId, first_list_wait: Duration) -> Option<Instant> {
        match self.servers.get(&server_id)?.knowledge {
            Knowledge::Asking(since) => Some(since + first_list_wait),
            Knowledge::Unanswered | Knowledge::Known => None,
        }
    }
}

fn are_equal(before: &[ToolDefinition], after: &[ToolDefinition]) -> bool {
    let is_same = |(before, after): (&ToolDefinition, &ToolDefinition)| {
        before.name == after.name && before.definition.get() == after.definition.get()
    };
    before.len() == after.len() && before.iter().zip(after).all(is_same)
}
