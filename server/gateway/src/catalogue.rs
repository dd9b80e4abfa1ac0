//! What a namespace offers: each exposed name with its owner, and the list answers ready to be sent.
//!
//! A catalogue never changes; a change makes a new one. Its order is that of the servers in the namespace, then that
//! of each server.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use bytes::Bytes;
use model::{NamingPolicy, ServerId};

use crate::{
    Definition, Offering,
    raw::{RawObject, write_string},
    spec::Capabilities,
    standard_headers::{HeaderParam, header_params},
};

mod naming;
mod pages;
mod template;
mod uris;

pub use naming::{Collision, NamesOf, OfferedName, collisions, exposed_name, exposed_names};
pub(crate) use pages::Fingerprint;
use pages::Pages;
use template::Template;
use uris::Uris;

/// Everything that a namespace offers.
#[derive(Debug)]
pub(crate) struct Catalogue {
    tools: Named,
    prompts: Named,
    resources: Named,
    templates: Vec<(Template, Target)>,
    template_pages: Pages,
    members: Vec<Provider>,
}

/// A list that clients can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum List {
    /// `tools/list`
    Tools,
    /// `prompts/list`
    Prompts,
    /// `resources/list`
    Resources,
    /// `resources/templates/list`
    Templates,
}

/// A list that looks different now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ListChange {
    /// Which.
    pub(crate) list: List,
    /// How it looks.
    pub(crate) now: Fingerprint,
}

/// Entries by their exposed name, and the list of them.
#[derive(Debug)]
struct Named {
    targets: HashMap<Arc<str>, Target>,
    pages: Pages,
}

/// Where an exposed name leads. Cloning shares the texts.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    /// Its name here.
    pub(crate) exposed: Arc<str>,
    /// Whose it is.
    pub(crate) server_id: ServerId,
    /// Its name there.
    pub(crate) original: Arc<str>,
    /// Arguments that are repeated in headers; hardly ever any.
    pub(crate) repeated: Arc<[HeaderParam]>,
}

/// A server that clients reach through the namespace.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Provider {
    /// The server.
    pub(crate) server_id: ServerId,
    /// What it can do.
    pub(crate) capabilities: Capabilities,
}

/// A server's share of a namespace.
pub(crate) struct Member<'a> {
    /// The server.
    pub(crate) server_id: ServerId,
    /// What its names begin with, where they begin with something; may be empty.
    pub(crate) prefix: &'a str,
    /// It reaches clients.
    pub(crate) enabled: bool,
    /// Tools that do not, by their name at the server.
    pub(crate) disabled_tools: &'a [String],
    /// What it offers.
    pub(crate) offering: &'a Offering,
}

impl Catalogue {
    /// Gathers what the members offer.
    pub(crate) fn new(members: &[Member<'_>], naming: NamingPolicy) -> Self {
        let enabled = || members.iter().filter(|member| member.enabled);
        let tools = named(
            "tools",
            members,
            naming,
            |it| &it.tools,
            |member, tool| member.disabled_tools.contains(&tool.name),
        );
        let prompts = named("prompts", members, naming, |it| &it.prompts, |_, _| false);
        let (templates, template_pages) = templates(enabled());
        Self {
            tools,
            prompts,
            resources: resources(enabled()),
            templates,
            template_pages,
            members: enabled()
                .map(|member| Provider {
                    server_id: member.server_id,
                    capabilities: member.offering.capabilities,
                })
                .collect(),
        }
    }

    /// The tool that clients call by this name.
    pub(crate) fn tool(&self, exposed: &str) -> Option<&Target> {
        self.tools.targets.get(exposed)
    }

    /// The prompt that clients get by this name.
    pub(crate) fn prompt(&self, exposed: &str) -> Option<&Target> {
        self.prompts.targets.get(exposed)
    }

    /// The listed resource with this URI.
    pub(crate) fn resource(&self, exposed: &str) -> Option<&Target> {
        self.resources.targets.get(exposed)
    }

    /// The first template that makes this URI, or that is this very text.
    pub(crate) fn template(&self, uri: &str) -> Option<&Target> {
        self.templates
            .iter()
            .find(|(template, target)| *target.exposed == *uri || template.matches(uri))
            .map(|(_, target)| target)
    }

    /// The servers that clients reach, in order.
    pub(crate) fn members(&self) -> &[Provider] {
        &self.members
    }

    /// A result of a list method; `None` for a cursor that this list does not know.
    pub(crate) fn page(&self, list: List, cursor: Option<&str>) -> Option<&Bytes> {
        self.pages(list).get(cursor)
    }

    /// The same for lists that look the same to a client.
    pub(crate) fn fingerprint(&self, list: List) -> Fingerprint {
        self.pages(list).fingerprint()
    }

    /// The lists that look different to a client which has seen the other's.
    pub(crate) fn changed_lists(&self, before: &Self) -> Vec<ListChange> {
        [List::Tools, List::Prompts, List::Resources, List::Templates]
            .into_iter()
            .filter(|list| self.fingerprint(*list) != before.fingerprint(*list))
            .map(|list| ListChange {
                list,
                now: self.fingerprint(list),
            })
            .collect()
    }

    fn pages(&self, list: List) -> &Pages {
        match list {
            List::Tools => &self.tools.pages,
            List::Prompts => &self.prompts.pages,
            List::Resources => &self.resources.pages,
            List::Templates => &self.template_pages,
        }
    }
}

/// Entries that clients know by an exposed name, those that `is_hidden` left out.
fn named<'a>(
    key: &str,
    members: &'a [Member<'a>],
    naming: NamingPolicy,
    entries_of: impl Fn(&Offering) -> &[Definition],
    is_hidden: impl Fn(&Member<'_>, &Definition) -> bool,
) -> Named {
    let is_visible = |member: &Member<'_>, entry: &Definition| member.enabled && !is_hidden(member, entry);
    let distinct: Vec<(&Member<'a>, Vec<&Definition>)> = members
        .iter()
        .map(|member| (member, distinct(member, entries_of(member.offering))))
        .collect();
    let names: Vec<_> = distinct
        .iter()
        .map(|(member, entries)| NamesOf {
            server_id: member.server_id,
            prefix: member.prefix,
            names: entries
                .iter()
                .map(|entry| OfferedName {
                    name: &entry.name,
                    is_visible: is_visible(member, entry),
                })
                .collect(),
        })
        .collect();
    let exposed = exposed_names(naming, &names);
    let (mut targets, mut listed) = (HashMap::new(), Vec::new());
    for ((member, entries), exposed) in distinct.into_iter().zip(exposed) {
        for (definition, exposed) in entries.into_iter().zip(exposed) {
            if !is_visible(member, definition) {
                continue;
            }
            let exposed: Arc<str> = exposed.into();
            let Some(entry) = with_field(definition, "name", &exposed) else {
                continue;
            };
            targets.insert(exposed.clone(), target(exposed, member, definition));
            listed.push(entry);
        }
    }
    Named {
        targets,
        pages: Pages::new(key, &listed),
    }
}

/// What a server lists, the first of two of one name counting.
fn distinct<'a>(member: &Member<'_>, entries: &'a [Definition]) -> Vec<&'a Definition> {
    let mut seen = HashSet::new();
    let is_new = |entry: &&'a Definition| {
        let is_new = seen.insert(&*entry.name);
        if !is_new {
            tracing::warn!(
                server.prefix = member.prefix,
                name = entry.name,
                "the server lists a name twice"
            );
        }
        is_new
    };
    entries.iter().filter(is_new).collect()
}

fn resources<'a>(members: impl Iterator<Item = &'a Member<'a>> + Clone) -> Named {
    let mut uris = Uris::default();
    let (mut targets, mut listed) = (HashMap::new(), Vec::new());
    for member in members {
        for definition in &member.offering.resources {
            let exposed: Arc<str> = uris
                .assign(member.server_id, member.prefix, &definition.name)
                .into();
            let Some(entry) = with_field(definition, "uri", &exposed) else {
                continue;
            };
            targets.insert(exposed.clone(), target(exposed, member, definition));
            listed.push(entry);
        }
    }
    Named {
        targets,
        pages: Pages::new("resources", &listed),
    }
}

fn templates<'a>(members: impl Iterator<Item = &'a Member<'a>>) -> (Vec<(Template, Target)>, Pages) {
    let (mut templates, mut listed) = (Vec::new(), Vec::new());
    for member in members {
        for definition in &member.offering.templates {
            let template = Template::parse(&definition.name);
            templates.push((
                template,
                target(definition.name.as_str().into(), member, definition),
            ));
            listed.push(definition.definition.get().as_bytes().to_vec());
        }
    }
    (templates, Pages::new("resourceTemplates", &listed))
}

fn target(exposed: Arc<str>, member: &Member<'_>, definition: &Definition) -> Target {
    Target {
        exposed,
        server_id: member.server_id,
        original: definition.name.as_str().into(),
        repeated: header_params(&definition.definition).into(),
    }
}

/// The definition with another text in one field, and not a byte changed besides.
fn with_field(definition: &Definition, field: &str, text: &str) -> Option<Vec<u8>> {
    let Ok(object) = RawObject::parse(definition.definition.get(), &[]) else {
        tracing::warn!(name = definition.name, "what a server lists is not valid");
        return None;
    };
    let mut value = Vec::with_capacity(text.len() + 2);
    write_string(&mut value, text);
    let mut entry = Vec::with_capacity(definition.definition.get().len() + value.len());
    object.write_with(&mut entry, &[(field, &value)]);
    Some(entry)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use model::{NamingPolicy, ServerId};
    use serde_json::value::RawValue;
    use uuid::Uuid;

    use super::{Catalogue, List, Member};
    use crate::{Definition, Offering};

    fn server(n: u128) -> ServerId {
        ServerId::from_uuid(Uuid::from_u128(n))
    }

    fn tool(name: &str, json: &str) -> Definition {
        let definition: Arc<RawValue> = RawValue::from_string(json.to_owned()).unwrap().into();
        Definition {
            name: name.to_owned(),
            definition,
        }
    }

    fn offering(tools: impl IntoIterator<Item = Definition>) -> Offering {
        Offering {
            tools: tools.into_iter().collect(),
            ..Offering::default()
        }
    }

    fn member<'a>(n: u128, prefix: &'a str, offering: &'a Offering) -> Member<'a> {
        Member {
            server_id: server(n),
            prefix,
            enabled: true,
            disabled_tools: &[],
            offering,
        }
    }

    fn catalogue(members: &[Member<'_>]) -> Catalogue {
        Catalogue::new(members, NamingPolicy::Always)
    }

    #[test]
    fn only_the_name_of_a_definition_changes() {
        let odd = r#"{"x-new":1.0,"name":"a", "inputSchema":{"b":1e5,"a":[ 1 ]},"n":123456789012345678901234567890}"#;
        let tools = offering([tool("a", odd)]);
        let catalogue = catalogue(&[member(1, "s", &tools)]);
        assert_eq!(
            &catalogue.page(List::Tools, None).unwrap()[..],
            br#"{"tools":[{"x-new":1.0,"name":"s__a","inputSchema":{"b":1e5,"a":[ 1 ]},"n":123456789012345678901234567890}]}"#
        );
    }

    #[test]
    fn lists_members_in_order_then_their_tools_in_order() {
        let (first, second) = (
            offering([tool("z", r#"{"name":"z"}"#), tool("a", r#"{"name":"a"}"#)]),
            offering([tool("m", r#"{"name":"m"}"#)]),
        );
        let catalogue = catalogue(&[member(2, "two", &first), member(1, "one", &second)]);
        assert_eq!(
            &catalogue.page(List::Tools, None).unwrap()[..],
            br#"{"tools":[{"name":"two__z"},{"name":"two__a"},{"name":"one__m"}]}"#
        );
        assert_eq!(catalogue.tool("two__a").unwrap().server_id, server(2));
    }

    #[test]
    fn disabled_tools_and_servers_do_not_exist() {
        let tools = offering([tool("on", r#"{"name":"on"}"#), tool("off", r#"{"name":"off"}"#)]);
        let disabled = ["off".to_owned()];
        let catalogue = catalogue(&[
            Member {
                disabled_tools: &disabled,
                ..member(1, "s", &tools)
            },
            Member {
                enabled: false,
                ..member(2, "t", &tools)
            },
        ]);
        assert_eq!(
            &catalogue.page(List::Tools, None).unwrap()[..],
            br#"{"tools":[{"name":"s__on"}]}"#
        );
        assert!(catalogue.tool("s__off").is_none());
        assert!(catalogue.tool("t__on").is_none());
    }

    #[test]
    fn disabling_a_tool_never_renames_another() {
        let tools = offering([tool("now", r#"{"name":"now"}"#)]);
        let both = catalogue(&[member(1, "time", &tools), member(2, "time", &tools)]);
        let renamed = both
            .tools
            .targets
            .values()
            .find(|tool| tool.server_id == server(2))
            .unwrap()
            .exposed
            .clone();
        let disabled = ["now".to_owned()];
        let one = catalogue(&[
            Member {
                disabled_tools: &disabled,
                ..member(1, "time", &tools)
            },
            member(2, "time", &tools),
        ]);
        assert_eq!(one.tool(&renamed).unwrap().server_id, server(2));
        assert!(one.tool("time__now").is_none());
    }

    #[test]
    fn a_tool_that_is_listed_twice_or_unreadable_is_left_out() {
        let tools = offering([
            tool("a", r#"{"name":"a","v":1}"#),
            tool("a", r#"{"name":"a","v":2}"#),
            tool("b", r#"{"name":"b","name":"c"}"#),
        ]);
        let catalogue = catalogue(&[member(1, "s", &tools)]);
        assert_eq!(
            &catalogue.page(List::Tools, None).unwrap()[..],
            br#"{"tools":[{"name":"s__a","v":1}]}"#
        );
    }

    fn resource(uri: &str) -> Definition {
        tool(uri, &format!(r#"{{"uri":"{uri}","name":"r"}}"#))
    }

    #[test]
    fn plain_names_are_plain_and_collisions_are_told_apart() {
        let same = offering([tool("now", r#"{"name":"now"}"#)]);
        let members = [member(1, "a", &same), member(2, "b", &same)];
        let names = |naming| {
            let page = Catalogue::new(&members, naming);
            String::from_utf8(page.page(List::Tools, None).unwrap().to_vec()).unwrap()
        };
        assert_eq!(
            names(NamingPolicy::OnCollision),
            r#"{"tools":[{"name":"a__now"},{"name":"b__now"}]}"#
        );
        assert_eq!(
            names(NamingPolicy::Never),
            r#"{"tools":[{"name":"now"},{"name":"b__now"}]}"#
        );
        let alone = Catalogue::new(&members[..1], NamingPolicy::OnCollision);
        assert!(alone.tool("now").is_some());
    }

    #[test]
    fn resources_keep_their_uri_unless_two_servers_own_it() {
        let (one, two) = (
            Offering {
                resources: vec![resource("file:///a"), resource("file:///b")],
                ..Offering::default()
            },
            Offering {
                resources: vec![resource("file:///a")],
                ..Offering::default()
            },
        );
        let catalogue = catalogue(&[member(1, "one", &one), member(2, "two", &two)]);
        assert_eq!(catalogue.resource("file:///a").unwrap().server_id, server(1));
        let other = catalogue.resource("metamcp+two:file:///a").unwrap();
        assert_eq!((other.server_id, &*other.original), (server(2), "file:///a"));
        assert!(catalogue.resource("file:///b").is_some());
    }

    #[test]
    fn a_template_leads_to_its_server() {
        let one = Offering {
            templates: vec![tool(
                "db://{table}/rows",
                r#"{"uriTemplate":"db://{table}/rows"}"#,
            )],
            ..Offering::default()
        };
        let catalogue = catalogue(&[member(1, "one", &one)]);
        assert_eq!(
            catalogue.template("db://users/rows").unwrap().server_id,
            server(1)
        );
        assert!(catalogue.template("db://{table}/rows").is_some());
        assert!(catalogue.template("db://users/columns").is_none());
    }

    #[test]
    fn says_which_lists_changed() {
        let (before, mut after) = (offering([tool("a", r#"{"name":"a"}"#)]), Offering::default());
        after.tools.clone_from(&before.tools);
        after.resources.push(resource("file:///a"));
        let (before, after) = (
            catalogue(&[member(1, "s", &before)]),
            catalogue(&[member(1, "s", &after)]),
        );
        let changed: Vec<_> = after.changed_lists(&before).iter().map(|it| it.list).collect();
        assert_eq!(changed, [List::Resources]);
    }
}
