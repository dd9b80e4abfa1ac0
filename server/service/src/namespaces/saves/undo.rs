//! Taking a save back.

use model::{FieldErrors, NamespaceId, Problem, ServerId, Timestamp, ToolId};
use store::NamespaceRecord;

use super::{
    change::{Change, Pair},
    state::{Member, State, Tool},
};
use crate::{
    Result,
    installation::Installation,
    namespaces::names::{self, Place, ToolPlace},
    nesting,
    sync::Write,
    visibility::check_use,
};

/// What is to be done, and what not.
pub(super) struct Undoing {
    /// The namespace itself, where something of it comes back.
    namespace: Option<NamespaceRecord>,
    /// All servers, where some come, go or move.
    pub(super) order: Option<Vec<ServerId>>,
    members: Vec<(ServerId, Member)>,
    tools: Vec<(ToolId, Pair<Tool>)>,
    /// Something of the save has changed again, or is gone, and stays as it is.
    pub(super) leaves_something: bool,
}

impl Undoing {
    /// Nothing of the save is as it left it.
    pub(super) fn does_nothing(&self) -> bool {
        self.namespace.is_none() && self.order.is_none() && self.members.is_empty() && self.tools.is_empty()
    }
}

/// Decides what of a save can be taken back from the namespace as it is now.
pub(super) fn plan(
    installation: &Installation,
    namespace: &NamespaceRecord,
    now: &State,
    change: &Change,
) -> Result<Undoing> {
    let mut leaves_something = false;
    let mut record = namespace.clone();
    leaves_something |= !back(change.name.as_ref(), &mut record.name);
    leaves_something |= !back(change.description.as_ref(), &mut record.description);
    leaves_something |= !back(change.naming.as_ref(), &mut record.naming);
    let mut members = Vec::new();
    let (mut gone, mut returning) = (Vec::new(), Vec::new());
    for changed in &change.members {
        let is_there = installation.server(changed.id).is_some();
        if now.member(changed.id) != changed.pair.after.as_ref() || !is_there {
            leaves_something = true;
            continue;
        }
        match (&changed.pair.before, &changed.pair.after) {
            (None, _) => gone.push(changed.id),
            (Some(before), after) => {
                if after.is_none() {
                    returning.push(changed.id);
                }
                members.push((changed.id, before.clone()));
            }
        }
    }
    let order = order(change.order.as_ref(), &now.order(), &gone, &returning);
    let order = order.unwrap_or_else(|| {
        leaves_something = true;
        None
    });
    let servers = order.clone().unwrap_or_else(|| now.order());
    let mut tools = Vec::new();
    for changed in &change.tools {
        // What went with a server comes back with it only, and a server that came takes along what was said of its tools.
        let is_of_member = servers.contains(&changed.server);
        if !is_of_member && gone.contains(&changed.server) {
            continue;
        }
        let is_there = installation
            .tools(changed.server)
            .any(|tool| tool.id == changed.id);
        if now.tool(changed.id) != changed.pair.after || !is_there || !is_of_member {
            leaves_something = true;
            continue;
        }
        tools.push((changed.id, changed.pair.clone()));
    }
    let undoing = Undoing {
        namespace: (record != *namespace).then_some(record),
        order,
        members,
        tools,
        leaves_something,
    };
    check(installation, namespace, now, &undoing)?;
    Ok(undoing)
}

/// Puts back what was before; false when it is not any more what the save made it.
fn back<T: Clone + PartialEq>(pair: Option<&Pair<T>>, now: &mut T) -> bool {
    let Some(pair) = pair else {
        return true;
    };
    let is_as_saved = *now == pair.after;
    if is_as_saved {
        now.clone_from(&pair.before);
    }
    is_as_saved
}

/// The servers as they are to be, when they are to be others. `None` when their order cannot be taken back, since it has changed
/// again.
#[expect(
    clippy::option_option,
    reason = "nothing to do is not the same as not possible"
)]
fn order(
    pair: Option<&Pair<Vec<ServerId>>>,
    now: &[ServerId],
    gone: &[ServerId],
    returning: &[ServerId],
) -> Option<Option<Vec<ServerId>>> {
    let Some(pair) = pair else {
        return Some(None);
    };
    let is_to_stay = |server: &ServerId| !gone.contains(server);
    if now == pair.after {
        let wanted = pair.before.iter().copied();
        let wanted = wanted.filter(|server| now.contains(server) || returning.contains(server));
        let wanted: Vec<ServerId> = wanted.collect();
        return Some((wanted != now).then_some(wanted));
    }
    if gone.is_empty() && returning.is_empty() {
        return None;
    }
    // Others came or moved since: these leave or come back, at the end, and the rest stays where it is.
    let stay = now.iter().copied().filter(is_to_stay);
    Some(Some(stay.chain(returning.iter().copied()).collect()))
}

/// What any save is asked: who may use what, whether a namespace gets into itself, and whether two names would be one.
fn check(
    installation: &Installation,
    namespace: &NamespaceRecord,
    now: &State,
    undoing: &Undoing,
) -> Result<()> {
    let after = undoing.namespace.as_ref().unwrap_or(namespace);
    let order = undoing.order.clone().unwrap_or_else(|| now.order());
    let mut errors = FieldErrors::new();
    for server in order.iter().filter_map(|id| installation.server(*id)) {
        if now.member(server.id).is_none() {
            let memberships = installation.memberships();
            errors.check(
                "servers",
                check_use(
                    memberships,
                    "namespace",
                    namespace.owner,
                    &server.name,
                    server.owner,
                ),
            );
        }
    }
    let others = installation.namespaces().iter();
    let mut others = others.filter(|it| it.id != namespace.id && it.owner == namespace.owner);
    if others.any(|it| it.name == after.name) {
        errors.add("name", Problem::Taken);
    }
    errors.into_result()?;
    nesting::check_members(installation, namespace.id, order.clone())?;
    let places: Vec<_> = order
        .iter()
        .filter_map(|id| place(installation, namespace.id, now, undoing, *id))
        .collect();
    Ok(names::check_change(
        installation,
        namespace,
        after.naming,
        &places,
    )?)
}

/// A server as it is to be.
fn place<'a>(
    installation: &'a Installation,
    namespace: NamespaceId,
    now: &'a State,
    undoing: &'a Undoing,
    id: ServerId,
) -> Option<Place<'a>> {
    let changed = undoing.members.iter().find(|(server, _)| *server == id);
    let member = changed.map(|(_, member)| member).or_else(|| now.member(id))?;
    let tool = |tool: &store::ToolRecord| {
        let changed = undoing.tools.iter().find(|(changed, _)| *changed == tool.id);
        match changed {
            Some((_, pair)) => ToolPlace {
                is_on: pair.before.enabled,
                name: pair.before.overrides.name.as_deref(),
            },
            None => ToolPlace::of(installation, namespace, tool.id),
        }
    };
    let alias = member.alias.as_deref();
    Some(Place::new(
        installation,
        installation.server(id)?,
        alias,
        member.enabled,
        tool,
    ))
}

/// Does it, and touches nothing else.
pub(super) async fn carry_out(
    write: &Write,
    id: NamespaceId,
    undoing: &Undoing,
    now: Timestamp,
) -> Result<()> {
    let namespaces = write.tx.namespaces();
    if let Some(namespace) = &undoing.namespace {
        let changed = NamespaceRecord {
            updated_at: now,
            ..namespace.clone()
        };
        namespaces.update(&changed).await?;
    }
    if let Some(order) = &undoing.order {
        namespaces.set_servers(id, order, now).await?;
    }
    for (server, member) in &undoing.members {
        namespaces.set_server_enabled(id, *server, member.enabled).await?;
        namespaces
            .set_server_alias(id, *server, member.alias.as_deref())
            .await?;
    }
    for (tool, Pair { before, after }) in &undoing.tools {
        if before.overrides != after.overrides {
            namespaces
                .set_tool_override(id, *tool, &before.overrides, now)
                .await?;
        }
    }
    for enabled in [true, false] {
        let switched = undoing.tools.iter();
        let switched = switched.filter(|(_, it)| it.before.enabled != it.after.enabled);
        let switched = switched.filter(|(_, it)| it.before.enabled == enabled);
        let tools: Vec<ToolId> = switched.map(|(tool, _)| *tool).collect();
        namespaces.set_tools_enabled(id, &tools, enabled, now).await?;
    }
    Ok(())
}
