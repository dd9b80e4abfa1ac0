//! Namespaces: servers grouped, with chosen tools.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    ChangePolicy, FieldErrors, NamespaceId, NamingPolicy, Reference, ServerId, Timestamp, ToolView,
    UpstreamStatus, Visibility, check_alias, check_name, length::at_most,
};

const MAX_DESCRIPTION: usize = 2000;

/// A namespace as a form writes it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamespaceInput {
    /// Name.
    pub name: String,
    /// For people, and for clients as instructions.
    #[serde(default)]
    pub description: String,
    /// The servers, in the order in which their tools are listed. Servers that stay keep their state.
    #[serde(default)]
    pub servers: Vec<ServerId>,
    /// When names begin with the server's.
    #[serde(default)]
    pub naming: NamingPolicy,
    /// What happens when a server changes a tool.
    #[serde(default)]
    pub changes: ChangePolicy,
    /// What stands for a server's name before the names of its tools and prompts; an empty text for nothing. A server
    /// that is not here has its name there.
    #[serde(default, with = "aliases")]
    pub aliases: BTreeMap<ServerId, String>,
    /// Who sees it.
    #[serde(default)]
    pub visibility: Visibility,
    /// The version the caller has read; 0 when new.
    #[serde(default)]
    pub version: i64,
}

impl NamespaceInput {
    /// Checks the fields; whether the servers exist is the service's to judge.
    pub fn validate(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::new();
        errors.check("name", check_name(&self.name));
        errors.check("description", at_most(&self.description, MAX_DESCRIPTION));
        for (server, alias) in &self.aliases {
            if self.servers.contains(server) {
                errors.check(&Self::alias_field(*server), check_alias(alias.trim()));
            }
        }
        errors.into_result()
    }

    /// The key of a server in [`NamespaceInput::aliases`], as forms write it.
    pub fn alias_key(server: ServerId) -> String {
        format!("{}{server}", aliases::KEY)
    }

    /// The field with the alias of a server.
    pub fn alias_field(server: ServerId) -> String {
        format!("aliases.{}", Self::alias_key(server))
    }
}

/// Keys that forms can carry: what begins with a digit, as an id does, is the index of a list to them.
mod aliases {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use super::NamespaceInput;
    use crate::ServerId;

    pub(super) const KEY: &str = "server-";

    pub(super) fn serialize<S: Serializer>(
        aliases: &BTreeMap<ServerId, String>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_map(
            aliases
                .iter()
                .map(|(server, alias)| (NamespaceInput::alias_key(*server), alias)),
        )
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<ServerId, String>, D::Error> {
        BTreeMap::<String, String>::deserialize(deserializer)?
            .into_iter()
            .map(|(key, alias)| {
                let server = key.strip_prefix(KEY).unwrap_or(&key);
                Ok((server.parse().map_err(D::Error::custom)?, alias))
            })
            .collect()
    }
}

/// A namespace in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamespaceView {
    /// Id.
    pub id: NamespaceId,
    /// Name.
    pub name: String,
    /// For people and clients; empty when there is none.
    pub description: String,
    /// Names of its servers, in order.
    pub servers: Vec<String>,
    /// When names begin with the server's.
    pub naming: NamingPolicy,
    /// What happens when a server changes a tool.
    pub changes: ChangePolicy,
    /// Tools that changed and that nobody has decided on.
    pub waiting: usize,
    /// Tools that clients see.
    pub tools_on: usize,
    /// All tools of its servers.
    pub tools_total: usize,
    /// Names of the endpoints that publish it, sorted.
    pub endpoints: Vec<String>,
    /// The servers that stand for it, by name: through them it is in other namespaces.
    pub stand_ins: Vec<Reference<ServerId>>,
    /// Who sees it.
    pub visibility: Visibility,
    /// The team that owns it, or the person, when it is somebody else's.
    pub owner: Option<String>,
    /// The caller may change it.
    pub editable: bool,
    /// Made at.
    pub created_at: Timestamp,
    /// Changed at.
    pub updated_at: Timestamp,
    /// To send back with a change.
    pub version: i64,
}

/// A namespace with its servers and their tools.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamespaceDetail {
    /// The namespace.
    pub namespace: NamespaceView,
    /// Its servers with their tools, in order.
    pub servers: Vec<NamespaceServerView>,
}

impl NamespaceDetail {
    /// The tools that clients see, in their order.
    pub fn shown_tools(self) -> impl Iterator<Item = ToolView> {
        let servers = self.servers.into_iter().filter(|server| server.enabled);
        servers
            .flat_map(|server| server.tools)
            .filter(|tool| tool.enabled && !tool.held && !tool.gone)
    }
}

/// A server inside a namespace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamespaceServerView {
    /// The server.
    pub server_id: ServerId,
    /// Its name.
    pub name: String,
    /// Stands for its name before the names of its tools and prompts; an empty text for nothing.
    pub alias: Option<String>,
    /// Its tools reach clients of this namespace.
    pub enabled: bool,
    /// What its connections do now.
    pub status: UpstreamStatus,
    /// Its tools, in the server's order.
    pub tools: Vec<ToolView>,
}
