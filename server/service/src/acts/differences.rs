//! What became of what is configured, between two moments.

use std::collections::{BTreeSet, HashMap, HashSet};

use model::{ActThing, ActVerb, NamespaceId, TeamId};
use store::ApiKeyRecord;
use uuid::Uuid;

use crate::installation::Installation;

/// Everything that is new, different or gone. When something was last used is no difference.
pub(super) fn between(before: &Installation, after: &Installation) -> Vec<ActThing> {
    let teams = changed_teams(before, after);
    let namespaces = changed_namespaces(before, after);
    let nothing = HashSet::new();
    let mut things = Vec::new();
    macro_rules! compare {
        ($kind:literal, $all:ident, $name:ident, $inside:expr) => {
            compare(
                $kind,
                (before.$all(), after.$all()),
                |it| (it.id.as_uuid(), &it.$name),
                |a, b| a == b,
                $inside,
                &mut things,
            )
        };
    }
    compare!("user", users, name, &nothing);
    compare!("team", teams, name, &teams);
    compare!("server", servers, name, &nothing);
    compare!("namespace", namespaces, name, &namespaces);
    compare!("endpoint", endpoints, name, &nothing);
    compare!("provider", providers, name, &nothing);
    compare(
        "api_key",
        (before.api_keys(), after.api_keys()),
        |it| (it.id.as_uuid(), &it.name),
        is_same_key,
        &nothing,
        &mut things,
    );
    // Tokens are renewed all the time: that they are there or not is all there is to say.
    let (old, new) = (named_clients(before), named_clients(after));
    let name = |it: &'_ (Uuid, String)| it.0;
    let old_ids: HashSet<_> = old.iter().map(name).collect();
    let new_ids: HashSet<_> = new.iter().map(name).collect();
    let came = new.iter().filter(|it| !old_ids.contains(&it.0));
    let went = old.iter().filter(|it| !new_ids.contains(&it.0));
    things.extend(came.map(|(id, name)| thing(ActVerb::Created, "connected_client", *id, name)));
    things.extend(went.map(|(id, name)| thing(ActVerb::Deleted, "connected_client", *id, name)));
    things
}

fn compare<T>(
    kind: &str,
    (before, after): (&[T], &[T]),
    named: impl Fn(&T) -> (Uuid, &String),
    is_same: impl Fn(&T, &T) -> bool,
    inside: &HashSet<Uuid>,
    things: &mut Vec<ActThing>,
) {
    let mut old: HashMap<Uuid, &T> = before.iter().map(|it| (named(it).0, it)).collect();
    for new in after {
        let (id, name) = named(new);
        match old.remove(&id) {
            None => things.push(thing(ActVerb::Created, kind, id, name)),
            Some(old) if !is_same(old, new) || inside.contains(&id) => {
                things.push(thing(ActVerb::Changed, kind, id, name));
            }
            Some(_) => {}
        }
    }
    // In the order in which they were.
    let gone = before.iter().map(named).filter(|(id, _)| old.contains_key(id));
    things.extend(gone.map(|(id, name)| thing(ActVerb::Deleted, kind, id, name)));
}

fn thing(verb: ActVerb, kind: &str, id: Uuid, name: &str) -> ActThing {
    ActThing {
        verb,
        kind: kind.to_owned(),
        id: Some(id),
        name: name.to_owned(),
    }
}

fn is_same_key(before: &ApiKeyRecord, after: &ApiKeyRecord) -> bool {
    let last_used_at = after.last_used_at;
    let before = ApiKeyRecord {
        last_used_at,
        ..before.clone()
    };
    before == *after
}

/// Clients that act for somebody, called by the endpoint where they do.
fn named_clients(installation: &Installation) -> Vec<(Uuid, String)> {
    let clients = installation.authorizations().iter();
    clients
        .map(|it| {
            let endpoint = installation.endpoint(it.endpoint_id);
            let name = endpoint.map(|it| it.name.clone()).unwrap_or_default();
            (it.id.as_uuid(), name)
        })
        .collect()
}

/// Teams whose members are others.
fn changed_teams(before: &Installation, after: &Installation) -> HashSet<Uuid> {
    if before.team_members() == after.team_members() {
        return HashSet::new();
    }
    let members = |installation: &Installation, team: TeamId| {
        let members = installation.members_of_team(team);
        members
            .map(|it| (it.user_id, it.is_manager))
            .collect::<BTreeSet<_>>()
    };
    let teams = after.teams().iter().map(|team| team.id);
    teams
        .filter(|team| members(before, *team) != members(after, *team))
        .map(TeamId::as_uuid)
        .collect()
}

/// Namespaces with other servers, other choices among their tools, or other decisions about these.
fn changed_namespaces(before: &Installation, after: &Installation) -> HashSet<Uuid> {
    let ids = |ids: HashSet<NamespaceId>| ids.into_iter().map(NamespaceId::as_uuid).collect();
    let mut changed = HashSet::new();
    different(
        before.all_members(),
        after.all_members(),
        |it| it.namespace_id,
        &mut changed,
    );
    different(
        before.all_choices(),
        after.all_choices(),
        |it| it.namespace_id,
        &mut changed,
    );
    different(
        before.all_verdicts(),
        after.all_verdicts(),
        |it| it.namespace_id,
        &mut changed,
    );
    ids(changed)
}

/// Whose rows are others than before; both lists are in the same order.
fn different<T: PartialEq>(
    before: &[T],
    after: &[T],
    of: impl Fn(&T) -> NamespaceId,
    changed: &mut HashSet<NamespaceId>,
) {
    if before == after {
        return;
    }
    let mut rows: HashMap<NamespaceId, (Vec<&T>, Vec<&T>)> = HashMap::new();
    for row in before {
        rows.entry(of(row)).or_default().0.push(row);
    }
    for row in after {
        rows.entry(of(row)).or_default().1.push(row);
    }
    let others = rows.into_iter().filter(|(_, (before, after))| before != after);
    changed.extend(others.map(|(id, _)| id));
}
