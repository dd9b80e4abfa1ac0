//! Namespaces are known by name and owner; their servers come in the declared order, their tools are on unless
//! declared off.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    NamespaceDeclaration, NamespaceId, NamespacePart, NamespaceServerDeclaration, NamingPolicy, Owner,
    Problem, ServerId, ToolOverride, check_alias, check_name,
};
use store::{NamespaceRecord, ServerRecord};

use super::{Placed, Planner, chain, check_declared_once, differing};
use crate::{
    installation::Installation,
    mint,
    namespaces::{
        middleware,
        names::{self, Place, ToolPlace},
    },
    transfer::steps::{Step, ToolOverrides, ToolStates},
    verdicts,
    visibility::check_use,
};

const NOUN: &str = "namespace";

impl Planner<'_> {
    /// The namespaces themselves: servers may stand for them.
    pub(super) fn namespaces(&mut self) {
        for (label, declared) in &self.declaration.namespaces {
            let path = format!("namespaces.{label}");
            let name = declared.name.as_ref().unwrap_or(label);
            let Ok(owner) = self.owner(&path, declared.owner.as_deref()) else {
                continue;
            };
            check_declared_once(&mut self.errors, &path, &self.namespaces, name, owner);
            self.errors.check(&format!("{path}.name"), check_name(name));
            let known = self
                .before
                .namespaces()
                .iter()
                .find(|namespace| namespace.name == *name && namespace.owner == owner);
            let id = known.map_or_else(|| mint::id(self.now), |namespace| namespace.id);
            self.namespaces.insert(
                label.clone(),
                Placed {
                    id,
                    name: name.clone(),
                    owner,
                },
            );
            let links = known.map(|namespace| &namespace.chain);
            let chain = chain::declared(links, &declared.middleware);
            self.errors
                .check_inside(&format!("{path}.middleware"), middleware::check_chain(&chain));
            if known.is_none() {
                let namespace = NamespaceRecord {
                    id,
                    name: name.clone(),
                    description: declared.description.trim().to_owned(),
                    naming: declared.naming,
                    changes: declared.changes,
                    owner,
                    created_at: self.now,
                    updated_at: self.now,
                    version: 1,
                    chain,
                    chain_before: None,
                    chain_version: 0,
                };
                self.create(NOUN, name, Step::CreateNamespace(namespace));
            }
        }
    }

    /// What is in them, once the servers are there.
    pub(super) fn members(&mut self) {
        for (label, declared) in &self.declaration.namespaces {
            let Some(&Placed { id, owner, .. }) = self.namespaces.get(label) else {
                continue;
            };
            let path = format!("namespaces.{label}");
            let members = self.members_of(&path, owner, &declared.servers);
            self.nesting
                .set_members(id, members.iter().map(|member| member.server_id).collect());
            let steps_before = self.planned.steps.len();
            let before = self.before.namespace(id);
            match before {
                None => {
                    let (_, steps) = self.member_steps(id, &members);
                    self.planned.steps.extend(steps);
                    let keeping = self.keeping(id, declared, &members);
                    self.planned.steps.extend(keeping);
                }
                Some(before) => self.known_namespace(before, declared, &members),
            }
            // What is as declared already is not refused: a server may have changed since.
            if before.is_none() || self.planned.steps.len() > steps_before {
                self.check_names(&path, declared.naming, &members);
            }
        }
    }

    fn known_namespace(
        &mut self,
        before: &NamespaceRecord,
        declared: &NamespaceDeclaration,
        members: &[Member<'_>],
    ) {
        let description = declared.description.trim().to_owned();
        let mut details = differing([
            (
                NamespacePart::Description.as_str(),
                before.description != description,
            ),
            (NamespacePart::Naming.as_str(), before.naming != declared.naming),
            (
                NamespacePart::Changes.as_str(),
                before.changes != declared.changes,
            ),
        ]);
        let chain = chain::declared(Some(&before.chain), &declared.middleware);
        let mut steps = Vec::new();
        if !details.is_empty() {
            steps.push(Step::ChangeNamespace(NamespaceRecord {
                description,
                naming: declared.naming,
                changes: declared.changes,
                updated_at: self.now,
                ..before.clone()
            }));
        }
        if chain != before.chain {
            details.push(NamespacePart::Middleware.as_str());
            steps.push(Step::SetChain(before.id, chain, before.chain_version));
        }
        let (of_members, more) = self.member_steps(before.id, members);
        details.extend(of_members);
        steps.extend(more);
        steps.extend(self.keeping(before.id, declared, members));
        self.change(NOUN, &before.name, details, steps);
    }

    /// What has to be done so that the namespace has these servers in these states.
    fn member_steps(&self, id: NamespaceId, members: &[Member<'_>]) -> (Vec<&'static str>, Vec<Step>) {
        let mut steps = Vec::new();
        let wanted: Vec<ServerId> = members.iter().map(|member| member.server_id).collect();
        let servers_differ = !self
            .before
            .members(id)
            .map(|member| member.server_id)
            .eq(wanted.iter().copied());
        if servers_differ {
            steps.push(Step::SetServers(id, wanted));
        }
        let (mut switches_differ, mut aliases_differ) = (false, false);
        let (mut tools_differ, mut overrides_differ) = (false, false);
        for member in members {
            let Member {
                server_id, declared, ..
            } = member;
            let known = self
                .before
                .members(id)
                .find(|member| member.server_id == *server_id);
            if known.is_none_or(|known| known.enabled) != declared.enabled {
                switches_differ = true;
                steps.push(Step::SetServerEnabled(id, *server_id, declared.enabled));
            }
            if known.and_then(|known| known.alias.as_deref()) != member.alias {
                aliases_differ = true;
                let alias = member.alias.map(str::to_owned);
                steps.push(Step::SetServerAlias(id, *server_id, alias));
            }
            let states = self.tool_states(id, *server_id, declared);
            if !states.off.is_empty() || !states.on.is_empty() {
                tools_differ = true;
                steps.push(Step::SetTools(states));
            }
            let overrides = self.tool_overrides(id, *server_id, declared);
            if !overrides.tools.is_empty() {
                overrides_differ = true;
                steps.push(Step::SetToolOverrides(overrides));
            }
        }
        (
            differing([
                (NamespacePart::Servers.as_str(), servers_differ),
                (NamespacePart::Switches.as_str(), switches_differ),
                (NamespacePart::Aliases.as_str(), aliases_differ),
                (NamespacePart::Tools.as_str(), tools_differ),
                (NamespacePart::Overrides.as_str(), overrides_differ),
            ]),
            steps,
        )
    }

    /// Takes the tools as they are of servers that nobody watched there before.
    fn keeping(
        &self,
        id: NamespaceId,
        declared: &NamespaceDeclaration,
        members: &[Member<'_>],
    ) -> Option<Step> {
        let servers: Vec<ServerId> = members.iter().map(|member| member.server_id).collect();
        let taken = verdicts::taken_as_they_are(self.before, id, declared.changes, &servers);
        (!taken.is_empty()).then_some(Step::KeepTools(id, taken))
    }

    /// Refuses names that would be one. Of servers that are new nothing is known yet.
    fn check_names(&mut self, path: &str, naming: NamingPolicy, members: &[Member<'_>]) {
        let before = self.before;
        let places: Vec<_> = members
            .iter()
            .filter_map(|member| {
                let server = before.server(member.server_id)?;
                let declared = member.declared;
                Some(Place::new(
                    before,
                    server,
                    member.alias,
                    declared.enabled,
                    |tool| match declared.tools.get(&tool.name) {
                        Some(tool) => ToolPlace {
                            is_on: tool.enabled,
                            name: tool.overrides.name.as_deref(),
                        },
                        None => ToolPlace::new(),
                    },
                ))
            })
            .collect();
        if let Err(errors) = names::check(naming, &places) {
            self.errors.check_inside(path, Err(errors));
        }
    }

    fn tool_states(
        &self,
        namespace_id: NamespaceId,
        server_id: ServerId,
        declared: &NamespaceServerDeclaration,
    ) -> ToolStates {
        let tools = self
            .before
            .tools(server_id)
            .filter(|tool| !self.before.is_tool_on(namespace_id, tool.id));
        let is_off: BTreeSet<&str> = tools.map(|tool| tool.name.as_str()).collect();
        let shall_be_off: BTreeSet<&str> = declared
            .tools
            .iter()
            .filter(|(_, tool)| !tool.enabled)
            .map(|(name, _)| name.as_str())
            .collect();
        let names = |names: std::collections::btree_set::Difference<'_, &str>| {
            names.map(|name| (*name).to_owned()).collect()
        };
        ToolStates {
            namespace_id,
            server_id,
            off: names(shall_be_off.difference(&is_off)),
            on: names(is_off.difference(&shall_be_off)),
        }
    }

    /// Tools of which something else is to be made than is made of them now.
    fn tool_overrides(
        &self,
        namespace_id: NamespaceId,
        server_id: ServerId,
        declared: &NamespaceServerDeclaration,
    ) -> ToolOverrides {
        let known = self.before.tools(server_id).filter_map(|tool| {
            let overrides = self.before.overrides(namespace_id, tool.id)?;
            Some((tool.name.clone(), overrides.clone()))
        });
        let before: BTreeMap<String, ToolOverride> = known.collect();
        let wanted = declared.tools.iter().map(|(name, tool)| (name, &tool.overrides));
        let wanted: BTreeMap<&String, &ToolOverride> =
            wanted.filter(|(_, overrides)| !overrides.is_empty()).collect();
        let none = ToolOverride::default();
        let names: BTreeSet<&String> = before.keys().chain(wanted.keys().copied()).collect();
        let differing = names.into_iter().filter_map(|name| {
            let wanted = wanted.get(name).copied().unwrap_or(&none);
            (before.get(name).unwrap_or(&none) != wanted).then(|| (name.clone(), wanted.clone()))
        });
        ToolOverrides {
            namespace_id,
            server_id,
            tools: differing.collect(),
        }
    }

    /// The declared servers, found. A label of this declaration comes first, then what the owner has, then what
    /// their teams have, then what everybody has.
    fn members_of<'d>(
        &mut self,
        path: &str,
        owner: Owner,
        declared: &'d [NamespaceServerDeclaration],
    ) -> Vec<Member<'d>> {
        let mut members: Vec<Member<'d>> = Vec::new();
        let path = format!("{path}.servers");
        for server in declared {
            let name = &server.name;
            let found = match self.servers.get(name) {
                Some(placed) => Some((placed.id, &placed.name, placed.owner)),
                // What is not declared is about to go.
                None if self.declaration.prune => None,
                None => saved_server(self.before, owner, name)
                    .map(|server| (server.id, &server.name, server.owner)),
            };
            match found {
                None => self.errors.add(&path, Problem::Missing { name: name.clone() }),
                Some((id, ..)) if members.iter().any(|member| member.server_id == id) => {
                    self.errors
                        .add(&path, Problem::DuplicatePair { name: name.clone() });
                }
                Some((server_id, own_name, used)) => {
                    self.errors
                        .check(&path, check_use(&self.memberships, NOUN, owner, name, used));
                    let alias = server.alias.as_deref();
                    self.errors.check(
                        &format!("{path}.{name}.alias"),
                        check_alias(alias.unwrap_or_default()),
                    );
                    for (name, tool) in &server.tools {
                        let result = tool.overrides.validate();
                        let path = format!("{path}.{}.tools.{name}", server.name);
                        self.errors.check_inside(&path, result);
                    }
                    members.push(Member {
                        server_id,
                        alias: names::alias(alias, own_name),
                        declared: server,
                    });
                }
            }
        }
        members
    }
}

/// A declared server of a namespace, found.
struct Member<'a> {
    server_id: ServerId,
    alias: Option<&'a str>,
    declared: &'a NamespaceServerDeclaration,
}

/// The server that a namespace of `owner` means by a name: what the owner has, then what their teams have, then what
/// everybody has.
pub(in crate::transfer) fn saved_server<'a>(
    before: &'a Installation,
    owner: Owner,
    name: &str,
) -> Option<&'a ServerRecord> {
    let saved = |fits: &dyn Fn(Owner) -> bool| {
        let servers = before.servers().iter();
        servers
            .filter(|server| server.name == *name)
            .find(|server| fits(server.owner))
    };
    saved(&|of| of == owner)
        .or_else(|| saved(&|of| !of.is_public() && before.may_use(owner, of)))
        .or_else(|| saved(&|of| of.is_public()))
}
