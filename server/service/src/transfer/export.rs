//! What is saved, as a file declares it.

use std::collections::{BTreeMap, HashMap};

use model::{
    ApiKeyDeclaration, Declaration, EndpointDeclaration, LinkDeclaration, MASK, NamespaceDeclaration,
    NamespaceId, NamespaceServerDeclaration, Owner, Pair, Sandbox, ServerDeclaration, ServerId, ServerKind,
    SsoAccess, SsoDeclaration, TeamDeclaration, ToolDeclaration, UpstreamOauth, UserDeclaration, Visibility,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use store::{NamespaceRecord, ServerRecord};

use super::plan::{TEAM_PREFIX, teams};
use crate::{installation::Installation, naming::free_name, sealer::Sealer, secrets, servers::variable};

/// Everything but secrets, passwords and keys.
pub(super) fn of(installation: &Installation, sealer: &Sealer) -> Declaration {
    let servers = labels(installation.servers(), |server| {
        (server.id, &server.name, server.owner)
    });
    let namespaces = labels(installation.namespaces(), |namespace| {
        (namespace.id, &namespace.name, namespace.owner)
    });
    let keys: Vec<_> = installation.api_keys().iter().filter(|key| key.active).collect();
    let key_labels = labels(&keys, |key| (key.id, &key.name, key.owner));
    let exporter = Exporter {
        installation,
        sealer,
        servers: &servers,
        namespaces: &namespaces,
    };
    Declaration {
        prune: false,
        users: exporter.users(),
        teams: exporter.teams(),
        servers: installation
            .servers()
            .iter()
            .map(|server| (servers[&server.id].clone(), exporter.server(server)))
            .collect(),
        namespaces: installation
            .namespaces()
            .iter()
            .map(|namespace| (namespaces[&namespace.id].clone(), exporter.namespace(namespace)))
            .collect(),
        endpoints: exporter.endpoints(),
        api_keys: keys
            .iter()
            .map(|key| {
                let label = &key_labels[&key.id];
                let declared = ApiKeyDeclaration {
                    name: differing(label, &key.name),
                    owner: exporter.owner(key.owner),
                    visibility: key.owner.is_public().then_some(Visibility::Public),
                    key: None,
                };
                (label.clone(), declared)
            })
            .collect(),
    }
}

/// One namespace, in which servers have their own names. Whose it is is left out: that is decided where it is read.
pub(super) fn of_namespace(
    installation: &Installation,
    sealer: &Sealer,
    namespace: &NamespaceRecord,
) -> NamespaceDeclaration {
    let servers = installation.servers().iter();
    let exporter = Exporter {
        installation,
        sealer,
        servers: &servers.map(|server| (server.id, server.name.clone())).collect(),
        namespaces: &HashMap::from([(namespace.id, namespace.name.clone())]),
    };
    NamespaceDeclaration {
        owner: None,
        ..exporter.namespace(namespace)
    }
}

/// An owner as a file names them; nothing for everybody, and for who is not there.
pub(super) fn owner(installation: &Installation, owner: Owner) -> Option<String> {
    match owner {
        Owner::Public => None,
        Owner::Person(id) => installation.user(id).map(|user| user.email.clone()),
        Owner::Team(id) => {
            let team = installation.team(id)?;
            Some(format!("{TEAM_PREFIX}{}", team.name))
        }
    }
}

/// One label for each, its name where that is still free: public things, which others refer to, come first.
fn labels<T, Id: Copy + Eq + std::hash::Hash>(
    things: &[T],
    parts: impl Fn(&T) -> (Id, &String, Owner),
) -> HashMap<Id, String> {
    let mut sorted: Vec<_> = things.iter().map(parts).collect();
    sorted.sort_by_key(|(_, _, owner)| !owner.is_public());
    let mut labels: HashMap<Id, String> = HashMap::new();
    for (id, name, _) in sorted {
        let label = free_name(name, |label| labels.values().any(|taken| taken == label));
        labels.insert(id, label);
    }
    labels
}

fn differing(label: &str, name: &str) -> Option<String> {
    (label != name).then(|| name.to_owned())
}

struct Exporter<'a> {
    installation: &'a Installation,
    sealer: &'a Sealer,
    servers: &'a HashMap<ServerId, String>,
    namespaces: &'a HashMap<NamespaceId, String>,
}

impl Exporter<'_> {
    fn users(&self) -> BTreeMap<String, UserDeclaration> {
        let declared = self.installation.users().iter().map(|user| {
            (
                user.email.clone(),
                UserDeclaration {
                    name: escaped(&user.name),
                    role: user.role,
                    password: None,
                },
            )
        });
        declared.collect()
    }

    fn teams(&self) -> BTreeMap<String, TeamDeclaration> {
        let declared = self.installation.teams().iter().map(|team| {
            let members = self.installation.members_of_team(team.id);
            // Whom a provider put there, it puts there again.
            let by_hand = members.filter(|member| member.provider_id.is_none());
            let members = by_hand.filter_map(|member| {
                let user = self.installation.user(member.user_id)?;
                Some((user.email.clone(), member.is_manager))
            });
            (
                escaped(&team.name),
                teams::declared(&escaped(&team.description), members),
            )
        });
        declared.collect()
    }

    fn server(&self, server: &ServerRecord) -> ServerDeclaration {
        let secrets = secrets::open(self.sealer, server.id, &server.secrets).unwrap_or_default();
        let bearer = |_: &String| format!("${{{}}}", variable(&format!("{}_BEARER_TOKEN", server.name)));
        let client_secret =
            |_: &String| format!("${{{}}}", variable(&format!("{}_CLIENT_SECRET", server.name)));
        ServerDeclaration {
            name: differing(&self.servers[&server.id], &server.name),
            // What a command or a URL says anyway is left out.
            kind: Some(server.kind).filter(|kind| *kind == ServerKind::Sse),
            description: escaped(&server.description),
            command: server.command.as_deref().map(escaped),
            args: server.args.iter().map(|arg| escaped(arg)).collect(),
            env: declared(secrets.masked_env()),
            cwd: server.cwd.as_deref().map(escaped),
            url: server.url.as_deref().map(escaped),
            namespace: server
                .namespace_id
                .and_then(|id| self.namespaces.get(&id))
                .cloned(),
            headers: declared(secrets.masked_headers()),
            bearer_token: secrets.bearer_token.as_ref().map(bearer),
            oauth: server.oauth.as_ref().map(oauth),
            client_secret: secrets.client_secret.as_ref().map(client_secret),
            caller: server.caller.clone(),
            connections: server.run.connections,
            timeouts: server.run.timeouts.clone(),
            refresh_minutes: server.run.refresh_minutes,
            limits: server.run.limits,
            sandbox: server.run.sandbox.as_ref().map(sandbox),
            owner: self.owner(server.owner),
        }
    }

    fn namespace(&self, namespace: &NamespaceRecord) -> NamespaceDeclaration {
        let members = self.installation.members(namespace.id).filter_map(|member| {
            let label = self.servers.get(&member.server_id)?;
            let changed = self.installation.tools(member.server_id).filter_map(|tool| {
                let choice = self.installation.choice(namespace.id, tool.id)?;
                let declared = ToolDeclaration {
                    enabled: choice.enabled,
                    overrides: escaped_texts(&choice.overrides),
                };
                (declared != true.into()).then(|| (tool.name.clone(), declared))
            });
            Some(NamespaceServerDeclaration {
                name: label.clone(),
                enabled: member.enabled,
                alias: member.alias.clone(),
                tools: changed.collect(),
            })
        });
        let links = namespace.chain.0.iter().map(|link| LinkDeclaration {
            enabled: link.enabled,
            middleware: escaped_texts(&link.middleware),
        });
        NamespaceDeclaration {
            name: differing(&self.namespaces[&namespace.id], &namespace.name),
            description: escaped(&namespace.description),
            naming: namespace.naming,
            changes: namespace.changes,
            servers: members.collect(),
            middleware: links.collect(),
            owner: self.owner(namespace.owner),
        }
    }

    fn endpoints(&self) -> BTreeMap<String, EndpointDeclaration> {
        let declared = self.installation.endpoints().iter().filter_map(|endpoint| {
            let declared = EndpointDeclaration {
                description: escaped(&endpoint.description),
                namespace: self.namespaces.get(&endpoint.namespace_id)?.clone(),
                auth: endpoint.auth,
                sso: endpoint.sso.as_ref().and_then(|access| self.sso(access)),
                session: endpoint.session,
                listing: endpoint.listing,
                owner: self.owner(endpoint.owner),
            };
            Some((endpoint.name.clone(), declared))
        });
        declared.collect()
    }

    /// Nothing where any account of single sign-on is admitted.
    fn sso(&self, access: &SsoAccess) -> Option<SsoDeclaration> {
        let slug = |id| Some(self.installation.provider(id)?.slug.clone());
        let providers = access.providers.as_ref();
        let declared = SsoDeclaration {
            providers: providers.map(|ids| ids.iter().copied().filter_map(slug).collect()),
            groups: access.groups.iter().map(|group| escaped(group)).collect(),
        };
        (declared != SsoDeclaration::default()).then_some(declared)
    }

    fn owner(&self, of: Owner) -> Option<String> {
        owner(self.installation, of)
    }
}

/// Secret values by the names of variables; references, which are replaced when a server starts, stay references.
fn declared(masked: Vec<Pair>) -> BTreeMap<String, String> {
    let shown = |pair: Pair| {
        let value = if pair.value == MASK {
            format!("${{{}}}", variable(&pair.name))
        } else {
            escaped(&pair.value)
        };
        (pair.name, value)
    };
    masked.into_iter().map(shown).collect()
}

fn sandbox(sandbox: &Sandbox) -> Sandbox {
    Sandbox {
        writable: sandbox.writable.iter().map(|folder| escaped(folder)).collect(),
    }
}

fn oauth(oauth: &UpstreamOauth) -> UpstreamOauth {
    UpstreamOauth {
        sharing: oauth.sharing,
        client_id: oauth.client_id.as_deref().map(escaped),
        scopes: oauth.scopes.as_deref().map(escaped),
    }
}

/// So that reading the file gives the text back.
fn escaped(text: &str) -> String {
    text.replace("${", "$${")
}

/// As [`escaped`], for all texts in something, those inside of JSON too.
fn escaped_texts<T: Serialize + DeserializeOwned + Clone>(thing: &T) -> T {
    fn escape(value: &mut Value) {
        match value {
            Value::String(text) => *text = escaped(text),
            Value::Array(values) => values.iter_mut().for_each(escape),
            Value::Object(object) => object.values_mut().for_each(escape),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    let mut value = serde_json::to_value(thing).unwrap_or_default();
    escape(&mut value);
    serde_json::from_value(value).unwrap_or_else(|_| thing.clone())
}
