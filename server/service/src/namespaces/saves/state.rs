//! Everything of a namespace that its page changes.

use std::collections::BTreeMap;

use model::{NamespaceId, NamingPolicy, ServerId, ToolId, ToolOverride};
use serde::{Deserialize, Serialize};
use store::{NamespaceRecord, NamespaceServerRecord, NamespaceToolRecord, Tx};

use crate::{Error, Result};

/// A namespace at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct State {
    pub(super) name: String,
    pub(super) description: String,
    pub(super) naming: NamingPolicy,
    /// Its servers, in order.
    pub(super) members: Vec<(ServerId, Member)>,
    /// Tools of which it says something.
    pub(super) tools: BTreeMap<ToolId, Tool>,
}

/// A server in a namespace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Member {
    pub(super) enabled: bool,
    pub(super) alias: Option<String>,
}

/// A tool in a namespace. One that nothing is said of is on and as its server wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Tool {
    pub(super) enabled: bool,
    #[serde(default, skip_serializing_if = "ToolOverride::is_empty")]
    pub(super) overrides: ToolOverride,
}

impl Default for Tool {
    fn default() -> Self {
        Self {
            enabled: true,
            overrides: ToolOverride::default(),
        }
    }
}

impl State {
    /// As a transaction sees it. The records are taken apart, so that a new column does not compile until somebody decides whether
    /// a save can be taken back in it.
    pub(super) async fn read(tx: &Tx, id: NamespaceId) -> Result<Self> {
        let namespaces = tx.namespaces();
        let NamespaceRecord {
            id: _,
            name,
            description,
            naming,
            // What it decides is not taken back with a save of the tree: tools could get through that nobody approved.
            changes: _,
            // Whose it is is no part of the tree: handing over has a page of its own.
            owner: _,
            created_at: _,
            updated_at: _,
            version: _,
            // The chain has a page and a way back of its own.
            chain: _,
            chain_before: _,
            chain_version: _,
        } = namespaces.find(id).await?.ok_or(Error::NotFound)?;
        let members = namespaces.servers(id).await?.into_iter();
        let tools = namespaces.tools(id).await?.into_iter().map(tool);
        Ok(Self {
            name,
            description,
            naming,
            members: members.map(member).collect(),
            tools: tools.filter(|(_, tool)| *tool != Tool::default()).collect(),
        })
    }

    pub(super) fn member(&self, id: ServerId) -> Option<&Member> {
        let mut members = self.members.iter();
        members
            .find(|(server, _)| *server == id)
            .map(|(_, member)| member)
    }

    pub(super) fn tool(&self, id: ToolId) -> Tool {
        self.tools.get(&id).cloned().unwrap_or_default()
    }

    pub(super) fn order(&self) -> Vec<ServerId> {
        self.members.iter().map(|(server, _)| *server).collect()
    }
}

fn member(record: NamespaceServerRecord) -> (ServerId, Member) {
    let NamespaceServerRecord {
        namespace_id: _,
        server_id,
        // By the order of the members.
        position: _,
        enabled,
        alias,
        created_at: _,
    } = record;
    (server_id, Member { enabled, alias })
}

fn tool(record: NamespaceToolRecord) -> (ToolId, Tool) {
    let NamespaceToolRecord {
        namespace_id: _,
        tool_id,
        enabled,
        overrides,
        // Overrides are taken back one by one on the page of their tool, too.
        overrides_before: _,
        version: _,
        created_at: _,
    } = record;
    (tool_id, Tool { enabled, overrides })
}
