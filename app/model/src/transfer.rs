//! Configuration as code: one document that declares users, teams, servers, namespaces, endpoints and keys.
//!
//! `metamcp apply -f FILE` reads it (YAML or JSON), `metamcp export` writes it. Things are named, not
//! numbered; `${VAR}` anywhere in a text is replaced by the environment of the process that applies it.

mod link;
mod tool;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    CallerSettings, ChangePolicy, ConnectionSettings, EndpointAuth, NamingPolicy, ProcessLimits, Role,
    RunSettings, Sandbox, ServerKind, SessionTimes, Timeouts, ToolListing, UpstreamOauth, Visibility,
};

pub use self::{link::LinkDeclaration, tool::ToolDeclaration};

/// A whole configuration. Everything declared is created or changed; nothing else is touched, unless
/// `prune` asks for it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Declaration {
    /// Delete servers, namespaces, endpoints and keys (never users and teams) that are not declared here.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub prune: bool,
    /// People, by e-mail address.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub users: BTreeMap<String, UserDeclaration>,
    /// Teams, by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub teams: BTreeMap<String, TeamDeclaration>,
    /// Servers, by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub servers: BTreeMap<String, ServerDeclaration>,
    /// Namespaces, by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub namespaces: BTreeMap<String, NamespaceDeclaration>,
    /// Endpoints, by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub endpoints: BTreeMap<String, EndpointDeclaration>,
    /// API keys, by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub api_keys: BTreeMap<String, ApiKeyDeclaration>,
}

/// A person.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UserDeclaration {
    /// Shown name.
    pub name: String,
    /// What the person may do.
    #[serde(default = "member")]
    pub role: Role,
    /// Set when the person is created; an existing password is never changed. Never exported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
}

impl std::fmt::Debug for UserDeclaration {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UserDeclaration")
            .field("name", &self.name)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

/// A team.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TeamDeclaration {
    /// For people.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Who is in it, by e-mail address, and nobody else but those whom a provider of sign-in puts there.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub members: BTreeMap<String, TeamMemberDeclaration>,
}

/// Somebody in a team.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TeamMemberDeclaration {
    /// They keep the members too.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub manager: bool,
}

fn member() -> Role {
    Role::Member
}

fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn is_true(value: &bool) -> bool {
    *value
}

/// A server. `command` makes it a stdio server, `url` a remote one, `namespace` one that stands for a namespace.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ServerDeclaration {
    /// Its name, where it differs from the one it is declared under: a public and a private server may have one name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Streamable HTTP unless said otherwise for a URL; otherwise what it has says what it is.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<ServerKind>,
    /// For people.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// The program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
    /// Its arguments.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub args: Vec<String>,
    /// Its environment. Secret values are exported as `${NAME}`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub env: BTreeMap<String, String>,
    /// Its working directory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cwd: Option<String>,
    /// The URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Request headers. Secret values are exported as `${NAME}`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// Sent as `Authorization: Bearer …`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bearer_token: Option<String>,
    /// How the gateway signs in there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oauth: Option<UpstreamOauth>,
    /// The secret of its client, where that was registered by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<String>,
    /// What it is told of who calls it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub caller: CallerSettings,
    /// The name of the namespace that it stands for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// Who shares its connections, and how many there are.
    #[serde(default, skip_serializing_if = "is_default")]
    pub connections: ConnectionSettings,
    /// How long it may take, in seconds.
    #[serde(default, skip_serializing_if = "is_default")]
    pub timeouts: Timeouts,
    /// Minutes between two looks at what it offers; 0 is never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_minutes: Option<u32>,
    /// What each of its processes may use.
    #[serde(default, skip_serializing_if = "is_default")]
    pub limits: ProcessLimits,
    /// What its processes may write to; without one, whatever the gateway may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sandbox: Option<Sandbox>,
    /// E-mail address of the owner; a server without one is public.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
}

impl ServerDeclaration {
    /// How it is to be run.
    pub fn run(&self) -> RunSettings {
        RunSettings {
            connections: self.connections,
            timeouts: self.timeouts.clone(),
            refresh_minutes: self.refresh_minutes,
            limits: self.limits,
            sandbox: self.sandbox.clone(),
        }
    }
}

impl std::fmt::Debug for ServerDeclaration {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ServerDeclaration")
            .field("command", &self.command)
            .field("url", &self.url)
            .field("namespace", &self.namespace)
            .finish_non_exhaustive()
    }
}

/// A namespace.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamespaceDeclaration {
    /// Its name, where it differs from the one it is declared under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// For people and clients.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// When names begin with the server's.
    #[serde(default, skip_serializing_if = "is_default")]
    pub naming: NamingPolicy,
    /// What happens when a server changes a tool.
    #[serde(default, skip_serializing_if = "is_default")]
    pub changes: ChangePolicy,
    /// Its servers, in order.
    #[serde(default)]
    pub servers: Vec<NamespaceServerDeclaration>,
    /// What it does with requests on their way to them, and with answers, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub middleware: Vec<LinkDeclaration>,
    /// E-mail address of the owner; a namespace without one is public.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// A server in a namespace: just its name, or its name with what is different there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, from = "NameOrServer", into = "NameOrServer")]
pub struct NamespaceServerDeclaration {
    /// The server's name.
    pub name: String,
    /// Its tools reach clients.
    pub enabled: bool,
    /// Stands for its name before the names of its tools and prompts; an empty text for nothing.
    pub alias: Option<String>,
    /// Tools by their original name. Those not named here are on, and as their server wrote them.
    pub tools: BTreeMap<String, ToolDeclaration>,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum NameOrServer {
    Name(String),
    Server {
        name: String,
        #[serde(default = "yes", skip_serializing_if = "is_true")]
        enabled: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        alias: Option<String>,
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        tools: BTreeMap<String, ToolDeclaration>,
    },
}

impl From<NameOrServer> for NamespaceServerDeclaration {
    fn from(value: NameOrServer) -> Self {
        match value {
            NameOrServer::Name(name) => Self {
                name,
                enabled: true,
                alias: None,
                tools: BTreeMap::new(),
            },
            NameOrServer::Server {
                name,
                enabled,
                alias,
                tools,
            } => Self {
                name,
                enabled,
                alias,
                tools,
            },
        }
    }
}

impl From<NamespaceServerDeclaration> for NameOrServer {
    fn from(value: NamespaceServerDeclaration) -> Self {
        if value.enabled && value.alias.is_none() && value.tools.is_empty() {
            return Self::Name(value.name);
        }
        Self::Server {
            name: value.name,
            enabled: value.enabled,
            alias: value.alias,
            tools: value.tools,
        }
    }
}

/// An endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndpointDeclaration {
    /// For people.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// The namespace's name.
    pub namespace: String,
    /// How clients prove who they are.
    #[serde(default = "api_key")]
    pub auth: EndpointAuth,
    /// Whom it admits, with `auth: sso`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sso: Option<SsoDeclaration>,
    /// How long its client sessions last.
    #[serde(default, skip_serializing_if = "is_default")]
    pub session: SessionTimes,
    /// What clients get when they ask for the tools: `full`, `search` or `auto:` and a number of tokens.
    #[serde(default, skip_serializing_if = "is_default")]
    pub listing: ToolListing,
    /// E-mail address of the owner; an endpoint without one is public.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
}

/// Whom an endpoint admits that is for single sign-on only.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SsoDeclaration {
    /// The providers, by their parts of the path; all of them when there is no list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub providers: Option<Vec<String>>,
    /// The groups, as the providers spell them; everybody when there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<String>,
}

fn api_key() -> EndpointAuth {
    EndpointAuth::ApiKey
}

/// A key. Without `key` one is made and printed once, when the key's name is new.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApiKeyDeclaration {
    /// Its name, where it differs from the one it is declared under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// E-mail address of the owner. Needed for private keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// A public key opens public endpoints; a private one also its owner's. A key with an owner is private unless
    /// said otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visibility: Option<Visibility>,
    /// The key's value, `sk_mt_` and at least 32 characters. Never exported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

impl std::fmt::Debug for ApiKeyDeclaration {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ApiKeyDeclaration")
            .field("owner", &self.owner)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::{Declaration, NamingPolicy};
    use crate::Sharing;

    #[test]
    fn a_server_in_a_namespace_may_be_just_its_name() {
        let json =
            r#"{"namespaces":{"dev":{"servers":["time",{"name":"fs","tools":{"write_file":false}}]}}}"#;
        let read: Declaration = serde_json::from_str(json).expect("valid");
        let servers = &read.namespaces["dev"].servers;
        assert!(servers[0].enabled && servers[0].tools.is_empty());
        assert_eq!(servers[1].tools.get("write_file"), Some(&false.into()));
        assert_eq!(serde_json::to_string(&read).expect("writes"), json);
    }

    #[test]
    fn a_namespace_says_how_it_names_things_where_that_is_not_usual() {
        let json = r#"{"namespaces":{"dev":{"naming":"on_collision","servers":[{"name":"time","alias":"clock"},{"name":"fs","alias":""}]}}}"#;
        let read: Declaration = serde_json::from_str(json).expect("valid");
        let namespace = &read.namespaces["dev"];
        assert_eq!(namespace.naming, NamingPolicy::OnCollision);
        let aliases: Vec<_> = namespace
            .servers
            .iter()
            .map(|server| server.alias.as_deref())
            .collect();
        assert_eq!(aliases, [Some("clock"), Some("")]);
        assert_eq!(serde_json::to_string(&read).expect("writes"), json);
    }

    #[test]
    fn a_server_says_how_it_is_run_where_that_is_not_usual() {
        let json = r#"{"servers":{"fs":{"command":"fs","connections":{"sharing":"user","spares":0,"max":10},"timeouts":{"connect":60,"tools":{"find":{"answer":30,"total":600}}},"refreshMinutes":5,"limits":{"memoryMib":512,"cpuSeconds":60,"openFiles":256},"sandbox":{"writable":["/srv"]}}},"endpoints":{"dev":{"namespace":"dev","auth":"api_key","session":{"idleMinutes":30,"lifetimeMinutes":600}}}}"#;
        let read: Declaration = serde_json::from_str(json).expect("valid");
        let run = read.servers["fs"].run();
        assert_eq!(run.connections.sharing, Some(Sharing::User));
        assert_eq!(run.timeouts.tools["find"].total, Some(600));
        assert_eq!(read.endpoints["dev"].session.idle_minutes, Some(30));
        assert_eq!(serde_json::to_string(&read).expect("writes"), json);
        for typo in ["spare", "size"] {
            let json = json.replace("spares", typo);
            let error = serde_json::from_str::<Declaration>(&json).expect_err("a typo");
            assert!(error.to_string().contains(typo), "{error}");
        }
    }

    #[test]
    fn names_the_field_that_is_not_known() {
        let error =
            serde_json::from_str::<Declaration>(r#"{"servers":{"x":{"comand":"npx"}}}"#).expect_err("a typo");
        assert!(error.to_string().contains("comand"), "{error}");
    }
}
