//! Tools that are found by words: what `search_tools` and `describe_tool` answer, and what `call_tool` calls.

use std::sync::Arc;

use serde::Serialize;
use serde_json::{Value, json, value::RawValue};

use super::{
    resolve::{self, parse, text},
    route::Route,
};
use crate::{
    Error,
    catalogue::{
        CALL_TOOL, Catalogue, DESCRIBE_TOOL, MOST_DESCRIBED, MOST_HITS, SEARCH_TOOLS, USUAL_HITS, in_short,
    },
    envelope::Answer,
    gateway::Inner,
    raw::{RawObject, decode_string, write_string},
    registry::Namespace,
};

/// The longest query, in bytes. What is longer is no question.
const MAX_QUERY: usize = 2000;

/// What a client wants to know of the tools.
pub(crate) enum Discovery {
    Search { query: String, limit: usize },
    Describe(Vec<String>),
}

/// What a call becomes at an endpoint whose clients search; nothing when it is a call of one of its own tools.
pub(super) fn route(catalogue: &Catalogue, params: Option<&RawValue>) -> Result<Option<Route>, Error> {
    let Some(params) = params.filter(|_| catalogue.is_searched()) else {
        return Ok(None);
    };
    let params = parse(params, &["name", "arguments", "_meta", "task"])?;
    let name = text(&params, "name")?;
    if ![SEARCH_TOOLS, DESCRIBE_TOOL, CALL_TOOL].contains(&&*name) {
        return Ok(None);
    }
    let arguments = match params.get("arguments") {
        Some(arguments) => parse(arguments, &[])?,
        None => RawObject::default(),
    };
    match &*name {
        SEARCH_TOOLS => Discovery::search(&arguments).map(|it| Some(Route::Discovery(it))),
        DESCRIBE_TOOL => Discovery::describe(&arguments).map(|it| Some(Route::Discovery(it))),
        _ => call(catalogue, &params, &arguments).map(Some),
    }
}

/// The call that `call_tool` stands for.
fn call(catalogue: &Catalogue, params: &RawObject<'_>, arguments: &RawObject<'_>) -> Result<Route, Error> {
    let name = arguments
        .get("name")
        .filter(|name| decode_string(name).is_some())
        .ok_or_else(|| invalid("`name` must be the name of a tool"))?;
    let given = arguments.get("arguments").map_or("{}", RawValue::get);
    let mut called = Vec::new();
    params.write_with(
        &mut called,
        &[("name", name.get().as_bytes()), ("arguments", given.as_bytes())],
    );
    let called: Box<RawValue> = serde_json::from_slice(&called).expect("put together from valid JSON");
    resolve::tool_call(catalogue, Some(&called)).map(|call| Route::ToolCall(Box::new(call)))
}

// === impl Discovery ===

impl Discovery {
    fn search(arguments: &RawObject<'_>) -> Result<Self, Error> {
        let query = arguments
            .get("query")
            .and_then(decode_string)
            .ok_or_else(|| invalid("`query` must be a text: what the tool should do"))?;
        Self::words("query", &query, arguments.get("limit").map(RawValue::get))
    }

    /// A search for words that came in as a `field`.
    pub(crate) fn words(field: &str, query: &str, limit: Option<&str>) -> Result<Self, Error> {
        if query.len() > MAX_QUERY {
            return Err(invalid(&format!("`{field}` may have {MAX_QUERY} bytes at most")));
        }
        let limit = match limit {
            None => USUAL_HITS,
            Some(limit) => limit
                .parse()
                .ok()
                .filter(|limit| (1..=MOST_HITS).contains(limit))
                .ok_or_else(|| invalid(&format!("`limit` must be a whole number from 1 to {MOST_HITS}")))?,
        };
        Ok(Self::Search {
            query: query.to_owned(),
            limit,
        })
    }

    fn describe(arguments: &RawObject<'_>) -> Result<Self, Error> {
        let names = arguments
            .get("names")
            .and_then(|names| serde_json::from_str::<Vec<String>>(names.get()).ok())
            .filter(|names| (1..=MOST_DESCRIBED).contains(&names.len()))
            .ok_or_else(|| {
                invalid(&format!(
                    "`names` must be a list of 1 to {MOST_DESCRIBED} names of tools"
                ))
            })?;
        Ok(Self::Describe(names))
    }

    /// What it finds in a namespace, as the result of a call.
    pub(crate) async fn answer(&self, gateway: &Inner, namespace: &Arc<Namespace>) -> Result<Answer, Error> {
        let found = self.find(gateway, namespace).await?;
        // As a text too, for clients that know no structured content (2025-06-18, "Structured Content").
        let mut result = b"{\"content\":[{\"type\":\"text\",\"text\":".to_vec();
        write_string(&mut result, &found);
        result.extend_from_slice(b"}],\"structuredContent\":");
        result.extend_from_slice(found.as_bytes());
        result.push(b'}');
        Ok(Answer::of_result(&result).expect("put together from valid JSON"))
    }

    /// What it finds in a namespace, as JSON.
    pub(crate) async fn find(&self, gateway: &Inner, namespace: &Arc<Namespace>) -> Result<String, Error> {
        let indexed = namespace.clone();
        // The first search reads all tools.
        let indexing = tokio::task::spawn_blocking(move || {
            indexed.catalogue.index();
        });
        indexing.await.map_err(|_| Error::Closing)?;
        let catalogue = &namespace.catalogue;
        let index = catalogue.index();
        Ok(match self {
            Self::Search { query, limit } => {
                let is_used = !gateway.usage.is_empty();
                let count = |name: &str| catalogue.tool(name).map_or(0, |tool| gateway.usage.of(tool));
                let used = |name: &str| if is_used { count(name) } else { 0 };
                let found = index.find(query, *limit, used);
                let tools: Vec<Value> = found.into_iter().map(in_short).collect();
                json!({ "tools": tools, "total": index.tools().len() }).to_string()
            }
            Self::Describe(names) => {
                let mut described = Described::default();
                for name in names {
                    match index.tools().iter().find(|tool| tool.name == *name) {
                        Some(tool) => described.tools.push(&tool.definition),
                        None => described.unknown.push(name),
                    }
                }
                serde_json::to_string(&described).expect("JSON can always be written")
            }
        })
    }
}

/// What is told of chosen tools: their definitions byte for byte.
#[derive(Default, Serialize)]
struct Described<'a> {
    tools: Vec<&'a RawValue>,
    unknown: Vec<&'a str>,
}

fn invalid(what: &str) -> Error {
    Error::InvalidParams(what.to_owned())
}
