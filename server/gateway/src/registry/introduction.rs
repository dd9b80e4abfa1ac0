//! How a namespace introduces itself to clients.

use bytes::Bytes;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::{NamespaceSpec, catalogue::Member, spec::Capabilities};

/// Instructions of servers beyond this length are left out: they are read by a model with every session.
const MAX_INSTRUCTIONS: usize = 16 * 1024;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Introduction<'a> {
    capabilities: Declared,
    server_info: ServerInfo<'a>,
    #[serde(skip_serializing_if = "String::is_empty")]
    instructions: String,
}

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

/// The result of `initialize`, from the comma behind `protocolVersion` on. A namespace whose servers are not all known
/// declares everything, since what they turn out to offer cannot be declared later.
pub(super) fn introduction(spec: &NamespaceSpec, members: &[Member<'_>], is_complete: bool) -> Bytes {
    let reachable = || members.iter().filter(|member| member.enabled);
    let any = |has: fn(&Capabilities) -> bool| {
        !is_complete || reachable().any(|member| has(&member.offering.capabilities))
    };
    let feature = |subscribe| Feature {
        list_changed: true,
        subscribe,
    };
    let introduction = Introduction {
        capabilities: Declared {
            completions: any(|it| it.completions).then(Map::new),
            logging: any(|it| it.logging).then(Map::new),
            prompts: any(|it| it.prompts).then(|| feature(false)),
            resources: any(|it| it.resources).then(|| feature(any(|it| it.subscriptions))),
            tools: feature(false),
        },
        server_info: ServerInfo {
            name: format!("metamcp-{}", spec.name),
            title: &spec.name,
            version: env!("CARGO_PKG_VERSION"),
        },
        instructions: instructions(spec, reachable()),
    };
    let mut object = serde_json::to_vec(&introduction).expect("strings can always be written");
    object[0] = b',';
    object.into()
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
