//! Tools that are found by words.

use serde::{Deserialize, Serialize};

use crate::{NamespaceId, Reference, ServerId, ToolId};

/// A tool that fits what was searched for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundTool {
    /// The tool.
    pub id: ToolId,
    /// Its name for clients of the namespace; its server's name for it, where it is in none.
    pub name: String,
    /// The first line of what it does.
    pub about: String,
    /// Its server.
    pub server: Reference<ServerId>,
    /// The namespace that it was found in; none for a tool of a server that is in no namespace the caller sees.
    pub namespace: Option<Reference<NamespaceId>>,
    /// Clients see it.
    pub is_on: bool,
    /// The caller may change what the namespace makes of it.
    pub editable: bool,
}
