//! Namespaces in namespaces: none may be in itself when everything is done.

use model::NamespaceId;

use super::Planner;
use crate::nesting::{Nesting, in_words};

impl Planner<'_> {
    pub(super) fn nesting(&mut self) {
        // What is about to go counts here too, but nothing that stays can contain it.
        let name = |id| self.name_of(id);
        let Some(cycle) = self.nesting.new_cycle(&Nesting::of(self.before), name) else {
            return;
        };
        let problem = in_words(&cycle, name);
        let path = self.path_of(&cycle);
        self.errors.add(&path, problem);
    }

    fn name_of(&self, id: NamespaceId) -> Option<&String> {
        let declared = self.namespaces.values().find(|placed| placed.id == id);
        declared
            .map(|placed| &placed.name)
            .or_else(|| Some(&self.before.namespace(id)?.name))
    }

    /// Where the declaration says what closes the cycle: a namespace of it, else the server that puts the second namespace
    /// into the first.
    fn path_of(&self, cycle: &[NamespaceId]) -> String {
        let declared = self
            .namespaces
            .iter()
            .find(|(_, placed)| cycle.contains(&placed.id));
        if let Some((label, _)) = declared {
            return format!("namespaces.{label}.servers");
        }
        let stand_in = self.servers.iter().find(|(_, placed)| {
            self.nesting
                .inner(placed.id)
                .is_some_and(|inner| cycle.contains(&inner))
        });
        let label = stand_in.map_or("", |(label, _)| label);
        format!("servers.{label}.namespace")
    }
}
