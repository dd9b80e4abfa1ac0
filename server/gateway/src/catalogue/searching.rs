//! A catalogue for clients that cannot read all of it: three tools to find and call all others with.

use std::{collections::HashSet, sync::Arc};

use serde_json::{Map, Value, json};

use super::{Catalogue, Pages};
use crate::{
    Definition,
    search::{Hit, Index, ToolWords},
};

/// Finds tools by words.
pub(crate) const SEARCH_TOOLS: &str = "search_tools";
/// Tells all of chosen tools.
pub(crate) const DESCRIBE_TOOL: &str = "describe_tool";
/// Calls a tool that was found.
pub(crate) const CALL_TOOL: &str = "call_tool";

/// How many tools a client that searches lists.
pub(crate) const TOOLS_OF_SEARCH: usize = 3;

/// Hits of a search that does not say how many it wants.
pub(crate) const USUAL_HITS: usize = 8;
/// The most hits of one search.
pub(crate) const MOST_HITS: usize = 50;
/// The most tools that are described at once.
pub(crate) const MOST_DESCRIBED: usize = 20;

/// Servers that the description of the search names. More would cost what the search is to save.
const MOST_NAMED: usize = 40;

/// A server as a search knows it.
#[derive(Debug, Clone)]
pub(super) struct Source {
    pub(super) server_id: model::ServerId,
    /// What its names begin with, or would.
    pub(super) name: Box<str>,
    /// What it says of itself.
    pub(super) notes: Box<str>,
}

/// The tools of a catalogue by their words. It is made when somebody searches for the first time.
pub(crate) struct ToolIndex {
    tools: Vec<Definition>,
    index: Index,
}

impl Catalogue {
    /// The same for clients that search: everything in it can be called, but the list has three tools.
    pub(crate) fn for_search(&self) -> Self {
        Self {
            searching: Some(Pages::new("tools", &search_tools(self))),
            ..self.clone()
        }
    }

    /// Its clients search.
    pub(crate) fn is_searched(&self) -> bool {
        self.searching.is_some()
    }

    /// Its tools by their words. Making it takes milliseconds for thousands of tools: not for a task that others wait for.
    pub(crate) fn index(&self) -> &ToolIndex {
        self.index.get_or_init(|| ToolIndex::new(self))
    }

    /// How many bytes the list of all tools has.
    pub(crate) fn list_bytes(&self) -> usize {
        self.tools.pages.all().iter().map(bytes::Bytes::len).sum()
    }

    fn notes_of(&self, exposed: &str) -> &str {
        let server_id = self.tool(exposed).map(|tool| tool.server_id);
        let source = self.sources.iter().find(|it| Some(it.server_id) == server_id);
        source.map_or("", |source| &*source.notes)
    }
}

// === impl ToolIndex ===

impl ToolIndex {
    fn new(catalogue: &Catalogue) -> Self {
        let tools = catalogue.lists().tools;
        let words: Vec<ToolWords> = tools
            .iter()
            .map(|tool| ToolWords::read(tool.definition.get()))
            .collect();
        let entries = tools
            .iter()
            .zip(&words)
            .map(|(tool, words)| words.entry(&tool.name, catalogue.notes_of(&tool.name)));
        let index = Index::new(entries);
        Self { tools, index }
    }

    /// The tools that fit best, best first; `used` says how often a tool was called.
    pub(crate) fn find(&self, query: &str, most: usize, used: impl Fn(&str) -> u64) -> Vec<&Definition> {
        let hits = self.index.find(query, most, |at| used(&self.tools[at].name));
        let found = |hit: &Hit| &self.tools[hit.at];
        hits.iter().map(found).collect()
    }

    /// All tools, in the order of the list.
    pub(crate) fn tools(&self) -> &[Definition] {
        &self.tools
    }
}

impl std::fmt::Debug for ToolIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ToolIndex")
            .field("tools", &self.tools.len())
            .finish_non_exhaustive()
    }
}

/// A tool in a few words: what it does and what it takes, for somebody who chooses among many.
pub(crate) fn in_short(tool: &Definition) -> Value {
    /// Of a description that long, the rest is told by [`DESCRIBE_TOOL`].
    const MAX_DESCRIPTION: usize = 300;

    let words = ToolWords::read(tool.definition.get());
    let description = words.description().trim();
    let mut short: String = description.chars().take(MAX_DESCRIPTION).collect();
    if short.len() < description.len() {
        short.push('…');
    }
    let required: HashSet<&str> = words.required().collect();
    let arguments: Map<String, Value> = words
        .arguments()
        .map(|(name, property)| {
            let kind = property["type"].as_str().unwrap_or("any");
            let mark = if required.contains(name.as_str()) { "" } else { "?" };
            (name.clone(), Value::from(format!("{kind}{mark}")))
        })
        .collect();
    json!({ "name": tool.name, "description": short, "arguments": arguments })
}

/// The three tools, as a list shows them.
fn search_tools(catalogue: &Catalogue) -> [Vec<u8>; TOOLS_OF_SEARCH] {
    let about = about(catalogue);
    let hits = json!({
        "type": "object",
        "properties": {
            "tools": { "type": "array", "items": { "type": "object" } },
            "total": { "type": "integer", "description": "How many tools there are to search in." }
        },
        "required": ["tools", "total"]
    });
    let described = json!({
        "type": "object",
        "properties": {
            "tools": { "type": "array", "items": { "type": "object" } },
            "unknown": { "type": "array", "items": { "type": "string" } }
        },
        "required": ["tools", "unknown"]
    });
    let tools = [
        json!({
            "name": SEARCH_TOOLS,
            "title": "Search tools",
            "description": format!("Finds tools by what they do. {about} Search before you say that something cannot be done. An argument whose type ends in ? may be left out."),
            "inputSchema": {
                "type": "object",
                "properties": {
                    "query": { "type": "string", "description": "What the tool should do, in a few words." },
                    "limit": { "type": "integer", "minimum": 1, "maximum": MOST_HITS, "default": USUAL_HITS }
                },
                "required": ["query"]
            },
            "outputSchema": hits,
            "annotations": { "readOnlyHint": true, "openWorldHint": false }
        }),
        json!({
            "name": DESCRIBE_TOOL,
            "title": "Describe tools",
            "description": "The whole descriptions of tools that search_tools has found, with the schemas of their arguments.",
            "inputSchema": {
                "type": "object",
                "properties": {
                    "names": { "type": "array", "items": { "type": "string" }, "minItems": 1, "maxItems": MOST_DESCRIBED }
                },
                "required": ["names"]
            },
            "outputSchema": described,
            "annotations": { "readOnlyHint": true, "openWorldHint": false }
        }),
        json!({
            "name": CALL_TOOL,
            "title": "Call a tool",
            "description": "Calls a tool that search_tools has found, and returns its result. Tools can also be called by their own names.",
            "inputSchema": {
                "type": "object",
                "properties": {
                    "name": { "type": "string", "description": "The tool's name as search_tools gives it." },
                    "arguments": { "type": "object", "description": "The tool's arguments." }
                },
                "required": ["name"]
            }
        }),
    ];
    tools.map(|tool| tool.to_string().into_bytes())
}

/// What there is to be found.
fn about(catalogue: &Catalogue) -> String {
    let count = catalogue.tools.targets.len();
    let names: Vec<&str> = catalogue
        .sources
        .iter()
        .map(|source| &*source.name)
        .filter(|name| !name.is_empty())
        .take(MOST_NAMED)
        .collect();
    let noun = if count == 1 { "tool" } else { "tools" };
    match &names[..] {
        [] => format!("There are {count} {noun}."),
        names => format!("There are {count} {noun} of these servers: {}.", names.join(", ")),
    }
}

/// What a client that searches is told before everything else.
pub(crate) fn instructions(catalogue: &Catalogue) -> String {
    format!(
        "{} They are not listed: find them with {SEARCH_TOOLS}, look at their arguments with {DESCRIBE_TOOL}, and call them with {CALL_TOOL}.",
        about(catalogue)
    )
}

/// The sources of the members of a catalogue, those of namespaces inside among them, each server once.
pub(super) fn sources<'a>(members: impl Iterator<Item = &'a super::Member<'a>>) -> Arc<[Source]> {
    let mut sources: Vec<Source> = Vec::new();
    for member in members {
        let own = Source {
            server_id: member.server_id,
            name: member.prefix.into(),
            notes: member.offering.instructions.as_str().into(),
        };
        let all = member
            .inner
            .map_or_else(|| vec![own], |inner| inner.sources.to_vec());
        for source in all {
            if sources.iter().all(|it| it.server_id != source.server_id) {
                sources.push(source);
            }
        }
    }
    sources.into()
}
