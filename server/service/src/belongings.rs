//! What somebody or a team owns, and how others get it.

use model::{Heir, OwnedThing, Owner, Permission, ThingKind, Timestamp};
use store::{EndpointRecord, NamespaceRecord, ServerRecord, UserRecord};

use crate::{Conflict, Result, installation::Installation, sync::Write, visibility::Owned};

/// Everything that an owner has: servers, namespaces, endpoints and keys, each by name.
pub(crate) fn of(installation: &Installation, owner: Owner) -> Vec<OwnedThing> {
    let servers = named(ThingKind::Server, installation.servers(), owner, |server| {
        &server.name
    });
    let namespaces = named(ThingKind::Namespace, installation.namespaces(), owner, |it| {
        &it.name
    });
    let endpoints = named(ThingKind::Endpoint, installation.endpoints(), owner, |it| {
        &it.name
    });
    let keys = named(ThingKind::ApiKey, installation.api_keys(), owner, |key| &key.name);
    servers.chain(namespaces).chain(endpoints).chain(keys).collect()
}

/// Whether somebody can be given things: who only looks could never change or delete them.
pub(crate) fn may_inherit(user: &UserRecord) -> bool {
    user.role.may(Permission::KeepOwn)
}

/// Somebody as a choice.
pub(crate) fn heir(user: &UserRecord) -> Heir {
    Heir {
        id: user.id,
        name: user.name.clone(),
        email: user.email.clone(),
    }
}

/// Gives servers, namespaces and endpoints to another owner, who may have none of the same names. Keys stay: whoever
/// had them may still know them.
pub(crate) async fn hand_over(write: &Write, from: Owner, to: Owner, now: Timestamp) -> Result<()> {
    let things = taken(&write.before, from, to);
    if !things.is_empty() {
        return Err(Conflict::NamesTaken { things }.into());
    }
    for server in owned(write.before.servers(), from) {
        let given = ServerRecord {
            owner: to,
            updated_at: now,
            ..server.clone()
        };
        write.tx.servers().update(&given).await?;
    }
    for namespace in owned(write.before.namespaces(), from) {
        let given = NamespaceRecord {
            owner: to,
            updated_at: now,
            ..namespace.clone()
        };
        write.tx.namespaces().update(&given).await?;
    }
    for endpoint in owned(write.before.endpoints(), from) {
        let given = EndpointRecord {
            owner: to,
            updated_at: now,
            ..endpoint.clone()
        };
        write.tx.endpoints().update(&given).await?;
    }
    Ok(())
}

/// What both have under one name. Names of endpoints are nobody's: there is one of each.
fn taken(installation: &Installation, from: Owner, to: Owner) -> Vec<OwnedThing> {
    let of_heir = of(installation, to);
    of(installation, from)
        .into_iter()
        .filter(|thing| thing.kind != ThingKind::ApiKey && of_heir.contains(thing))
        .collect()
}

fn owned<T: Owned>(things: &[T], owner: Owner) -> impl Iterator<Item = &T> {
    things.iter().filter(move |thing| thing.owner() == owner)
}

fn named<T: Owned>(
    kind: ThingKind,
    things: &[T],
    owner: Owner,
    name: fn(&T) -> &String,
) -> impl Iterator<Item = OwnedThing> {
    owned(things, owner).map(move |thing| OwnedThing {
        kind,
        name: name(thing).clone(),
    })
}
