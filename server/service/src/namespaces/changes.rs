//! What servers change at the tools of a namespace that watches: what waits, and what people decide about it.

use std::collections::HashSet;

use model::{
    ChangePolicy, DecidedBy, NamespaceChanges, NamespaceId, Permission, Reference, ServerChanges, ServerId,
    ToolDiff, ToolId, ToolVerdict, WaitingTool,
};
use sha2::{Digest, Sha256};
use store::{NamespaceRecord, NewToolVerdict, ServerRecord, ToolRecord};

use super::{Namespaces, overrides::member_tool};
use crate::{
    Caller, Conflict, Error, Result,
    acts::Act,
    installation::Installation,
    sync::Write,
    tools::indent,
    verdicts::{self, Standing},
    visibility::{changeable, may_change, visible},
};

/// A page shows so many tools of a server.
const MOST_SHOWN: usize = 50;

impl Namespaces<'_> {
    /// What servers changed at its tools, as long as nobody has decided on it or as it was refused.
    pub async fn changes(&self, caller: &Caller, id: NamespaceId) -> Result<NamespaceChanges> {
        caller.require(Permission::Look)?;
        let installation = self.inner.keeper.current().await?;
        let namespace = visible(caller, installation.namespace(id))?;
        let servers = shown_servers(&installation, namespace);
        Ok(NamespaceChanges {
            namespace: reference(namespace),
            policy: namespace.changes,
            editable: may_change(caller, namespace),
            servers: servers
                .map(|server| of_server(&installation, namespace, server))
                .filter(|changes| !changes.tools.is_empty())
                .collect(),
        })
    }

    /// Lets clients have a tool as `seen` stands for, or says that somebody has seen it.
    pub async fn approve_change(
        &self,
        caller: &Caller,
        id: NamespaceId,
        tool: ToolId,
        seen: String,
    ) -> Result<()> {
        self.decide(caller, id, tool, &seen, ToolVerdict::Approved).await
    }

    /// Keeps a tool away from clients as long as it is as `seen` stands for, and asks nobody about it any more.
    pub async fn refuse_change(
        &self,
        caller: &Caller,
        id: NamespaceId,
        tool: ToolId,
        seen: String,
    ) -> Result<()> {
        self.decide(caller, id, tool, &seen, ToolVerdict::Refused).await
    }

    /// As [`Namespaces::approve_change`], for everything of a server that waits.
    pub async fn approve_changes(
        &self,
        caller: &Caller,
        id: NamespaceId,
        server: ServerId,
        seen: String,
    ) -> Result<()> {
        caller.require(Permission::KeepOwn)?;
        let write = self
            .inner
            .keeper
            .begin(Act::by(caller, "namespaces.approve_changes"))
            .await?;
        let namespace = changeable(caller, write.before.namespace(id))?;
        let server = shown_servers(&write.before, namespace)
            .find(|member| member.id == server)
            .ok_or(Error::NotFound)?;
        let waiting = waiting(&write.before, namespace, server);
        if waiting.is_empty() || seen != seen_of(&waiting) {
            return Err(Conflict::Stale.into());
        }
        let now = self.inner.parts.clock.now();
        let approved: Vec<_> = waiting
            .iter()
            .map(|tool| verdicts::by(caller, tool, ToolVerdict::Approved, now))
            .collect();
        self.give(write, id, &approved).await
    }

    async fn decide(
        &self,
        caller: &Caller,
        id: NamespaceId,
        tool: ToolId,
        seen: &str,
        verdict: ToolVerdict,
    ) -> Result<()> {
        caller.require(Permission::KeepOwn)?;
        let write = self
            .inner
            .keeper
            .begin(Act::by(caller, "namespaces.decide_change"))
            .await?;
        let namespace = changeable(caller, write.before.namespace(id))?;
        let (_, record) = member_tool(&write.before, id, tool)?;
        let is_open = match verdicts::standing(&write.before, namespace, record) {
            Standing::Settled => false,
            Standing::Waits => verdict != ToolVerdict::Refused || namespace.changes == ChangePolicy::Hold,
            Standing::Refused(_) => verdict != ToolVerdict::Refused,
        };
        // Nobody decides on what they have not seen.
        if !is_open || seen != seen_of(&[record]) {
            return Err(Conflict::Stale.into());
        }
        let given = verdicts::by(caller, record, verdict, self.inner.parts.clock.now());
        self.give(write, id, &[given]).await
    }

    pub(super) async fn give(&self, write: Write, id: NamespaceId, given: &[NewToolVerdict]) -> Result<()> {
        write.tx.tool_verdicts().insert(id, given).await?;
        self.inner.keeper.commit(write).await.map(drop)
    }
}

pub(super) fn reference(namespace: &NamespaceRecord) -> Reference<NamespaceId> {
    Reference {
        id: namespace.id,
        name: namespace.name.clone(),
    }
}

/// The servers whose tools clients see. Nobody is asked about others: what is switched on one day is asked about then.
fn shown_servers<'a>(
    installation: &'a Installation,
    namespace: &NamespaceRecord,
) -> impl Iterator<Item = &'a ServerRecord> {
    let members = installation.members(namespace.id).filter(|member| member.enabled);
    members.filter_map(|member| installation.server(member.server_id))
}

/// The tools of a server that clients would see if nothing were held back, each with how it stands.
fn standings<'a>(
    installation: &'a Installation,
    namespace: &'a NamespaceRecord,
    server: &ServerRecord,
) -> impl Iterator<Item = (&'a ToolRecord, Standing<'a>)> {
    let tools = installation.present_tools(server.id);
    let on = tools.filter(|tool| installation.is_tool_on(namespace.id, tool.id));
    on.map(|tool| (tool, verdicts::standing(installation, namespace, tool)))
}

fn waiting<'a>(
    installation: &'a Installation,
    namespace: &'a NamespaceRecord,
    server: &ServerRecord,
) -> Vec<&'a ToolRecord> {
    let all = standings(installation, namespace, server);
    all.filter_map(|(tool, standing)| matches!(standing, Standing::Waits).then_some(tool))
        .collect()
}

fn of_server(
    installation: &Installation,
    namespace: &NamespaceRecord,
    server: &ServerRecord,
) -> ServerChanges {
    let waiting = waiting(installation, namespace, server);
    let refused = standings(installation, namespace, server).filter_map(|(tool, standing)| match standing {
        Standing::Refused(refusal) => Some((tool, Some(refusal))),
        Standing::Settled | Standing::Waits => None,
    });
    let all: Vec<_> = waiting.iter().map(|tool| (*tool, None)).chain(refused).collect();
    let others = names_of_others(installation, namespace, server);
    let tools = all.iter().take(MOST_SHOWN).map(|(tool, refusal)| {
        let pin = installation.pin(namespace.id, tool.id);
        let refused = refusal.map(|refusal| DecidedBy {
            by: refusal.by.clone(),
            at: refusal.at,
        });
        view(tool, pin.map(|pin| &*pin.definition), refused, &others)
    });
    ServerChanges {
        server: Reference {
            id: server.id,
            name: server.name.clone(),
        },
        waiting: waiting.len(),
        seen: seen_of(&waiting),
        tools: tools.collect(),
        left_out: all.len().saturating_sub(MOST_SHOWN),
    }
}

fn view(
    tool: &ToolRecord,
    pinned: Option<&str>,
    refused: Option<DecidedBy>,
    others: &HashSet<&str>,
) -> WaitingTool {
    let diff = ToolDiff::between(pinned, Some(&tool.definition)).naming(pinned, &tool.definition, others);
    WaitingTool {
        id: tool.id,
        name: tool.name.clone(),
        since: tool.updated_at,
        is_new: pinned.is_none(),
        refused,
        diff: diff.shortened(),
        definition: indent(&tool.definition),
        seen: seen_of(&[tool]),
    }
}

/// The names of tools of other servers there. A tool that speaks of them may mean to stand in their way.
fn names_of_others<'a>(
    installation: &'a Installation,
    namespace: &NamespaceRecord,
    server: &ServerRecord,
) -> HashSet<&'a str> {
    let members = installation.members(namespace.id);
    let others = members.filter(|member| member.server_id != server.id);
    others
        .flat_map(|member| installation.present_tools(member.server_id))
        .map(|tool| tool.name.as_str())
        .collect()
}

/// Stands for what these tools say now.
fn seen_of(tools: &[&ToolRecord]) -> String {
    let mut hash = Sha256::new();
    for tool in tools {
        hash.update(tool.id.as_uuid());
        hash.update(Sha256::digest(&tool.definition));
    }
    hex::encode(hash.finalize())
}
