//! How far a change of owner reaches.

use std::collections::BTreeSet;

use model::{OwnedThing, Owner, Thing};

use crate::installation::Installation;

/// A thing and everything that has to get the same owner with it: what could not use it any more, what it could not use
/// any more, and so on; by kind and name.
pub(super) fn moved_with(installation: &Installation, thing: Thing, to: Owner) -> Vec<Thing> {
    let edges = edges(installation);
    let mut moved = BTreeSet::from([thing]);
    loop {
        let owner = |thing: Thing| {
            if moved.contains(&thing) {
                Some(to)
            } else {
                owner_of(installation, thing)
            }
        };
        let breaks = |(user, used): &&(Thing, Thing)| {
            let owners = owner(*user).zip(owner(*used));
            owners.is_some_and(|(user, used)| !installation.may_use(user, used))
        };
        let torn: Vec<Thing> = edges
            .iter()
            .filter(breaks)
            .flat_map(|(user, used)| [*user, *used])
            .filter(|thing| !moved.contains(thing))
            .collect();
        if torn.is_empty() {
            let mut moved: Vec<Thing> = moved.into_iter().collect();
            moved.sort_by_cached_key(|thing| named(installation, *thing));
            return moved;
        }
        moved.extend(torn);
    }
}

/// What the owner has already under the name of something that moves there. Names of endpoints are nobody's: there is one
/// of each.
pub(super) fn taken(installation: &Installation, moved: &[Thing], to: Owner) -> Vec<OwnedThing> {
    let named = |thing: &Thing| named(installation, *thing);
    let servers = installation
        .servers()
        .iter()
        .map(|it| (Thing::Server(it.id), it.owner));
    let namespaces = installation.namespaces().iter();
    let namespaces = namespaces.map(|it| (Thing::Namespace(it.id), it.owner));
    let kept: Vec<_> = servers
        .chain(namespaces)
        .filter(|(thing, owner)| *owner == to && !moved.contains(thing))
        .filter_map(|(thing, _)| named(&thing))
        .collect();
    let mut seen = kept;
    let mut taken = Vec::new();
    for thing in moved.iter().filter_map(named) {
        if seen.contains(&thing) {
            taken.push(thing);
        } else {
            seen.push(thing);
        }
    }
    taken
}

/// Whose a thing is.
pub(super) fn owner_of(installation: &Installation, thing: Thing) -> Option<Owner> {
    match thing {
        Thing::Server(id) => installation.server(id).map(|it| it.owner),
        Thing::Namespace(id) => installation.namespace(id).map(|it| it.owner),
        Thing::Endpoint(id) => installation.endpoint(id).map(|it| it.owner),
    }
}

/// What a thing is, and its name.
pub(super) fn named(installation: &Installation, thing: Thing) -> Option<OwnedThing> {
    let name = match thing {
        Thing::Server(id) => &installation.server(id)?.name,
        Thing::Namespace(id) => &installation.namespace(id)?.name,
        Thing::Endpoint(id) => &installation.endpoint(id)?.name,
    };
    Some(OwnedThing {
        kind: thing.kind(),
        name: name.clone(),
    })
}

/// Every thing with everything that it uses, as far as it may: what somebody lost by leaving a team counts no more.
fn edges(installation: &Installation) -> Vec<(Thing, Thing)> {
    let namespaces = installation.namespaces().iter().flat_map(|namespace| {
        let members = installation.members(namespace.id);
        members.map(|member| (Thing::Namespace(namespace.id), Thing::Server(member.server_id)))
    });
    let stand_ins = installation.servers().iter().filter_map(|server| {
        let used = Thing::Namespace(server.namespace_id?);
        Some((Thing::Server(server.id), used))
    });
    let endpoints = installation.endpoints().iter().map(|endpoint| {
        (
            Thing::Endpoint(endpoint.id),
            Thing::Namespace(endpoint.namespace_id),
        )
    });
    let is_allowed = |(user, used): &(Thing, Thing)| {
        let owners = owner_of(installation, *user).zip(owner_of(installation, *used));
        owners.is_some_and(|(user, used)| installation.may_use(user, used))
    };
    namespaces
        .chain(stand_ins)
        .chain(endpoints)
        .filter(is_allowed)
        .collect()
}
