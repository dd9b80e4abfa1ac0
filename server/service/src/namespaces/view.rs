//! Namespaces as people see them.

use gateway::Gateway;
use model::{NamespaceDetail, NamespaceServerView, NamespaceView, Reference, ToolView};
use store::{NamespaceRecord, NamespaceServerRecord, ServerRecord, ToolRecord};

use super::names;
use crate::{
    Caller,
    installation::Installation,
    tools, verdicts,
    visibility::{may_change, may_see},
};

/// A namespace in a list.
pub(super) fn of(caller: &Caller, installation: &Installation, namespace: &NamespaceRecord) -> NamespaceView {
    let members: Vec<_> = members(installation, namespace).collect();
    let is_on = |member: &NamespaceServerRecord, tool: &ToolRecord| {
        member.enabled
            && installation.is_tool_on(namespace.id, tool.id)
            && !verdicts::is_held(installation, namespace, tool)
    };
    let tools = members.iter().flat_map(|(member, server)| {
        installation
            .present_tools(server.id)
            .map(|tool| is_on(member, tool))
    });
    let tools: Vec<bool> = tools.collect();
    let endpoints = installation
        .endpoints_of(namespace.id)
        .filter(|endpoint| may_see(caller, *endpoint));
    let stand_ins = installation
        .stand_ins(namespace.id)
        .filter(|server| may_see(caller, *server));
    NamespaceView {
        id: namespace.id,
        name: namespace.name.clone(),
        description: namespace.description.clone(),
        servers: members.iter().map(|(_, server)| server.name.clone()).collect(),
        naming: namespace.naming,
        changes: namespace.changes,
        waiting: verdicts::count_waiting(installation, namespace),
        tools_on: tools.iter().filter(|is_on| **is_on).count(),
        tools_total: tools.len(),
        endpoints: endpoints.map(|endpoint| endpoint.name.clone()).collect(),
        stand_ins: stand_ins
            .map(|server| Reference {
                id: server.id,
                name: server.name.clone(),
            })
            .collect(),
        visibility: namespace.owner.visibility(),
        owner: installation.owner_name(caller, namespace.owner),
        editable: may_change(caller, namespace),
        created_at: namespace.created_at,
        updated_at: namespace.updated_at,
        version: namespace.version,
    }
}

/// A namespace with everything in it.
pub(super) fn detail(
    gateway: &Gateway,
    caller: &Caller,
    installation: &Installation,
    namespace: &NamespaceRecord,
) -> NamespaceDetail {
    let exposed = names::exposed_tools(installation, namespace);
    let exposed_name = |member: &NamespaceServerRecord, server: &ServerRecord, tool: &ToolRecord| {
        // What is gone has no name now; it would get its own back.
        exposed.get(&tool.id).cloned().unwrap_or_else(|| {
            let given = installation.overrides(namespace.id, tool.id);
            if let Some(name) = given.and_then(|overrides| overrides.name.clone()) {
                return name;
            }
            let prefix = member.alias.as_ref().unwrap_or(&server.name);
            names::exposed_alone(namespace.naming, server.id, prefix, &tool.name)
        })
    };
    let servers = members(installation, namespace).map(|(member, server)| NamespaceServerView {
        server_id: server.id,
        name: server.name.clone(),
        alias: member.alias.clone(),
        enabled: member.enabled,
        status: gateway.status(server.id),
        tools: installation
            .tools(server.id)
            .map(|tool| {
                let is_on = installation.is_tool_on(namespace.id, tool.id);
                let is_overridden = installation.overrides(namespace.id, tool.id).is_some();
                ToolView {
                    held: verdicts::is_held(installation, namespace, tool),
                    ..tools::view(tool, exposed_name(member, server, tool), is_on, is_overridden)
                }
            })
            .collect(),
    });
    NamespaceDetail {
        servers: servers.collect(),
        namespace: of(caller, installation, namespace),
    }
}

fn members<'a>(
    installation: &'a Installation,
    namespace: &NamespaceRecord,
) -> impl Iterator<Item = (&'a NamespaceServerRecord, &'a ServerRecord)> {
    installation
        .members(namespace.id)
        .filter_map(|member| Some((member, installation.server(member.server_id)?)))
}
