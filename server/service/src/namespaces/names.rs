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
    /// Listed tools, and whether each is on.
    tools: Vec<(&'a ToolRecord, bool)>,
    prompts: Vec<String>,
}

impl<'a> Place<'a> {
    /// A server with this alias and these of its tools.
    pub(crate) fn new(
        installation: &'a Installation,
        server: &'a ServerRecord,
        alias: Option<&'a str>,
        enabled: bool,
        is_on: impl Fn(&ToolRecord) -> bool,
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
                .map(|tool| (tool, is_on(tool)))
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
        for (tool, is_on) in &mut self.tools {
            *is_on |= tools.contains(&tool.id);
        }
    }

    /// The server.
    pub(super) fn server_id(&self) -> ServerId {
        self.server.id
    }

    fn tool_names(&self) -> NamesOf<'_> {
        self.names(self.tools.iter().map(|(tool, is_on)| (&*tool.name, *is_on)))
    }

    fn prompt_names(&self) -> NamesOf<'_> {
        self.names(self.prompts.iter().map(|prompt| (&**prompt, true)))
    }

    fn names<'b>(&'b self, names: impl Iterator<Item = (&'b str, bool)>) -> NamesOf<'b> {
        let offered = |(name, is_on)| OfferedName {
            name,
            is_visible: is_on && self.enabled,
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
                |tool| installation.is_tool_on(namespace, tool.id),
            ))
        })
        .collect()
}

/// The names that clients know, or would know, the listed tools of a namespace by.
pub(super) fn exposed_tools(
    installation: &Installation,
    namespace: &NamespaceRecord,
) -> HashMap<ToolId, String> {
    let places = places(installation, namespace.id);
    let names: Vec<_> = places.iter().map(Place::tool_names).collect();
    let exposed = exposed_names(namespace.naming, &names);
    let tools = places.iter().flat_map(|place| &place.tools);
    tools
        .map(|(tool, _)| tool.id)
        .zip(exposed.into_iter().flatten())
        .collect()
}

/// The name that clients would know a tool by if nothing else were there.
pub(super) fn exposed_alone(naming: NamingPolicy, server: ServerId, prefix: &str, tool: &str) -> String {
    let alone = NamesOf {
        server_id: server,
        prefix,
        names: vec![OfferedName {
            name: tool,
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
    let mut places = places(installation, namespace.id);
    let before = same_names(namespace.naming, &places);
    switch(&mut places);
    let mut after = same_names(namespace.naming, &places);
    after.retain(|problem| !before.contains(problem));
    refuse(namespace.naming, after)
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
            .map(|collision| Problem::SameName {
                what,
                name: collision.name.to_owned(),
                first: name_of(collision.first),
                second: name_of(collision.second),
                naming,
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
