//! What a save changed: of what changed only, what was before and after.

use model::{NamingPolicy, SavedChange, SavedChangeKind, ServerId, ToolId};
use serde::{Deserialize, Serialize};

use super::state::{Member, State, Tool};
use crate::installation::Installation;

/// What was, and what is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Pair<T> {
    pub(super) before: T,
    pub(super) after: T,
}

impl<T: PartialEq> Pair<T> {
    fn of(before: T, after: T) -> Option<Self> {
        (before != after).then_some(Self { before, after })
    }
}

/// What is different between two moments.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Change {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<Pair<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<Pair<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) naming: Option<Pair<NamingPolicy>>,
    /// All servers, where they or their order changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) order: Option<Pair<Vec<ServerId>>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) members: Vec<MemberChange>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) tools: Vec<ToolChange>,
}

/// A server that came, went or changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct MemberChange {
    pub(super) id: ServerId,
    /// Its name then.
    pub(super) name: String,
    #[serde(flatten)]
    pub(super) pair: Pair<Option<Member>>,
}

/// A tool that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ToolChange {
    pub(super) id: ToolId,
    pub(super) server: ServerId,
    /// Its server's name for it.
    pub(super) name: String,
    #[serde(flatten)]
    pub(super) pair: Pair<Tool>,
}

impl Change {
    /// What is different; names are those of the installation.
    pub(super) fn between(before: &State, after: &State, installation: &Installation) -> Self {
        Self {
            name: Pair::of(before.name.clone(), after.name.clone()),
            description: Pair::of(before.description.clone(), after.description.clone()),
            naming: Pair::of(before.naming, after.naming),
            order: Pair::of(before.order(), after.order()),
            members: members(before, after, installation),
            tools: tools(before, after, installation),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// For people.
    pub(super) fn in_words(&self) -> Vec<SavedChange> {
        use SavedChangeKind as K;
        let own = [
            (self.name.is_some(), K::Name),
            (self.description.is_some(), K::Description),
            (self.naming.is_some(), K::Naming),
            (self.is_reordered(), K::Order),
        ];
        let own = own.into_iter().filter(|(is_so, _)| *is_so);
        let mut words: Vec<SavedChange> = own
            .map(|(_, kind)| SavedChange {
                kind,
                names: Vec::new(),
            })
            .collect();
        let mut add = |kind, names: Vec<String>| {
            if !names.is_empty() {
                words.push(SavedChange { kind, names });
            }
        };
        let servers = |is_so: &dyn Fn(Option<&Member>, Option<&Member>) -> bool| {
            let changed = self.members.iter();
            let changed = changed.filter(|it| is_so(it.pair.before.as_ref(), it.pair.after.as_ref()));
            changed.map(|it| it.name.clone()).collect()
        };
        let both = |is_so: fn(&Member, &Member) -> bool| {
            servers(&move |before, after| before.zip(after).is_some_and(|(a, b)| is_so(a, b)))
        };
        add(K::ServersAdded, servers(&|before, _| before.is_none()));
        add(K::ServersRemoved, servers(&|_, after| after.is_none()));
        add(
            K::ServersOn,
            both(|before, after| !before.enabled && after.enabled),
        );
        add(
            K::ServersOff,
            both(|before, after| before.enabled && !after.enabled),
        );
        add(K::Aliases, both(|before, after| before.alias != after.alias));
        let tools = |is_so: fn(&Tool, &Tool) -> bool| {
            let changed = self.tools.iter();
            let changed = changed.filter(|it| is_so(&it.pair.before, &it.pair.after));
            changed.map(|it| it.name.clone()).collect()
        };
        add(
            K::ToolsOn,
            tools(|before, after| !before.enabled && after.enabled),
        );
        add(
            K::ToolsOff,
            tools(|before, after| before.enabled && !after.enabled),
        );
        add(
            K::Overrides,
            tools(|before, after| before.overrides != after.overrides),
        );
        words
    }

    /// The servers that stayed stand in another order.
    fn is_reordered(&self) -> bool {
        self.order.as_ref().is_some_and(|order| {
            let stayed = |of: &[ServerId], other: &[ServerId]| {
                let stayed = of.iter().filter(|server| other.contains(server));
                stayed.copied().collect::<Vec<_>>()
            };
            stayed(&order.before, &order.after) != stayed(&order.after, &order.before)
        })
    }
}

fn members(before: &State, after: &State, installation: &Installation) -> Vec<MemberChange> {
    let changed = servers(before, after).into_iter().filter_map(|id| {
        let pair = Pair::of(before.member(id).cloned(), after.member(id).cloned())?;
        let name = installation.server(id).map(|server| server.name.clone());
        Some(MemberChange {
            id,
            name: name.unwrap_or_default(),
            pair,
        })
    });
    changed.collect()
}

/// What goes with its server is a change too, since it has to come back with it.
fn tools(before: &State, after: &State, installation: &Installation) -> Vec<ToolChange> {
    let tools = servers(before, after)
        .into_iter()
        .flat_map(|server| installation.tools(server));
    let changed = tools.filter_map(|tool| {
        Some(ToolChange {
            id: tool.id,
            server: tool.server_id,
            name: tool.name.clone(),
            pair: Pair::of(before.tool(tool.id), after.tool(tool.id))?,
        })
    });
    changed.collect()
}

/// Those that were there, in their order, and then those that are new.
fn servers(before: &State, after: &State) -> Vec<ServerId> {
    let new = after.order().into_iter();
    let new = new.filter(|server| before.member(*server).is_none());
    before.order().into_iter().chain(new).collect()
}
