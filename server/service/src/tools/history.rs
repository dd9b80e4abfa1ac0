//! What changed at a server's tools since it was last asked.

use std::collections::{HashMap, HashSet};

use model::{ServerId, ServerKind, Timestamp, ToolChangeKind, says_the_same};
use store::{HistoryBounds, ToolChangeRecord, ToolDefinition, ToolRecord};

use super::expected;
use crate::{Result, installation::Installation, mint, sync::Write, verdicts};

/// What is kept of the history of one server. Definitions are seldom longer than some thousand characters: the second
/// bound is there for servers that want to fill the database.
const BOUNDS: HistoryBounds = HistoryBounds {
    changes: 500,
    characters: 32 * 1024 * 1024,
};

/// Writes down, as part of a change, how the tools that a server lists differ from those that are stored.
pub(super) async fn record(
    write: &Write,
    server_id: ServerId,
    listed: &[ToolDefinition],
    now: Timestamp,
) -> Result<()> {
    let changes = changes(&write.before, server_id, listed, now);
    if !changes.is_empty() {
        write
            .tx
            .tool_changes()
            .insert(server_id, &changes, BOUNDS)
            .await?;
    }
    Ok(())
}

fn changes(
    before: &Installation,
    server_id: ServerId,
    listed: &[ToolDefinition],
    now: Timestamp,
) -> Vec<ToolChangeRecord> {
    if !has_history(before, server_id) {
        return Vec::new();
    }
    let change = |tool: &str, kind, before: Option<&str>, after: Option<&str>| ToolChangeRecord {
        id: mint::id(now),
        server_id,
        at: now,
        tool: tool.to_owned(),
        kind,
        before: before.map(str::to_owned),
        after: after.map(str::to_owned),
    };
    let known: HashMap<&str, &ToolRecord> = before
        .tools(server_id)
        .map(|tool| (tool.name.as_str(), tool))
        .collect();
    let mut seen = HashSet::new();
    let mut changes = Vec::new();
    for ToolDefinition { name, definition } in listed {
        // Of two listed under one name, the first counts.
        if !seen.insert(name.as_str()) {
            continue;
        }
        match known.get(name.as_str()) {
            Some(tool) if tool.gone_at.is_none() => {
                if !says_the_same(&tool.definition, definition) {
                    let was = Some(tool.definition.as_str());
                    changes.push(change(name, ToolChangeKind::Changed, was, Some(definition)));
                }
            }
            // What it said before it went is not forgotten: coming back is no way to say something else unnoticed.
            gone => {
                let was = gone.and_then(|tool| last_words(tool));
                changes.push(change(name, ToolChangeKind::Added, was, Some(definition)));
            }
        }
    }
    let gone = before
        .present_tools(server_id)
        .filter(|tool| !seen.contains(tool.name.as_str()));
    changes.extend(gone.map(|tool| {
        let was = Some(tool.definition.as_str());
        change(&tool.name, ToolChangeKind::Removed, was, None)
    }));
    changes
}

/// The first look at a server changes nothing, it is what later ones are compared with. What a server shows that stands for a
/// namespace changes with the servers in there, whose history says it, or because a person switched or named something.
fn has_history(before: &Installation, server_id: ServerId) -> bool {
    let speaks_for_itself = before
        .server(server_id)
        .is_some_and(|server| server.kind != ServerKind::Namespace);
    !verdicts::is_first_look(before, server_id) && speaks_for_itself
}

/// What the server said of a tool that is gone; nothing when it never said anything.
fn last_words(tool: &ToolRecord) -> Option<&str> {
    Some(tool.definition.as_str()).filter(|definition| *definition != expected(&tool.name))
}
