//! What servers changed at the tools of a namespace, as people see and decide it.

use serde::{Deserialize, Serialize};

use crate::{ChangePolicy, NamespaceId, Reference, ServerId, Timestamp, ToolId};

use super::{ToolDiff, ToolVerdict};

/// What is undecided in a namespace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamespaceChanges {
    /// The namespace.
    pub namespace: Reference<NamespaceId>,
    /// What it does with changes.
    pub policy: ChangePolicy,
    /// The caller may decide.
    pub editable: bool,
    /// Server by server, in the namespace's order; only those with something to decide, or to decide again.
    pub servers: Vec<ServerChanges>,
}

/// What is undecided of a server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerChanges {
    /// The server.
    pub server: Reference<ServerId>,
    /// How many tools wait for somebody.
    pub waiting: usize,
    /// Stands for everything that waits, so that nobody approves what came later.
    pub seen: String,
    /// Those that wait, then those that were refused, as far as a page shows them.
    pub tools: Vec<WaitingTool>,
    /// Tools that are left out here.
    pub left_out: usize,
}

/// A tool that is not as it was approved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingTool {
    /// Id.
    pub id: ToolId,
    /// The server's own name for it.
    pub name: String,
    /// Since when it is so.
    pub since: Timestamp,
    /// Nothing of it was ever approved.
    pub is_new: bool,
    /// Who refused it as it is, and when.
    pub refused: Option<DecidedBy>,
    /// How it differs from what was approved, as far as a page shows it.
    pub diff: ToolDiff,
    /// The whole definition, as indented JSON.
    pub definition: String,
    /// Stands for that definition, so that nobody approves what came later.
    pub seen: String,
}

/// Who decided, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecidedBy {
    /// The name of the person at that time; nobody's when nobody was asked.
    pub by: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// Everything that was decided about a tool of a namespace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolVerdicts {
    /// The namespace.
    pub namespace: Reference<NamespaceId>,
    /// The tool, by its server's own name.
    pub tool: Reference<ToolId>,
    /// Its server.
    pub server: String,
    /// What the namespace does with changes.
    pub policy: ChangePolicy,
    /// The caller may decide.
    pub editable: bool,
    /// The newest first.
    pub verdicts: Vec<VerdictView>,
}

/// One decision about a tool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerdictView {
    /// Counts the decisions about the tool, from 1.
    pub number: i32,
    /// What was decided.
    pub verdict: ToolVerdict,
    /// Who and when.
    pub decision: DecidedBy,
    /// It is what holds now.
    pub in_force: bool,
    /// It is about the definition that the server gives now.
    pub is_current: bool,
    /// How it differs from what was approved before it, as far as a page shows it.
    pub diff: ToolDiff,
    /// The whole definition, as indented JSON.
    pub definition: String,
}

impl VerdictView {
    /// The namespace can go back to it: it was good once, and another one holds now.
    pub fn is_way_back(&self) -> bool {
        self.verdict != ToolVerdict::Refused && !self.in_force
    }
}
