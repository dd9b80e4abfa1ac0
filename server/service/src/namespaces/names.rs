//! The names under which clients know what the servers of a namespace offer, and where two of them would be one.

use std::collections::HashMap;

use gateway::{NamesOf, OfferedName, collisions, exposed_names};
use model::{FieldErrors, NamedThing, NamespaceId, NamingPolicy, Problem, ServerId, ToolId};
use store::{NamespaceRecord, ServerRecord, ToolRecord};

use crate::{installation::Installation, offerings};

/// Servers that have one tool in common often have many.
const MOST_SHOWN: usize = 5;

/// A server as it is, or is to be, in a namespace.
pub(crate) struct Place<'a> {
    server: &'a ServerRecord,
    prefix: &'a str,
    enabled: bool,
    /// Listed tools, and what is made of each.
    tools: Vec<(&'a ToolRecord, ToolPlace<'a>)>,
    prompts: Vec<String>,
}

/// A tool as it is, or is to be, in a namespace.
#[derive(Clone, Copy)]
pub(crate) struct ToolPlace<'a> {
    /// Clients see it.
    pub(crate) is_on: bool,
    /// The name that the namespace gives it.
    pub(crate) name: Option<&'a str>,
}

impl<'a> ToolPlace<'a> {
    /// The tool as it is.
    pub(crate) fn of(installation: &'a Installation, namespace: NamespaceId, tool: ToolId) -> Self {
        let choice = installation.choice(namespace, tool);
        Self {
            is_on: choice.is_none_or(|choice| choice.enabled),
            name: choice.and_then(|choice| choice.overrides.name.as_deref()),
        }
    }

    /// A tool that nothing is made of.
    pub(crate) fn new() -> Self {
        Self {
            is_on: true,
            name: None,
        }
    }
}

impl<'a> Place<'a> {
    /// A server with this alias and these of its tools.
    pub(crate) fn new(
        installation: &'a Installation,
        server: &'a ServerRecord,
        alias: Option<&'a str>,
        enabled: bool,
        tool: impl Fn(&ToolRecord) -> ToolPlace<'a>,
    ) -> Self {
        let prompts = installation
            .offering(server.id)
            .and_then(|stored| offerings::read(stored).ok())
            .map(|offering| offering.prompts.into_iter().map(|prompt| prompt.name).collect());
        Self {
            server,
            prefix: alias.unwrap_or(&server.name),
            enabled,
            tools: installation
                .present_tools(server.id)
                .map(|record| (record, tool(record)))
                .collect(),
            prompts: prompts.unwrap_or_default(),
        }
    }

    /// Switched on.
    pub(super) fn enable(&mut self) {
        self.enabled = true;
    }

    /// With these tools switched on.
    pub(super) fn enable_tools(&mut self, tools: &[ToolId]) {
        for (tool, place) in &mut self.tools {
            place.is_on |= tools.contains(&tool.id);
        }
    }

    /// With this name for a tool, or the one that the policy makes.
    pub(super) fn rename_tool(&mut self, id: ToolId, name: Option<&'a str>) {
        for (_, place) in self.tools.iter_mut().filter(|(tool, _)| tool.id == id) {
            place.name = name;
        }
    }

    /// The server.
    pub(super) fn server_id(&self) -> ServerId {
        self.server.id
    }

    fn tool_names(&self) -> NamesOf<'_> {
        self.names(self.tools.iter().map(|(tool, place)| (&*tool.name, *place)))
    }

    fn prompt_names(&self) -> NamesOf<'_> {
        self.names(self.prompts.iter().map(|prompt| (&**prompt, ToolPlace::new())))
    }

    fn names<'b>(&'b self, names: impl Iterator<Item = (&'b str, ToolPlace<'b>)>) -> NamesOf<'b> {
        let offered = |(name, place): (&'b str, ToolPlace<'b>)| OfferedName {
            name,
            fixed: place.name,
            is_visible: place.is_on && self.enabled,
        };
        NamesOf {
            server_id: self.server.id,
            prefix: self.prefix,
            names: names.map(offered).collect(),
        }
    }
}

/// What is stored for a server's alias: its own name is none.
pub(crate) fn alias<'a>(wanted: Option<&'a str>, name: &str) -> Option<&'a str> {
    wanted.filter(|alias| *alias != name)
}

/// The servers of a namespace as they are, in order.
fn places(installation: &Installation, namespace: NamespaceId) -> Vec<Place<'_>> {
    let members = installation.members(namespace);
    members
        .filter_map(|member| {
            Some(Place::new(
                installation,
                installation.server(member.server_id)?,
                member.alias.as_deref(),
                member.enabled,
                |tool| ToolPlace::of(installation, namespace, tool.id),
            ))
        })
        .collect()
}

/// The names that clients know, or would know, the listed tools of a namespace by.
pub(super) fn exposed_tools(
    installation: &Installation,
    namespace: &NamespaceRecord,
) -> HashMap<ToolId, String> {
    by_tool(namespace.naming, &places(installation, namespace.id))
}

/// The name that the policy makes for a listed tool, whatever the namespace calls it.
pub(super) fn usual_name(
    installation: &Installation,
    namespace: &NamespaceRecord,
    tool: ToolId,
) -> Option<String> {
    let mut places = places(installation, namespace.id);
    for place in &mut places {
        place.rename_tool(tool, None);
    }
    by_tool(namespace.naming, &places).remove(&tool)
}

fn by_tool(naming: NamingPolicy, places: &[Place<'_>]) -> HashMap<ToolId, String> {
    let names: Vec<_> = places.iter().map(Place::tool_names).collect();
    let tools = places.iter().flat_map(|place| &place.tools);
    tools
        .map(|(tool, _)| tool.id)
        .zip(exposed_names(naming, &names).into_iter().flatten())
        .collect()
}

/// The name that clients would know a tool by if nothing else were there.
pub(super) fn exposed_alone(naming: NamingPolicy, server: ServerId, prefix: &str, tool: &str) -> String {
    let alone = NamesOf {
        server_id: server,
        prefix,
        names: vec![OfferedName {
            name: tool,
            fixed: None,
            is_visible: true,
        }],
    };
    exposed_names(naming, &[alone]).concat().concat()
}

/// Refuses places in which two servers offer something that clients should know by one name. Servers change, so this
/// comes about without being asked for as well; the gateway then gives the later one another name.
pub(crate) fn check(naming: NamingPolicy, places: &[Place<'_>]) -> Result<(), FieldErrors> {
    refuse(naming, same_names(naming, places))
}

/// As [`check`], for switching something on in a namespace as it is: what was so before stays.
pub(super) fn check_switch(
    installation: &Installation,
    namespace: &NamespaceRecord,
    switch: impl FnOnce(&mut [Place<'_>]),
) -> Result<(), FieldErrors> {
    refuse(namespace.naming, new_problems(installation, namespace, switch))
}

/// As [`check_switch`], for a namespace that is to have these places and name them so.
pub(super) fn check_change(
    installation: &Installation,
    namespace: &NamespaceRecord,
    naming: NamingPolicy,
    wanted: &[Place<'_>],
) -> Result<(), FieldErrors> {
    let before = same_names(namespace.naming, &places(installation, namespace.id));
    let mut after = same_names(naming, wanted);
    after.retain(|problem| !before.contains(problem));
    refuse(naming, after)
}

/// Refuses a name for a tool that another one has.
pub(super) fn check_tool_name<'a>(
    installation: &'a Installation,
    namespace: &NamespaceRecord,
    tool: ToolId,
    name: Option<&'a str>,
) -> Result<(), FieldErrors> {
    let rename = |places: &mut [Place<'a>]| {
        for place in places {
            place.rename_tool(tool, name);
        }
    };
    let mut errors = FieldErrors::new();
    for problem in new_problems(installation, namespace, rename).into_iter().take(1) {
        errors.add("name", problem);
    }
    errors.into_result()
}

/// What a change of the places makes wrong that was not so before.
fn new_problems<'a>(
    installation: &'a Installation,
    namespace: &NamespaceRecord,
    change: impl FnOnce(&mut [Place<'a>]),
) -> Vec<Problem> {
    let mut places = places(installation, namespace.id);
    let before = same_names(namespace.naming, &places);
    change(&mut places);
    let mut after = same_names(namespace.naming, &places);
    after.retain(|problem| !before.contains(problem));
    after
}

fn refuse(naming: NamingPolicy, problems: Vec<Problem>) -> Result<(), FieldErrors> {
    let field = match naming {
        NamingPolicy::Never => "naming",
        NamingPolicy::Always | NamingPolicy::OnCollision => "servers",
    };
    let mut errors = FieldErrors::new();
    for problem in problems.into_iter().take(MOST_SHOWN) {
        errors.add(field, problem);
    }
    errors.into_result()
}

fn same_names(naming: NamingPolicy, places: &[Place<'_>]) -> Vec<Problem> {
    let name_of = |id| {
        let place = places.iter().find(|place| place.server.id == id);
        place.map(|place| place.server.name.clone()).unwrap_or_default()
    };
    let of_kind = |what, names: Vec<NamesOf<'_>>| -> Vec<Problem> {
        collisions(naming, &names)
            .into_iter()
            .map(|collision| {
                if collision.is_given {
                    return Problem::NameOfTool {
                        name: collision.exposed,
                        tool: collision.first_name.to_owned(),
                        server: name_of(collision.first),
                    };
                }
                Problem::SameName {
                    what,
                    name: collision.name.to_owned(),
                    first: name_of(collision.first),
                    second: name_of(collision.second),
                    naming,
                }
            })
            .collect()
    };
    let mut problems = of_kind(NamedThing::Tool, places.iter().map(Place::tool_names).collect());
    problems.extend(of_kind(
        NamedThing::Prompt,
        places.iter().map(Place::prompt_names).collect(),
    ));
    problems
}
