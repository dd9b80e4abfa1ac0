//! The methods that both eras have.

use serde_json::Value;

use super::{
    asking::TASKS,
    call::{Call, Ending, Outcome},
    catalogue::Kind,
    completion, prompts, resources,
    rpc::Fault,
    tools,
};

/// The members of a result, and how long they may be kept.
#[derive(Debug)]
pub(super) struct Answer {
    /// A JSON object.
    pub(super) result: String,
    /// For the modern era.
    pub(super) cache: Option<Cache>,
}

/// How long something stays true, and for whom. All lists differ, so that whoever merges them has to choose.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cache {
    pub(super) ttl_ms: u32,
    pub(super) scope: &'static str,
}

impl Cache {
    pub(super) const fn public(ttl_ms: u32) -> Self {
        Self {
            ttl_ms,
            scope: "public",
        }
    }

    pub(super) const fn private(ttl_ms: u32) -> Self {
        Self {
            ttl_ms,
            scope: "private",
        }
    }

    fn answer(self, result: String) -> Answer {
        Answer {
            result,
            cache: Some(self),
        }
    }
}

impl Answer {
    pub(super) fn new(result: impl Into<String>) -> Self {
        Self {
            result: result.into(),
            cache: None,
        }
    }
}

/// Answers a request whose method is neither era's own.
pub(super) async fn answer(call: Call) -> Result<Answer, Ending> {
    match call.request.method.as_str() {
        "tools/list" => page(&call, "tools", &tools::list(&call), Cache::public(60_000)),
        "tools/call" => tools::call(call).await.map(Answer::new),
        "prompts/list" => page(&call, "prompts", &prompts::list(&call), Cache::public(30_000)),
        "prompts/get" => without_mistakes(prompts::get(call).await).map(Answer::new),
        "resources/list" => page(
            &call,
            "resources",
            &resources::list(&call),
            Cache::private(20_000),
        ),
        "resources/templates/list" => {
            let templates = resources::templates();
            page(&call, "resourceTemplates", &templates, Cache::public(90_000))
        }
        "resources/read" => {
            let cache = resources::cache(&call);
            without_mistakes(resources::read(call).await).map(|result| cache.answer(result))
        }
        "completion/complete" => completion::complete(&call).map(Answer::new),
        method => Err(Fault::unknown_method(method).into()),
    }
}

/// Only tools have a result for mistakes.
fn without_mistakes(outcome: Outcome) -> Outcome {
    outcome.map_err(|ending| match ending {
        Ending::Mistake(message) => Fault::invalid(message).into(),
        ending => ending,
    })
}

/// The page of a list that the cursor names, which is the number of the first entry.
fn page(call: &Call, member: &str, entries: &[String], cache: Cache) -> Result<Answer, Ending> {
    let first = match call.request.params.get("cursor") {
        Value::Null => 0,
        cursor => cursor
            .as_str()
            .and_then(|cursor| cursor.parse().ok())
            .filter(|first| *first < entries.len())
            .ok_or_else(|| Fault::invalid("Invalid cursor"))?,
    };
    let size = call.server.options.page_size.unwrap_or(entries.len()).max(1);
    let end = entries.len().min(first + size);
    let next = if end < entries.len() {
        format!(r#","nextCursor":"{end}""#)
    } else {
        String::new()
    };
    let listed = entries[first..end].join(",");
    Ok(cache.answer(format!(r#"{{"{member}":[{listed}]{next}}}"#)))
}

/// What the server can do, as JSON text; `extensions` only the modern era knows.
pub(super) fn capabilities(modern: bool) -> String {
    let changes = r#"{"listChanged":true}"#;
    let extensions = if modern {
        format!(r#","extensions":{{"{TASKS}":{{}}}}"#)
    } else {
        String::new()
    };
    format!(
        r#"{{"tools":{changes},"resources":{{"subscribe":true,"listChanged":true}},"prompts":{changes},"logging":{{}},"completions":{{}}{extensions}}}"#
    )
}

/// What is added at run time, as an entry of a list.
pub(super) fn added(call: &Call, kind: Kind, entry: impl Fn(&str) -> Value) -> Vec<String> {
    let names = call.server.catalogue.added(kind);
    names.iter().map(|name| entry(name).to_string()).collect()
}
