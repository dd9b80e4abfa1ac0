//! Finding tools by words, among those that somebody may see: the ranking of `search_tools`, for people.
//!
//! Each caller has an index of what they see, so that not even an order tells of what they do not. It is made when they search and
//! kept until the configuration changes.

use std::{
    collections::{HashSet, VecDeque},
    sync::{Arc, Mutex, PoisonError},
};

use gateway::search::{Index, ToolWords};
use model::{FoundTool, NamespaceId, Permission, Reference, ServerId, TeamId, UserId};
use store::{ServerRecord, ToolRecord};

use super::{Namespaces, names};
use crate::{
    Caller, Error, Result,
    installation::Installation,
    visibility::{may_change, may_see, sees_all, visible},
};

/// The most tools that are found at once.
const MOST_FOUND: usize = 50;
/// The longest question, in bytes: what is longer is none.
const MAX_QUERY: usize = 2000;
/// Indexes that are kept, of the latest callers.
const MOST_INDEXES: usize = 8;

/// What decides what somebody sees, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Scope {
    revision: i64,
    user: UserId,
    sees_all: bool,
    teams: Vec<TeamId>,
}

/// The tools that somebody sees, by their words.
struct Indexed {
    scope: Scope,
    tools: Vec<FoundTool>,
    index: Index,
}

/// Indexes of the latest callers.
#[derive(Default)]
pub(crate) struct Finder(Mutex<VecDeque<Arc<Indexed>>>);

impl Namespaces<'_> {
    /// The tools that fit best, best first: those of one namespace, or of all namespaces and servers that the caller sees. In
    /// namespaces, those that are off are found too.
    pub async fn find_tools(
        &self,
        caller: &Caller,
        query: &str,
        within: Option<NamespaceId>,
    ) -> Result<Vec<FoundTool>> {
        caller.require(Permission::Look)?;
        let installation = self.inner.keeper.current().await?;
        if let Some(id) = within {
            visible(caller, installation.namespace(id))?;
        }
        if query.trim().is_empty() || query.len() > MAX_QUERY {
            return Ok(Vec::new());
        }
        let indexed = self.inner.finder.of(caller, &installation).await?;
        let is_within = |tool: &FoundTool| {
            within.is_none_or(|id| {
                tool.namespace
                    .as_ref()
                    .is_some_and(|namespace| namespace.id == id)
            })
        };
        let hits = indexed.index.find(query, usize::MAX, |_| 0);
        let found = hits.iter().map(|hit| &indexed.tools[hit.at]);
        Ok(found
            .filter(|tool| is_within(tool))
            .take(MOST_FOUND)
            .cloned()
            .collect())
    }
}

impl Finder {
    async fn of(&self, caller: &Caller, installation: &Arc<Installation>) -> Result<Arc<Indexed>> {
        let scope = Scope {
            revision: installation.revision(),
            user: caller.user_id,
            sees_all: sees_all(caller),
            teams: caller.teams.iter().map(|team| team.id).collect(),
        };
        if let Some(known) = self.known(&scope) {
            return Ok(known);
        }
        let (caller, installation) = (caller.clone(), Arc::clone(installation));
        // It reads all definitions.
        let indexing = tokio::task::spawn_blocking(move || Indexed::new(scope, &caller, &installation));
        let indexed = Arc::new(indexing.await.map_err(Error::internal)?);
        let mut latest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        latest.retain(|other| other.scope.user != indexed.scope.user);
        latest.truncate(MOST_INDEXES - 1);
        latest.push_front(indexed.clone());
        Ok(indexed)
    }

    fn known(&self, scope: &Scope) -> Option<Arc<Indexed>> {
        let latest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        latest.iter().find(|indexed| indexed.scope == *scope).cloned()
    }
}

impl Indexed {
    fn new(scope: Scope, caller: &Caller, installation: &Installation) -> Self {
        let (mut tools, mut words) = (Vec::new(), Vec::new());
        let mut add = |found: FoundTool, tool: &ToolRecord, description: Option<&str>| {
            let mut of_definition = ToolWords::read(&tool.definition);
            if let Some(description) = description {
                of_definition.describe(description);
            }
            let about = of_definition.description().trim().lines().next();
            tools.push(FoundTool {
                about: about.unwrap_or_default().to_owned(),
                ..found
            });
            words.push(of_definition);
        };
        let mut in_namespaces = HashSet::new();
        for namespace in installation.namespaces().iter().filter(|it| may_see(caller, *it)) {
            let exposed = names::exposed_tools(installation, namespace);
            for member in installation.members(namespace.id) {
                let Some(server) = installation.server(member.server_id) else {
                    continue;
                };
                in_namespaces.insert(server.id);
                for tool in installation.present_tools(server.id) {
                    let overrides = installation.overrides(namespace.id, tool.id);
                    let found = FoundTool {
                        name: exposed.get(&tool.id).unwrap_or(&tool.name).clone(),
                        namespace: Some(Reference {
                            id: namespace.id,
                            name: namespace.name.clone(),
                        }),
                        is_on: member.enabled && installation.is_tool_on(namespace.id, tool.id),
                        editable: may_change(caller, namespace),
                        ..alone(server, tool)
                    };
                    let description = overrides.and_then(|it| it.description.as_deref());
                    add(found, tool, description);
                }
            }
        }
        let servers = installation.servers().iter();
        let servers =
            servers.filter(|server| may_see(caller, *server) && !in_namespaces.contains(&server.id));
        for server in servers {
            for tool in installation.present_tools(server.id) {
                add(alone(server, tool), tool, None);
            }
        }
        let entries = tools.iter().zip(&words);
        let index = Index::new(entries.map(|(tool, words)| words.entry(&tool.name, &tool.server.name)));
        Self { scope, tools, index }
    }
}

/// A tool that is in no namespace.
fn alone(server: &ServerRecord, tool: &ToolRecord) -> FoundTool {
    FoundTool {
        id: tool.id,
        name: tool.name.clone(),
        about: String::new(),
        server: Reference::<ServerId> {
            id: server.id,
            name: server.name.clone(),
        },
        namespace: None,
        is_on: true,
        editable: false,
    }
}
