//! What is not declared goes, when the declaration says so. People stay.

use std::collections::HashSet;

use super::Planner;
use crate::transfer::steps::Step;

impl Planner<'_> {
    /// After everything else: what endpoints and namespaces used is free by then.
    pub(super) fn prune(&mut self) {
        let before = self.before;
        for endpoint in before.endpoints() {
            if !self.declaration.endpoints.contains_key(&endpoint.name) {
                self.delete("endpoint", &endpoint.name, Step::DeleteEndpoint(endpoint.id));
            }
        }
        // Servers first: some stand for namespaces that go.
        let kept: HashSet<_> = self.servers.values().map(|placed| placed.id).collect();
        for server in before
            .servers()
            .iter()
            .filter(|server| !kept.contains(&server.id))
        {
            self.delete("server", &server.name, Step::DeleteServer(server.id));
        }
        let kept: HashSet<_> = self.namespaces.values().map(|placed| placed.id).collect();
        for namespace in before
            .namespaces()
            .iter()
            .filter(|namespace| !kept.contains(&namespace.id))
        {
            self.delete("namespace", &namespace.name, Step::DeleteNamespace(namespace.id));
        }
        for key in before.api_keys() {
            if !self.api_keys.contains(&(key.name.clone(), key.owner)) {
                self.delete("API key", &key.name, Step::DeleteKey(key.id));
            }
        }
    }
}
