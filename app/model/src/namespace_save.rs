//! Saves of a namespace, which can be taken back.

use serde::{Deserialize, Serialize};

use crate::{NamespaceSaveId, Timestamp};

/// A save of a namespace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamespaceSaveView {
    /// Id.
    pub id: NamespaceSaveId,
    /// Saved at.
    pub at: Timestamp,
    /// Who saved it.
    pub by: String,
    /// What it changed.
    pub changes: Vec<SavedChange>,
}

/// What a save changed, with the names of what it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedChange {
    /// What happened.
    pub kind: SavedChangeKind,
    /// To these servers or tools; to none where it is about the namespace itself.
    pub names: Vec<String>,
}

/// What can happen to a namespace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SavedChangeKind {
    /// It has another name.
    Name,
    /// It says something else.
    Description,
    /// It names things in another way.
    Naming,
    /// Servers are new in it.
    ServersAdded,
    /// Servers left it.
    ServersRemoved,
    /// Its servers stand in another order.
    Order,
    /// Servers were switched on.
    ServersOn,
    /// Servers were switched off.
    ServersOff,
    /// Servers have other aliases.
    Aliases,
    /// Tools were switched on.
    ToolsOn,
    /// Tools were switched off.
    ToolsOff,
    /// Something else is made of tools.
    Overrides,
}

/// How far a save was taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Undone {
    /// All of it.
    Whole,
    /// But for what has changed since.
    Partly,
}
