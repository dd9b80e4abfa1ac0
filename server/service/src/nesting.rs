//! Namespaces in namespaces: a server that stands for a namespace puts it into every namespace that has the server.
//!
//! None may be in itself, over however many others, switched off or not: what is switched off is switched on one day,
//! and that must not fail.

mod cycle;

use std::collections::{BTreeMap, HashMap, HashSet};

use model::{Candidate, FieldErrors, NamespaceId, Owner, Problem, ServerId};
use store::ServerRecord;

use crate::{Caller, installation::Installation, namespaces::usable};

/// Which servers namespaces have, and which namespaces servers stand for.
pub(crate) struct Nesting {
    members: BTreeMap<NamespaceId, Vec<ServerId>>,
    inner: HashMap<ServerId, NamespaceId>,
}

impl Nesting {
    /// As it is saved.
    pub(crate) fn of(installation: &Installation) -> Self {
        let members = |id| installation.members(id).map(|member| member.server_id).collect();
        let namespaces = installation.namespaces().iter();
        let servers = installation.servers().iter();
        Self {
            members: namespaces
                .map(|namespace| (namespace.id, members(namespace.id)))
                .collect(),
            inner: servers
                .filter_map(|server| Some((server.id, server.namespace_id?)))
                .collect(),
        }
    }

    /// Gives a namespace these servers and no others.
    pub(crate) fn set_members(&mut self, namespace: NamespaceId, servers: Vec<ServerId>) {
        self.members.insert(namespace, servers);
    }

    /// Lets a server stand for a namespace, or for none.
    pub(crate) fn set_inner(&mut self, server: ServerId, inner: Option<NamespaceId>) {
        match inner {
            Some(inner) => self.inner.insert(server, inner),
            None => self.inner.remove(&server),
        };
    }

    /// The namespace that a server stands for.
    pub(crate) fn inner(&self, server: ServerId) -> Option<NamespaceId> {
        self.inner.get(&server).copied()
    }

    /// A cycle that was not there before: from a namespace over those that are in it, each in the one before, back to it.
    /// Where there are several, names decide: ids are made anew with every attempt.
    pub(crate) fn new_cycle<'a>(
        &self,
        before: &Self,
        name: impl Fn(NamespaceId) -> Option<&'a String>,
    ) -> Option<Vec<NamespaceId>> {
        let (known, mut edges): (HashSet<_>, Vec<_>) = (before.edges().collect(), self.edges().collect());
        edges.sort_by_key(|(outer, inner)| (name(*outer), name(*inner)));
        let added: Vec<_> = edges
            .iter()
            .copied()
            .filter(|edge| !known.contains(edge))
            .collect();
        cycle::closed_by(&added, &edges)
    }

    /// The namespaces that show what a server offers, if it is not switched off: those that have it, and those that have
    /// one of them.
    pub(crate) fn around(&self, server: ServerId) -> HashSet<NamespaceId> {
        let having = |(namespace, servers): (&NamespaceId, &Vec<ServerId>)| {
            servers.contains(&server).then_some(*namespace)
        };
        let mut around: HashSet<_> = self.members.iter().filter_map(having).collect();
        loop {
            let known = around.len();
            let outer = self.edges().filter(|(_, inner)| around.contains(inner));
            let outer: Vec<_> = outer.map(|(outer, _)| outer).collect();
            around.extend(outer);
            if around.len() == known {
                return around;
            }
        }
    }

    /// Every namespace with every one that is in it.
    fn edges(&self) -> impl Iterator<Item = (NamespaceId, NamespaceId)> {
        self.members.iter().flat_map(|(outer, servers)| {
            servers
                .iter()
                .filter_map(|server| Some((*outer, *self.inner.get(server)?)))
        })
    }
}

/// Fills in the id of the namespace that a pasted server of `owner` names.
pub(crate) fn fill_in(
    installation: &Installation,
    owner: Owner,
    candidate: &mut Candidate,
) -> Result<(), FieldErrors> {
    let Some(name) = candidate.namespace.take() else {
        return Ok(());
    };
    match usable::by_name(installation, owner, &name) {
        Some(namespace) => {
            candidate.input.namespace_id = namespace.id.to_string();
            Ok(())
        }
        None => Err(FieldErrors::of("namespace_id", Problem::Missing { name })),
    }
}

/// Refuses a server that stands for a namespace which is not there for the caller or for the server's owner, or which
/// would be in itself then.
pub(crate) fn check_server(
    caller: &Caller,
    before: &Installation,
    server: &ServerRecord,
) -> Result<(), FieldErrors> {
    let Some(inner) = server.namespace_id else {
        return Ok(());
    };
    usable::check(caller, before, "server", server.owner, inner)?;
    let mut after = Nesting::of(before);
    after.set_inner(server.id, Some(inner));
    check(before, &after).map_err(|problem| FieldErrors::of("namespace_id", problem))
}

/// Refuses servers of which one would put a namespace into itself.
pub(crate) fn check_members(
    before: &Installation,
    namespace: NamespaceId,
    servers: Vec<ServerId>,
) -> Result<(), FieldErrors> {
    let mut after = Nesting::of(before);
    after.set_members(namespace, servers);
    check(before, &after).map_err(|problem| FieldErrors::of("servers", problem))
}

fn check(before: &Installation, after: &Nesting) -> Result<(), Problem> {
    let name = |id| Some(&before.namespace(id)?.name);
    match after.new_cycle(&Nesting::of(before), name) {
        None => Ok(()),
        Some(cycle) => Err(in_words(&cycle, name)),
    }
}

/// A cycle as people are told of it.
pub(crate) fn in_words<'a>(
    cycle: &[NamespaceId],
    name: impl Fn(NamespaceId) -> Option<&'a String>,
) -> Problem {
    Problem::NamespaceCycle {
        path: cycle.iter().filter_map(|id| name(*id).cloned()).collect(),
    }
}
