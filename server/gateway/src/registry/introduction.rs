//! How a namespace introduces itself to clients.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::{CacheHint, NamespaceSpec, Offering, catalogue::Member, spec::Capabilities};

/// Instructions of servers beyond this length are left out: they are read by a model with every session.
const MAX_INSTRUCTIONS: usize = 16 * 1024;

#[derive(Serialize)]
struct Declared {
    #[serde(skip_serializing_if = "Option::is_none")]
    completions: Option<Map<String, Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    logging: Option<Map<String, Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prompts: Option<Feature>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resources: Option<Feature>,
    tools: Feature,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Feature {
    list_changed: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    subscribe: bool,
}

#[derive(Serialize)]
struct ServerInfo<'a> {
    name: String,
    title: &'a str,
    version: &'static str,
}

/// How a namespace introduces itself, in the parts that both eras put together.
pub(crate) struct Introduced {
    /// `,"capabilities":{…}` and, if there are any, `,"instructions":"…"`.
    pub(crate) members: Bytes,
    /// Name, title and version: an object.
    pub(crate) server_info: Bytes,
}

/// What the servers of a namespace say of themselves, in one.
#[derive(Clone, Default)]
pub(crate) struct Summary {
    capabilities: Capabilities,
    /// What they declared beyond what we know, raw.
    extras: BTreeMap<String, String>,
    instructions: String,
    /// How long, and for whom, their lists may be kept.
    pub(crate) hint: CacheHint,
}

impl Summary {
    /// Sums up the members that clients reach.
    pub(super) fn new(spec: &NamespaceSpec, members: &[Member<'_>]) -> Self {
        let reachable = || members.iter().filter(|member| member.enabled);
        let any = |has: fn(&Capabilities) -> bool| reachable().any(|it| has(&it.offering.capabilities));
        Self {
            capabilities: Capabilities {
                prompts: any(|it| it.prompts),
                resources: any(|it| it.resources),
                subscriptions: any(|it| it.subscriptions),
                completions: any(|it| it.completions),
                logging: any(|it| it.logging),
                announces_changes: any(|it| it.announces_changes),
            },
            extras: extras(&reachable),
            instructions: instructions(spec, reachable()),
            hint: reachable()
                .map(|member| member.offering.hint)
                .fold(CacheHint::default(), CacheHint::and),
        }
    }

    /// The same of tools alone.
    pub(super) fn of_tools(&self) -> Self {
        Self {
            capabilities: self.capabilities.of_tools(),
            extras: self.extras.clone(),
            instructions: self.instructions.clone(),
            hint: self.hint,
        }
    }

    /// The same with these words before all others.
    pub(super) fn after(&self, words: &str) -> Self {
        let mut instructions = words.to_owned();
        if !self.instructions.is_empty() {
            instructions.push_str("\n\n");
            instructions.push_str(&self.instructions);
        }
        Self {
            instructions,
            ..self.clone()
        }
    }

    /// As [`Introduced::members`]. Where not all servers are known everything is declared, since what they turn out to
    /// offer cannot be declared later.
    pub(super) fn members(&self, is_complete: bool) -> Bytes {
        let any = |has: fn(&Capabilities) -> bool| !is_complete || has(&self.capabilities);
        let feature = |subscribe| Feature {
            list_changed: true,
            subscribe,
        };
        let capabilities = Declared {
            completions: any(|it| it.completions).then(Map::new),
            logging: any(|it| it.logging).then(Map::new),
            prompts: any(|it| it.prompts).then(|| feature(false)),
            resources: any(|it| it.resources).then(|| feature(any(|it| it.subscriptions))),
            tools: feature(false),
        };
        let capabilities = serde_json::to_string(&capabilities).expect("strings can always be written");
        let mut members = format!(",\"capabilities\":{}", with_extras(&capabilities, &self.extras));
        if !self.instructions.is_empty() {
            members.push_str(",\"instructions\":");
            members.push_str(&Value::from(&*self.instructions).to_string());
        }
        members.into()
    }

    /// As what a server offers that has these lists.
    pub(super) fn with_lists(&self, lists: Offering) -> Offering {
        Offering {
            capabilities: self.capabilities,
            extras: self.extras.clone(),
            instructions: self.instructions.clone(),
            hint: self.hint,
            ..lists
        }
    }
}

/// The introduction of a namespace by its name.
pub(super) fn introduction(name: &str, summary: &Summary, is_complete: bool) -> Introduced {
    let server_info = ServerInfo {
        name: format!("metamcp-{name}"),
        title: name,
        version: env!("CARGO_PKG_VERSION"),
    };
    Introduced {
        members: summary.members(is_complete),
        server_info: serde_json::to_vec(&server_info)
            .expect("strings can always be written")
            .into(),
    }
}

/// What servers declared beyond what we know, as members of an object. The only server of a namespace speaks for
/// itself; of several, extensions are joined, the first that has one counting, and what they can run as tasks.
fn extras<'a, I: Iterator<Item = &'a Member<'a>>>(members: &impl Fn() -> I) -> BTreeMap<String, String> {
    let mut all = members();
    if let (Some(only), None) = (all.next(), all.next()) {
        return only.offering.extras.clone();
    }
    ["experimental", "extensions"]
        .iter()
        .filter_map(|kind| {
            let mut joined = Map::new();
            for member in members() {
                let value = member.offering.extras.get(*kind).map_or("{}", String::as_str);
                let declared: Map<String, Value> = serde_json::from_str(value).unwrap_or_default();
                for (name, value) in declared {
                    joined.entry(name).or_insert(value);
                }
            }
            (!joined.is_empty()).then(|| ((*kind).to_owned(), Value::from(joined).to_string()))
        })
        .chain(tasks(members()))
        .collect()
}

/// What calls may go on as tasks: everything that one of the servers can.
fn tasks<'a>(members: impl Iterator<Item = &'a Member<'a>>) -> Option<(String, String)> {
    let mut joined = Value::Null;
    for member in members {
        let declared = member.offering.extras.get("tasks").map_or("null", String::as_str);
        join(&mut joined, serde_json::from_str(declared).unwrap_or_default());
    }
    (!joined.is_null()).then(|| ("tasks".to_owned(), joined.to_string()))
}

fn join(all: &mut Value, more: Value) {
    match (all, more) {
        (Value::Object(all), Value::Object(more)) => {
            for (name, value) in more {
                join(all.entry(name).or_insert(Value::Null), value);
            }
        }
        (all @ Value::Null, more) => *all = more,
        _ => {}
    }
}

/// An object, which has members, with further ones.
fn with_extras(object: &str, extras: &BTreeMap<String, String>) -> String {
    let mut out = object.strip_suffix('}').unwrap_or(object).to_owned();
    for (name, value) in extras {
        out.push(',');
        out.push_str(&Value::from(name.as_str()).to_string());
        out.push(':');
        out.push_str(value);
    }
    out.push('}');
    out
}

/// The namespace's own words, then those of its servers, each under its name when there are several voices.
fn instructions<'a>(spec: &NamespaceSpec, members: impl Iterator<Item = &'a Member<'a>>) -> String {
    let voices: Vec<_> = members
        .filter(|member| !member.offering.instructions.trim().is_empty())
        .collect();
    if let ([only], true) = (&voices[..], spec.instructions.is_empty()) {
        return only.offering.instructions.clone();
    }
    let mut all = spec.instructions.clone();
    for member in voices {
        let words = member.offering.instructions.trim();
        if all.len() + words.len() > MAX_INSTRUCTIONS {
            continue;
        }
        if !all.is_empty() {
            all.push_str("\n\n");
        }
        all.push_str("# ");
        all.push_str(member.prefix);
        all.push('\n');
        all.push_str(words);
    }
    all
}
