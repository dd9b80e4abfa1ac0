//! Tools as people see them in a namespace or at a server.

use serde::{Deserialize, Serialize};

use crate::{ServerId, Timestamp, ToolId};

/// The behaviour hints of a tool, where the server gives them (`annotations` of the specification).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct ToolHints {
    /// Changes nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_only: Option<bool>,
    /// May destroy something.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destructive: Option<bool>,
    /// Calling twice is calling once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idempotent: Option<bool>,
    /// Reaches out to the world.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open_world: Option<bool>,
}

/// One tool.
#[expect(clippy::struct_excessive_bools, reason = "they are seen one by one")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolView {
    /// Id.
    pub id: ToolId,
    /// The server it belongs to.
    pub server_id: ServerId,
    /// The server's own name for it.
    pub name: String,
    /// The name that clients see; equal to `name` outside a namespace.
    pub exposed_name: String,
    /// Title, empty when there is none.
    pub title: String,
    /// Description, empty when there is none.
    pub description: String,
    /// Hints.
    pub hints: ToolHints,
    /// The input schema as the server wrote it, indented JSON.
    pub input_schema: String,
    /// Clients of the namespace see it; true outside a namespace.
    pub enabled: bool,
    /// The namespace holds it back: it is not as somebody approved it.
    pub held: bool,
    /// The namespace makes something else of it than the server wrote.
    pub overridden: bool,
    /// The server did not list it any more at the last look.
    pub gone: bool,
    /// Last change of its definition.
    pub updated_at: Timestamp,
}

impl ToolView {
    /// The first line of its description.
    pub fn first_line(&self) -> &str {
        self.description.trim().lines().next().unwrap_or_default()
    }
}
