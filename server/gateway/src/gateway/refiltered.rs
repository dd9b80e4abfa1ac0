//! Keys that show other tools than before: those who have sessions with them are told.

use std::sync::Arc;

use model::EndpointId;

use super::Inner;
use crate::{
    PrincipalId,
    catalogue::ListChange,
    registry::{State, credentials::ToolFilter},
    upstream::lane::{Lane, Peer},
};

impl Inner {
    /// Tells the clients whose keys showed other tools in an earlier state. What changed at servers and namespaces they are
    /// told as everybody is.
    pub(super) fn tell_refiltered(&self, before: &State) {
        let state = self.registry.state();
        for (key_id, tools) in state.credentials().refiltered_since(before.credentials()) {
            let principal = PrincipalId::Key(key_id);
            for session in self.sessions.of_principal(principal) {
                let lists = self.differing_from(&session.peer, session.endpoint_id, tools.as_ref());
                session.tell_lists_changed(&lists);
            }
            let peer = Peer::stateless(principal);
            for endpoint_id in self.subscribers.endpoints_of(principal) {
                let lists = self.differing_from(&peer, endpoint_id, tools.as_ref());
                let lane = Some(Lane::Stateless(principal));
                self.subscribers.tell_lists_changed(endpoint_id, lane, &lists);
            }
        }
    }

    /// The lists of an endpoint that look different to a client than with a filter of earlier; without one, it saw all.
    fn differing_from(
        &self,
        peer: &Peer,
        endpoint_id: EndpointId,
        before: Option<&Arc<ToolFilter>>,
    ) -> Vec<ListChange> {
        let state = self.registry.state();
        let Some(endpoint) = state.endpoint_by_id(endpoint_id).cloned() else {
            return Vec::new();
        };
        let rule = |server_id| self.upstreams.rule(server_id);
        let whole = self.views.of(&self.registry, peer, rule, endpoint);
        let now = self.shown_to(peer.principal, &whole);
        let now = now.as_ref().unwrap_or(&whole);
        match before {
            Some(tools) => {
                let seen = whole.namespace.with_tools(tools);
                now.namespace.catalogue.changed_lists(&seen.catalogue)
            }
            None => now.namespace.catalogue.changed_lists(&whole.namespace.catalogue),
        }
    }
}
