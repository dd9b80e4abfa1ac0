//! The history of a server's tools as people see it.

use serde::{Deserialize, Serialize};

use crate::{ServerId, ServerKind, Timestamp, ToolChangeId};

use super::{ToolChangeKind, ToolDiff};

/// One change of a tool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolChangeView {
    /// Id.
    pub id: ToolChangeId,
    /// Noticed at.
    pub at: Timestamp,
    /// The server's own name for the tool.
    pub tool: String,
    /// What happened.
    pub kind: ToolChangeKind,
    /// It was listed once before it was added, and is compared with what it was then.
    pub came_back: bool,
    /// What is different, as far as a page shows it.
    pub diff: ToolDiff,
}

/// A page of the history of a server's tools.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolHistory {
    /// The server.
    pub server_id: ServerId,
    /// Its name.
    pub server_name: String,
    /// How it is reached. A server that stands for a namespace has no history of its own.
    pub server_kind: ServerKind,
    /// The changes of this page, the newest first.
    pub changes: Vec<ToolChangeView>,
    /// Which page it is, from 1.
    pub page: u32,
    /// How many pages there are, at least 1.
    pub pages: u32,
}
