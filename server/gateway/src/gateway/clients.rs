//! All clients, as servers are told of them.

use std::sync::Arc;

use model::ServerId;

use crate::{
    client::{modern::subscribers::Subscribers, sessions::Sessions},
    upstream::{
        lane::Lane,
        sharing::Rule,
        wishes::{Wish, Wishes},
    },
};

/// Those with sessions, and those without.
pub(super) struct Clients {
    pub(super) sessions: Arc<Sessions>,
    pub(super) subscribers: Arc<Subscribers>,
}

impl Wishes for Clients {
    fn of(&self, server_id: ServerId, lane: Lane, rule: Rule) -> Wish {
        let of_sessions = self.sessions.wish(server_id, lane, rule);
        of_sessions.and(self.subscribers.wish(server_id, lane, rule))
    }
}
