//! What namespaces have decided about the tools of their servers.
//!
//! A namespace that watches has an approved definition of each tool, its pin. A tool that says something else waits for
//! somebody. Nothing is remembered of that: it follows from the pin, from what the server says now, and from what was
//! refused. So a tool that comes back as it was approved needs no new approval, and one that was refused is still so.

use std::sync::Arc;

use model::{
    ChangeLevel, ChangePolicy, NamespaceId, ServerId, Timestamp, ToolDiff, ToolVerdict, says_the_same,
};
use store::{NamespaceRecord, NewToolVerdict, ToolRecord, ToolVerdictRecord, Tx};

use crate::{Caller, Result, installation::Installation, sync::Write};

/// How a tool stands in a namespace.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Standing<'a> {
    /// Nobody has anything to decide.
    Settled,
    /// Somebody has to look.
    Waits,
    /// Somebody has looked, and does not want it.
    Refused(&'a ToolVerdictRecord),
}

/// How a tool stands in a namespace, as its server lists it now.
pub(crate) fn standing<'a>(
    installation: &'a Installation,
    namespace: &NamespaceRecord,
    tool: &ToolRecord,
) -> Standing<'a> {
    let says = |verdict: &&ToolVerdictRecord| says_the_same(&verdict.definition, &tool.definition);
    let is_pinned = || {
        installation
            .pin(namespace.id, tool.id)
            .is_some_and(|pin| says(&pin))
    };
    if !namespace.changes.is_watchful() || tool.gone_at.is_some() || is_pinned() {
        return Standing::Settled;
    }
    let refused = installation.refusal(namespace.id, tool.id).filter(says);
    match refused {
        // What is not held back cannot be refused: people are told of it.
        Some(refusal) if namespace.changes == ChangePolicy::Hold => Standing::Refused(refusal),
        _ => Standing::Waits,
    }
}

/// Clients of the namespace do not get the tool.
pub(crate) fn is_held(installation: &Installation, namespace: &NamespaceRecord, tool: &ToolRecord) -> bool {
    namespace.changes == ChangePolicy::Hold
        && !matches!(standing(installation, namespace, tool), Standing::Settled)
}

/// How many tools that clients would see wait for somebody.
pub(crate) fn count_waiting(installation: &Installation, namespace: &NamespaceRecord) -> usize {
    if !namespace.changes.is_watchful() {
        return 0;
    }
    let members = installation.members(namespace.id).filter(|member| member.enabled);
    let tools = members.flat_map(|member| installation.present_tools(member.server_id));
    tools
        .filter(|tool| installation.is_tool_on(namespace.id, tool.id))
        .filter(|tool| matches!(standing(installation, namespace, tool), Standing::Waits))
        .count()
}

/// The servers whose tools a namespace takes as they are now, when it is saved with these `changes` and `servers`: all of
/// them when it begins to watch, those that are added when it watched before. Going from one way of watching to the other
/// approves nothing.
pub(crate) fn taken_as_they_are(
    before: &Installation,
    id: NamespaceId,
    changes: ChangePolicy,
    servers: &[ServerId],
) -> Vec<ServerId> {
    if !changes.is_watchful() {
        return Vec::new();
    }
    let watched = before
        .namespace(id)
        .is_some_and(|namespace| namespace.changes.is_watchful());
    let is_member = |server: &ServerId| before.members(id).any(|member| member.server_id == *server);
    servers
        .iter()
        .copied()
        .filter(|server| !watched || !is_member(server))
        .collect()
}

/// Takes the tools of servers as they are now, as far as they are not as they were approved already.
pub(crate) async fn keep(
    tx: &Tx,
    namespace: NamespaceId,
    servers: &[ServerId],
    by: Option<&str>,
    now: Timestamp,
) -> Result<()> {
    let mut verdicts = Vec::new();
    let pins = tx.tool_verdicts().in_force(namespace).await?;
    for server in servers {
        let tools = tx.tools().list(*server).await?;
        let present = tools.iter().filter(|tool| tool.gone_at.is_none());
        let unpinned = present.filter(|tool| !is_among(&pins, tool));
        verdicts.extend(unpinned.map(|tool| kept(tool, by, now)));
    }
    Ok(tx.tool_verdicts().insert(namespace, &verdicts).await?)
}

/// Lets another namespace decide as this one has: what is approved there, and what was refused, is so here.
pub(crate) async fn copy(tx: &Tx, from: NamespaceId, to: NamespaceId) -> Result<()> {
    let decided = tx.tool_verdicts().in_force(from).await?.into_iter();
    let verdicts: Vec<_> = decided
        .map(|it| NewToolVerdict {
            tool_id: it.tool_id,
            verdict: it.verdict,
            definition: it.definition,
            by: it.by,
            at: it.at,
        })
        .collect();
    Ok(tx.tool_verdicts().insert(to, &verdicts).await?)
}

/// Takes what a server lists at the first look at it, in all namespaces that watch: there is nothing to compare it with,
/// and it is what the server was added for. What looks suspicious waits all the same.
pub(crate) async fn keep_first_look(write: &Write, server: ServerId, now: Timestamp) -> Result<()> {
    let watching = write.before.namespaces_with(server);
    let watching: Vec<_> = watching.filter(|it| it.changes.is_watchful()).collect();
    if watching.is_empty() {
        return Ok(());
    }
    let tools = write.tx.tools().list(server).await?;
    let is_plain = |tool: &&ToolRecord| {
        let level = ToolDiff::between(None, Some(&tool.definition)).level;
        tool.gone_at.is_none() && level < ChangeLevel::Suspicious
    };
    let plain: Vec<_> = tools.iter().filter(is_plain).collect();
    for namespace in watching {
        let unpinned = plain
            .iter()
            .filter(|tool| write.before.pin(namespace.id, tool.id).is_none());
        let verdicts: Vec<_> = unpinned.map(|tool| kept(tool, None, now)).collect();
        write.tx.tool_verdicts().insert(namespace.id, &verdicts).await?;
    }
    Ok(())
}

/// Nobody has asked the server yet what it offers. One that stands for a namespace says nothing at first, until the
/// servers in there have been asked.
pub(crate) fn is_first_look(before: &Installation, server: ServerId) -> bool {
    let stands_for_namespace = before.server(server).is_some_and(|it| it.namespace_id.is_some());
    if stands_for_namespace {
        return before.tools(server).next().is_none();
    }
    before.offering(server).is_none() && before.present_tools(server).next().is_none()
}

/// A verdict that somebody gives on what a tool says now.
pub(crate) fn by(caller: &Caller, tool: &ToolRecord, verdict: ToolVerdict, now: Timestamp) -> NewToolVerdict {
    NewToolVerdict {
        tool_id: tool.id,
        verdict,
        definition: Arc::from(tool.definition.as_str()),
        by: Some(caller.name.clone()),
        at: now,
    }
}

fn kept(tool: &ToolRecord, by: Option<&str>, now: Timestamp) -> NewToolVerdict {
    NewToolVerdict {
        tool_id: tool.id,
        verdict: ToolVerdict::Kept,
        definition: Arc::from(tool.definition.as_str()),
        by: by.map(str::to_owned),
        at: now,
    }
}

fn is_among(pins: &[ToolVerdictRecord], tool: &ToolRecord) -> bool {
    let mut of_tool = pins.iter().filter(|pin| pin.tool_id == tool.id);
    of_tool.any(|pin| pin.verdict != ToolVerdict::Refused && says_the_same(&pin.definition, &tool.definition))
}
