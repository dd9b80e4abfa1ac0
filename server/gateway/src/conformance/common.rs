//! What every version has: errors, doors that stay closed, lists, and names that do not exist.

use std::collections::HashSet;

use http::{
    StatusCode,
    header::{ACCEPT, ORIGIN},
};
use model::{Check, Era};
use serde_json::{Value, json};

use super::{
    Asked, Way,
    exam::{Exam, Exchange, error, refused, status},
    heard::Heard,
    session::Session,
    stateless,
};

/// All of them.
pub(super) const CHECKS: [Check; 16] = [
    Check::UnknownMethod,
    Check::InvalidJson,
    Check::Accept,
    Check::Origin,
    Check::ToolsList,
    Check::ToolsOrder,
    Check::ToolNames,
    Check::ToolSchemas,
    Check::UnknownTool,
    Check::UnknownCursor,
    Check::ResourcesList,
    Check::UnknownResource,
    Check::TemplatesList,
    Check::PromptsList,
    Check::UnknownPrompt,
    Check::Completion,
];

/// Pages of one list.
const MOST_PAGES: usize = 100;
/// SEP-986.
const LONGEST_NAME: usize = 128;
const MOST_COMPLETIONS: usize = 100;
/// No page of ours or of anybody (RFC 2606).
const STRANGE_ORIGIN: &str = "https://metamcp-conformance.invalid";
const NO_SUCH: &str = "metamcp-conformance-no-such-thing";
const NO_SUCH_URI: &str = "metamcp-conformance://no-such-thing";

const INVALID_PARAMS: i64 = -32602;
const UNKNOWN_METHOD: i64 = -32601;
const PARSE_ERROR: i64 = -32700;

/// Who sends the checks.
pub(super) fn client_info() -> Value {
    json!({ "name": "metamcp-conformance", "version": env!("CARGO_PKG_VERSION") })
}

/// A client of an era.
pub(super) enum Speaker<'a> {
    Session(&'a Session),
    Stateless,
}

impl Speaker<'_> {
    const fn era(&self) -> Era {
        match self {
            Self::Session(_) => Era::Sessions,
            Self::Stateless => Era::Stateless,
        }
    }

    fn ask(&self, method: &str, params: &Value) -> Asked {
        match self {
            Self::Session(session) => session.ask(method, params),
            Self::Stateless => stateless::ask(method, params),
        }
    }

    fn post(&self, body: &str) -> Asked {
        match self {
            Self::Session(session) => session.post(body.to_owned()),
            Self::Stateless => stateless::post(body.to_owned()),
        }
    }

    /// A request that everybody answers who speaks this era.
    fn greeting(&self) -> Asked {
        match self {
            Self::Session(_) => self.ask("ping", &json!({})),
            Self::Stateless => self.ask("server/discover", &json!({})),
        }
    }
}

pub(super) async fn examine(exam: &mut Exam<'_, impl Way>, speaker: &Speaker<'_>, capabilities: &Value) {
    mistakes(exam, speaker).await;
    doors(exam, speaker).await;
    tools(exam, speaker, capabilities).await;
    resources(exam, speaker, capabilities).await;
    prompts(exam, speaker, capabilities).await;
}

async fn mistakes(exam: &mut Exam<'_, impl Way>, speaker: &Speaker<'_>) {
    let era = speaker.era();
    let unknown = speaker.ask("metamcp/no-such-method", &json!({}));
    exam.check((era, Check::UnknownMethod), unknown, |heard| match era {
        Era::Stateless => stateless::not_there(heard),
        Era::Sessions | Era::Access => error(heard, UNKNOWN_METHOD),
    })
    .await;
    let broken = speaker.post(r#"{"jsonrpc": "2.0", "id": 1, "method": "#);
    exam.check((era, Check::InvalidJson), broken, |heard| {
        if !heard.status.is_client_error() {
            return Err(format!("the status is {}, not one of 4xx", heard.status));
        }
        // The specification asks for the status alone.
        match heard.answer() {
            Some(_) => error(heard, PARSE_ERROR),
            None => Ok(()),
        }
    })
    .await;
}

async fn doors(exam: &mut Exam<'_, impl Way>, speaker: &Speaker<'_>) {
    let era = speaker.era();
    let deaf = speaker.greeting().header(ACCEPT, "text/html");
    exam.check((era, Check::Accept), deaf, refused).await;
    let page = speaker.greeting().header(ORIGIN, STRANGE_ORIGIN);
    exam.check((era, Check::Origin), page, |heard| {
        status(heard, StatusCode::FORBIDDEN)
    })
    .await;
}

/// All entries of a list.
struct Listed {
    last: Exchange,
    entries: Result<Vec<Value>, String>,
}

async fn list(exam: &Exam<'_, impl Way>, speaker: &Speaker<'_>, method: &str, key: &str) -> Listed {
    let (mut all, mut cursor) = (Vec::new(), None);
    for _ in 0..MOST_PAGES {
        let params = cursor.map_or_else(|| json!({}), |cursor| json!({ "cursor": cursor }));
        let last = exam.send(speaker.ask(method, &params)).await;
        let page = last
            .heard
            .as_ref()
            .map_err(Clone::clone)
            .and_then(|heard| page(speaker, heard, key));
        match page {
            Err(finding) => {
                return Listed {
                    last,
                    entries: Err(finding),
                };
            }
            Ok((entries, next)) => {
                all.extend(entries);
                if next.is_none() {
                    return Listed {
                        last,
                        entries: Ok(all),
                    };
                }
                cursor = next;
            }
        }
    }
    Listed {
        last: exam.send(speaker.ask(method, &json!({}))).await,
        entries: Err(format!("the list does not end within {MOST_PAGES} pages")),
    }
}

fn page(speaker: &Speaker<'_>, heard: &Heard, key: &str) -> Result<(Vec<Value>, Option<String>), String> {
    status(heard, StatusCode::OK)?;
    let result = heard.result()?;
    if speaker.era() == Era::Stateless {
        stateless::cacheable(result)?;
    }
    let entries = result[key].as_array();
    let entries = entries.ok_or_else(|| format!("the result has no list {key:?}"))?;
    let next = match result.get("nextCursor") {
        None | Some(Value::Null) => None,
        Some(Value::String(next)) => Some(next.clone()),
        Some(_) => return Err("nextCursor is no text".to_owned()),
    };
    Ok((entries.clone(), next))
}

/// Each entry has these texts.
fn have(entries: &[Value], texts: &[&str]) -> Result<(), String> {
    let lacks = |entry: &&Value| texts.iter().any(|text| !entry[*text].is_string());
    match entries.iter().find(lacks) {
        Some(entry) => Err(format!("an entry has no {}: {entry:.200}", texts.join(" or no "))),
        None => Ok(()),
    }
}

async fn tools(exam: &mut Exam<'_, impl Way>, speaker: &Speaker<'_>, capabilities: &Value) {
    const OF_TOOLS: [Check; 6] = [
        Check::ToolsList,
        Check::ToolsOrder,
        Check::ToolNames,
        Check::ToolSchemas,
        Check::UnknownTool,
        Check::UnknownCursor,
    ];
    let era = speaker.era();
    if !capabilities["tools"].is_object() {
        exam.skip_all(era, &OF_TOOLS, "the endpoint offers no tools");
        return;
    }
    let first = list(exam, speaker, "tools/list", "tools").await;
    match &first.entries {
        Err(finding) => {
            exam.add((era, Check::ToolsList), &first.last, Err(finding.clone()));
            let rest = [Check::ToolsOrder, Check::ToolNames, Check::ToolSchemas];
            exam.skip_all(era, &rest, "there is no list of tools");
        }
        Ok(entries) => {
            exam.add((era, Check::ToolsList), &first.last, have(entries, &["name"]));
            let again = list(exam, speaker, "tools/list", "tools").await;
            let order = again
                .entries
                .clone()
                .and_then(|again| same_order(entries, &again));
            exam.add((era, Check::ToolsOrder), &again.last, order);
            exam.add((era, Check::ToolNames), &first.last, names(entries));
            exam.add((era, Check::ToolSchemas), &first.last, schemas(entries));
        }
    }
    let unknown = speaker.ask("tools/call", &json!({ "name": NO_SUCH, "arguments": {} }));
    exam.check((era, Check::UnknownTool), unknown, |heard| match heard.result() {
        Ok(result) if result["isError"] == true => Ok(()),
        Ok(_) => Err("a tool that does not exist was called".to_owned()),
        Err(_) => heard.error_code().map(drop),
    })
    .await;
    let beyond = speaker.ask("tools/list", &json!({ "cursor": NO_SUCH }));
    exam.check((era, Check::UnknownCursor), beyond, |heard| {
        error(heard, INVALID_PARAMS)
    })
    .await;
}

fn same_order(first: &[Value], second: &[Value]) -> Result<(), String> {
    let names = |entries: &[Value]| entries.iter().map(|it| it["name"].clone()).collect::<Vec<_>>();
    if names(first) == names(second) {
        return Ok(());
    }
    Err("the second list has other tools, or another order".to_owned())
}

fn names(tools: &[Value]) -> Result<(), String> {
    let mut seen = HashSet::new();
    for name in tools.iter().filter_map(|tool| tool["name"].as_str()) {
        let is_of_letters = name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'));
        if !is_of_letters || name.is_empty() || name.len() > LONGEST_NAME {
            return Err(format!(
                "{name:?} is no name of 1 to {LONGEST_NAME} letters, digits, _, - and ."
            ));
        }
        if !seen.insert(name) {
            return Err(format!("{name:?} stands in the list twice"));
        }
    }
    Ok(())
}

fn schemas(tools: &[Value]) -> Result<(), String> {
    for tool in tools {
        let wrong = |which: &str, why: &str| format!("{} of {}: {why}", which, tool["name"]);
        for (which, schema) in [
            ("inputSchema", Some(&tool["inputSchema"])),
            ("outputSchema", tool.get("outputSchema")),
        ] {
            let Some(schema) = schema else { continue };
            if schema["type"] != "object" {
                return Err(wrong(which, "its type is not \"object\""));
            }
            if let Err(error) = jsonschema::validator_for(schema) {
                return Err(wrong(which, &error.to_string()));
            }
        }
    }
    Ok(())
}

async fn resources(exam: &mut Exam<'_, impl Way>, speaker: &Speaker<'_>, capabilities: &Value) {
    let era = speaker.era();
    if !capabilities["resources"].is_object() {
        let all = [Check::ResourcesList, Check::UnknownResource, Check::TemplatesList];
        exam.skip_all(era, &all, "the endpoint offers no resources");
        return;
    }
    let listed = list(exam, speaker, "resources/list", "resources").await;
    let judged = listed.entries.and_then(|it| have(&it, &["uri", "name"]));
    exam.add((era, Check::ResourcesList), &listed.last, judged);
    let unknown = speaker.ask("resources/read", &json!({ "uri": NO_SUCH_URI }));
    exam.check((era, Check::UnknownResource), unknown, |heard| {
        heard.error_code().map(drop)
    })
    .await;
    let listed = list(exam, speaker, "resources/templates/list", "resourceTemplates").await;
    let judged = listed.entries.and_then(|it| have(&it, &["uriTemplate", "name"]));
    exam.add((era, Check::TemplatesList), &listed.last, judged);
}

async fn prompts(exam: &mut Exam<'_, impl Way>, speaker: &Speaker<'_>, capabilities: &Value) {
    let era = speaker.era();
    if !capabilities["prompts"].is_object() {
        let all = [Check::PromptsList, Check::UnknownPrompt, Check::Completion];
        exam.skip_all(era, &all, "the endpoint offers no prompts");
        return;
    }
    let listed = list(exam, speaker, "prompts/list", "prompts").await;
    let prompts = listed.entries.clone().unwrap_or_default();
    let judged = listed.entries.and_then(|it| have(&it, &["name"]));
    exam.add((era, Check::PromptsList), &listed.last, judged);
    let unknown = speaker.ask("prompts/get", &json!({ "name": NO_SUCH }));
    exam.check((era, Check::UnknownPrompt), unknown, |heard| {
        heard.error_code().map(drop)
    })
    .await;
    complete(exam, speaker, capabilities, &prompts).await;
}

/// The beginning of an argument of the first prompt that has one.
async fn complete(
    exam: &mut Exam<'_, impl Way>,
    speaker: &Speaker<'_>,
    capabilities: &Value,
    prompts: &[Value],
) {
    let what = (speaker.era(), Check::Completion);
    if !capabilities["completions"].is_object() {
        exam.skip(what, "the endpoint completes nothing");
        return;
    }
    let argument = |prompt: &Value| {
        Some((
            prompt["name"].clone(),
            prompt["arguments"][0]["name"].as_str()?.to_owned(),
        ))
    };
    let Some((prompt, argument)) = prompts.iter().find_map(argument) else {
        exam.skip(what, "no prompt has an argument");
        return;
    };
    let params = json!({
        "ref": { "type": "ref/prompt", "name": prompt },
        "argument": { "name": argument, "value": "" },
    });
    let exchange = exam.send(speaker.ask("completion/complete", &params)).await;
    if exchange
        .heard
        .as_ref()
        .is_ok_and(|heard| heard.error_code().is_ok())
    {
        exam.pass_over(what, &exchange, "the first argument of a prompt is not completed");
        return;
    }
    let judged = exchange.judged(|heard| {
        let values = heard.result()?["completion"]["values"].as_array();
        let values = values.ok_or("the result has no completion.values")?;
        if !values.iter().all(Value::is_string) {
            return Err("a value is no text".to_owned());
        }
        if values.len() > MOST_COMPLETIONS {
            return Err(format!("there are more than {MOST_COMPLETIONS} values"));
        }
        Ok(())
    });
    exam.add(what, &exchange, judged);
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{LONGEST_NAME, names, same_order, schemas};

    fn named(names: &[&str]) -> Vec<Value> {
        names.iter().map(|name| json!({ "name": name })).collect()
    }

    #[test]
    fn names_are_of_few_letters_and_stand_once() {
        assert_eq!(names(&named(&["a", "A_b-c.1"])), Ok(()));
        let long = "x".repeat(LONGEST_NAME + 1);
        for wrong in [&["a b"][..], &[""], &[&long], &["a", "b", "a"]] {
            assert!(names(&named(wrong)).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn order_counts() {
        assert!(same_order(&named(&["a", "b"]), &named(&["a", "b"])).is_ok());
        assert!(same_order(&named(&["a", "b"]), &named(&["b", "a"])).is_err());
    }

    #[test]
    fn schemas_are_of_objects_and_sound() {
        let tool = |schema: Value| vec![json!({ "name": "t", "inputSchema": schema })];
        assert_eq!(schemas(&tool(json!({ "type": "object" }))), Ok(()));
        for wrong in [
            json!(null),
            json!({ "type": "array" }),
            json!({ "type": "object", "properties": { "a": { "type": "nothing" } } }),
        ] {
            assert!(schemas(&tool(wrong.clone())).is_err(), "{wrong}");
        }
    }
}
