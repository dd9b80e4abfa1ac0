//! The servers that a form chooses for a namespace.

use std::collections::HashSet;

use gateway::NamespaceSpec;
use model::{
    ChangePolicy, FieldErrors, NamespaceId, NamespaceInput, NamingPolicy, Owner, Problem, ServerId,
    Timestamp, middleware::Chain,
};
use store::{NamespaceRecord, ServerRecord};

use super::names::{self, Place, ToolPlace};
use crate::{
    Caller, Result,
    installation::Installation,
    sync::{Write, snapshot::member_spec},
    verdicts,
    visibility::{check_use, may_see},
};

/// A server that a namespace is to have.
pub(super) struct Chosen<'a> {
    server: &'a ServerRecord,
    /// What stands for its name there.
    alias: Option<&'a str>,
}

/// The chosen servers, each once, when a namespace of `owner` may have them. Members that nobody asks about any more
/// are not asked about here either: only the rule of who may use what holds for them.
pub(super) fn choose<'a>(
    caller: &Caller,
    installation: &'a Installation,
    owner: Owner,
    input: &'a NamespaceInput,
    members: &[ServerId],
) -> Result<Vec<Chosen<'a>>> {
    let mut errors = FieldErrors::new();
    let mut seen = HashSet::new();
    let mut chosen = Vec::new();
    for &id in input.servers.iter().filter(|server| seen.insert(**server)) {
        let known = installation
            .server(id)
            .filter(|server| members.contains(&id) || may_see(caller, *server));
        match known {
            Some(server) => {
                errors.check(
                    "servers",
                    check_use(
                        installation.memberships(),
                        "namespace",
                        owner,
                        &server.name,
                        server.owner,
                    ),
                );
                let alias = input.aliases.get(&id).map(|alias| alias.trim());
                chosen.push(Chosen {
                    server,
                    alias: names::alias(alias, &server.name),
                });
            }
            None => errors.add("servers", Problem::Missing { name: id.to_string() }),
        }
    }
    errors.into_result()?;
    Ok(chosen)
}

/// The chosen servers' ids, in their order.
pub(super) fn server_ids(chosen: &[Chosen<'_>]) -> Vec<ServerId> {
    chosen.iter().map(|chosen| chosen.server.id).collect()
}

/// What the gateway would make of a form, were it saved.
pub(super) fn spec(
    installation: &Installation,
    id: NamespaceId,
    input: &NamespaceInput,
    chosen: &[Chosen<'_>],
) -> NamespaceSpec {
    let taken = verdicts::taken_as_they_are(installation, id, input.changes, &server_ids(chosen));
    let members = chosen.iter().map(|Chosen { server, alias }| {
        let holds = input.changes == ChangePolicy::Hold && !taken.contains(&server.id);
        let mut members = installation.members(id);
        let member = members.find(|member| member.server_id == server.id);
        let is_on = member.is_none_or(|member| member.enabled);
        member_spec(installation, id, server.id, is_on, *alias, holds)
    });
    NamespaceSpec {
        id,
        name: input.name.clone(),
        instructions: input.description.trim().to_owned(),
        naming: input.naming,
        // A form says nothing of it: the gateway takes the links that run.
        chain: Chain::default(),
        members: members.collect(),
    }
}

/// Refuses names that would be one. Servers that are in the namespace already keep their switches.
pub(super) fn check_names(
    installation: &Installation,
    id: NamespaceId,
    naming: NamingPolicy,
    chosen: &[Chosen<'_>],
) -> Result<()> {
    let places: Vec<_> = chosen
        .iter()
        .map(|Chosen { server, alias }| {
            let member = installation
                .members(id)
                .find(|member| member.server_id == server.id);
            Place::new(
                installation,
                server,
                *alias,
                member.is_none_or(|member| member.enabled),
                |tool| match member {
                    Some(_) => ToolPlace::of(installation, id, tool.id),
                    None => ToolPlace::new(),
                },
            )
        })
        .collect();
    Ok(names::check(naming, &places)?)
}

/// Gives the namespace these servers and no others.
pub(super) async fn set_members(
    write: &Write,
    id: NamespaceId,
    chosen: &[Chosen<'_>],
    now: Timestamp,
) -> Result<()> {
    let namespaces = write.tx.namespaces();
    namespaces.set_servers(id, &server_ids(chosen), now).await?;
    for Chosen { server, alias } in chosen {
        namespaces.set_server_alias(id, server.id, *alias).await?;
    }
    Ok(())
}

/// Takes the tools as they are now of the servers that nobody watched there before.
pub(super) async fn keep_tools(
    caller: &Caller,
    write: &Write,
    namespace: &NamespaceRecord,
    chosen: &[Chosen<'_>],
    now: Timestamp,
) -> Result<()> {
    let servers = verdicts::taken_as_they_are(
        &write.before,
        namespace.id,
        namespace.changes,
        &server_ids(chosen),
    );
    verdicts::keep(&write.tx, namespace.id, &servers, Some(&caller.name), now).await
}
