//! What a namespace offers: each exposed name with its owner, and the list answers ready to be sent.
//!
//! A catalogue never changes; a change makes a new one. Its order is that of the servers in the namespace, then that
//! of each server.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{Arc, OnceLock},
};

use bytes::Bytes;
use http::HeaderName;
use model::{CallKind as Kind, NAME_SEPARATOR, NamingPolicy, ServerId, ToolOverride};

use crate::{
    ApprovedTools, Definition, Offering,
    middleware::{Chain, Links},
    raw::{RawObject, write_string},
};

mod annotations;
mod naming;
mod narrowed;
mod nested;
mod overridden;
mod pages;
mod providers;
mod searching;
mod set_arguments;
mod standing;
mod target;
mod template;
mod uris;

use annotations::Hints;
pub use naming::{Collision, NamesOf, OfferedName, collisions, exposed_name, exposed_names};
pub(crate) use pages::Fingerprint;
use pages::Pages;
pub(crate) use providers::Provider;
use providers::providers;
pub(crate) use searching::{
    CALL_TOOL, DESCRIBE_TOOL, MOST_DESCRIBED, MOST_HITS, SEARCH_TOOLS, TOOLS_OF_SEARCH, USUAL_HITS, in_short,
    instructions,
};
use searching::{Source, ToolIndex};
pub(crate) use set_arguments::SetArguments;
use standing::Standing;
pub(crate) use target::Target;
use target::target;
use template::Template;
use uris::Uris;

/// Everything that a namespace offers. Cloning shares it.
#[derive(Debug, Clone)]
pub(crate) struct Catalogue {
    tools: Named,
    prompts: Named,
    resources: Named,
    templates: Arc<[(Template, Target)]>,
    template_pages: Pages,
    members: Arc<[Provider]>,
    sources: Arc<[Source]>,
    /// What is listed in place of its tools.
    searching: Option<Pages>,
    index: Arc<OnceLock<ToolIndex>>,
    /// Everything that its servers offer is in it, but for what is switched off.
    is_whole: bool,
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

impl List {
    /// Every list.
    pub(crate) const ALL: [Self; 4] = [Self::Tools, Self::Prompts, Self::Resources, Self::Templates];
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
#[derive(Debug, Clone)]
struct Named {
    targets: Arc<HashMap<Arc<str>, Target>>,
    pages: Pages,
}

/// A server's share of a namespace.
pub(crate) struct Member<'a> {
    /// The server.
    pub(crate) server_id: ServerId,
    /// Its own name.
    pub(crate) name: &'a str,
    /// What its names begin with, where they begin with something; may be empty.
    pub(crate) prefix: &'a str,
    /// It reaches clients.
    pub(crate) enabled: bool,
    /// Tools that do not, by their name at the server.
    pub(crate) disabled_tools: &'a [String],
    /// What the namespace makes of its tools, by their name at the server.
    pub(crate) overrides: &'a BTreeMap<String, ToolOverride>,
    /// What its tools may say; `None`: anything.
    pub(crate) approved: Option<&'a ApprovedTools>,
    /// What it offers.
    pub(crate) offering: &'a Offering,
    /// The catalogue behind it, where it is no server of its own but another namespace.
    pub(crate) inner: Option<&'a Catalogue>,
}

impl Member<'_> {
    /// What patterns know something of it by, whatever the namespace makes of the name.
    fn plain_name(&self, name: &str) -> String {
        format!("{}{NAME_SEPARATOR}{name}", self.name)
    }
}

impl Catalogue {
    /// Gathers what the members offer, behind the links.
    pub(crate) fn new(members: &[Member<'_>], naming: NamingPolicy, links: &Arc<Links>) -> Self {
        let enabled = || members.iter().filter(|member| member.enabled);
        let tools = named(
            members,
            naming,
            |it| &it.tools,
            Kind::Tool,
            links,
            |member, tool| member.overrides.get(&tool.name),
            Self::tool,
        );
        let prompts = named(
            members,
            naming,
            |it| &it.prompts,
            Kind::Prompt,
            links,
            |_, _| None,
            Self::prompt,
        );
        let (templates, template_pages) = templates(enabled(), links);
        Self {
            tools,
            prompts,
            resources: resources(enabled(), links),
            templates: templates.into(),
            template_pages,
            members: providers(enabled(), links).into(),
            sources: searching::sources(enabled()),
            searching: None,
            index: Arc::default(),
            is_whole: true,
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

    /// The template with this very text.
    fn template_named(&self, text: &str) -> Option<&Target> {
        self.templates
            .iter()
            .map(|(_, target)| target)
            .find(|target| *target.exposed == *text)
    }

    /// The servers that clients reach, in order.
    pub(crate) fn members(&self) -> &[Provider] {
        &self.members
    }

    /// The headers of requests that links before its servers want to know.
    pub(crate) fn wanted_headers(&self) -> impl Iterator<Item = &HeaderName> {
        self.members
            .iter()
            .flat_map(|member| member.chain.wanted_headers())
    }

    /// Clients may ask its servers for things that the gateway does not know of.
    pub(crate) fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// A result of a list method; `None` for a cursor that this list does not know.
    pub(crate) fn page(&self, list: List, cursor: Option<&str>) -> Option<&Bytes> {
        self.pages(list).get(cursor)
    }

    /// All results of a list method, in order.
    pub(crate) fn pages_of(&self, list: List) -> &[Bytes] {
        self.pages(list).all()
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
            List::Tools => self.searching.as_ref().unwrap_or(&self.tools.pages),
            List::Prompts => &self.prompts.pages,
            List::Resources => &self.resources.pages,
            List::Templates => &self.template_pages,
        }
    }
}

/// Entries that clients know by an exposed name; those that are switched off, or that a link hides, left out.
fn named<'a>(
    members: &'a [Member<'a>],
    naming: NamingPolicy,
    entries_of: impl Fn(&Offering) -> &[Definition],
    kind: Kind,
    links: &Arc<Links>,
    overrides_of: impl Fn(&Member<'a>, &Definition) -> Option<&'a ToolOverride>,
    find: for<'c> fn(&'c Catalogue, &str) -> Option<&'c Target>,
) -> Named {
    let standing_of = |member: &Member<'_>, entry: &Definition| {
        if links.hides(kind, || member.plain_name(&entry.name)) {
            return Standing::Off;
        }
        Standing::of(kind, member, entry)
    };
    let distinct: Vec<(&Member<'a>, Vec<(&Definition, Standing)>)> = members
        .iter()
        .map(|member| {
            let entries = distinct(member, entries_of(member.offering)).into_iter();
            let entries = entries.map(|entry| (entry, standing_of(member, entry)));
            (member, entries.collect())
        })
        .collect();
    let names: Vec<_> = distinct
        .iter()
        .map(|(member, entries)| NamesOf {
            server_id: member.server_id,
            prefix: member.prefix,
            names: entries
                .iter()
                .map(|(entry, standing)| OfferedName {
                    name: &entry.name,
                    fixed: overrides_of(member, entry).and_then(|it| it.name.as_deref()),
                    is_visible: standing.keeps_name(),
                })
                .collect(),
        })
        .collect();
    let exposed = exposed_names(naming, &names);
    let (mut targets, mut listed) = (HashMap::new(), Vec::new());
    for ((member, entries), exposed) in distinct.into_iter().zip(exposed) {
        for ((definition, standing), exposed) in entries.into_iter().zip(exposed) {
            if standing != Standing::Shown {
                continue;
            }
            let exposed: Arc<str> = exposed.into();
            let overrides = overrides_of(member, definition);
            let entry = match overrides {
                Some(overrides) => overridden::definition(&definition.definition, &exposed, overrides),
                None => with_field(definition, "name", &exposed),
            };
            let chain = Chain::of(links, || member.plain_name(&definition.name).into());
            let target = target(&exposed, member, definition, chain, find);
            let (Some(entry), Some(mut target)) = (entry, target) else {
                continue;
            };
            if let Some(overrides) = overrides {
                target.set = SetArguments::of(overrides).before(&target.set);
                target.says(Hints::of(&entry));
            }
            targets.insert(exposed, target);
            listed.push(entry);
        }
    }
    Named {
        targets: Arc::new(targets),
        pages: Pages::new(kind.plural(), &listed),
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

fn resources<'a>(members: impl Iterator<Item = &'a Member<'a>> + Clone, links: &Arc<Links>) -> Named {
    let mut uris = Uris::default();
    let (mut targets, mut listed) = (HashMap::new(), Vec::new());
    for member in members {
        let is_hidden = |it: &&Definition| links.hides(Kind::Resource, || it.name.clone());
        for definition in member.offering.resources.iter().filter(|it| !is_hidden(it)) {
            let exposed: Arc<str> = uris
                .assign(member.server_id, member.prefix, &definition.name)
                .into();
            let entry = with_field(definition, "uri", &exposed);
            let chain = Chain::of(links, || definition.name.as_str().into());
            let target = target(&exposed, member, definition, chain, Catalogue::resource);
            let (Some(entry), Some(target)) = (entry, target) else {
                continue;
            };
            targets.insert(exposed, target);
            listed.push(entry);
        }
    }
    Named {
        targets: Arc::new(targets),
        pages: Pages::new("resources", &listed),
    }
}

fn templates<'a>(
    members: impl Iterator<Item = &'a Member<'a>>,
    links: &Arc<Links>,
) -> (Vec<(Template, Target)>, Pages) {
    let (mut templates, mut listed) = (Vec::new(), Vec::new());
    for member in members {
        let is_hidden = |it: &&Definition| links.hides(Kind::Resource, || it.name.clone());
        for definition in member.offering.templates.iter().filter(|it| !is_hidden(it)) {
            let text: Arc<str> = definition.name.as_str().into();
            let chain = Chain::of(links, || text.clone());
            let Some(target) = target(&text, member, definition, chain, Catalogue::template_named) else {
                continue;
            };
            templates.push((Template::parse(&text), target));
            listed.push(definition.definition.get().as_bytes().to_vec());
        }
    }
    (templates, Pages::new("resourceTemplates", &listed))
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
mod tests;
