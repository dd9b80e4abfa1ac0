//! Tools as servers list them: how they are shown, and how they are kept.

mod arguments;
mod history;
mod indent;

use model::{ServerId, ToolHints, ToolView};
use serde::Deserialize;
use serde_json::{Value, json, value::RawValue};
use store::ToolRecord;

pub(crate) use arguments::{arguments, is_required, meta};
pub(crate) use indent::indent;

use crate::{Result, installation::Installation, mint, services::Inner, sync::Write, verdicts};

/// The parts of a definition that people look at. Servers write what they like, so nothing here may fail.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Definition<'a> {
    title: Value,
    description: Value,
    annotations: Value,
    #[serde(borrow)]
    input_schema: Option<&'a RawValue>,
}

/// A tool for people, in its server's words. `exposed_name` is what clients see, `enabled` whether they do, `overridden`
/// whether in other words.
pub(crate) fn view(tool: &ToolRecord, exposed_name: String, enabled: bool, overridden: bool) -> ToolView {
    let definition: Definition<'_> = serde_json::from_str(&tool.definition).unwrap_or_default();
    let hint = |name: &str| definition.annotations.get(name).and_then(Value::as_bool);
    // The title moved out of the annotations with version 2025-06-18.
    let title = definition
        .title
        .as_str()
        .or_else(|| definition.annotations.get("title")?.as_str());
    ToolView {
        id: tool.id,
        server_id: tool.server_id,
        name: tool.name.clone(),
        exposed_name,
        title: title.unwrap_or_default().to_owned(),
        description: definition.description.as_str().unwrap_or_default().to_owned(),
        hints: ToolHints {
            read_only: hint("readOnlyHint"),
            destructive: hint("destructiveHint"),
            idempotent: hint("idempotentHint"),
            open_world: hint("openWorldHint"),
        },
        input_schema: definition
            .input_schema
            .map(|schema| indent(schema.get()))
            .unwrap_or_default(),
        enabled,
        held: false,
        overridden,
        gone: tool.gone_at.is_some(),
        updated_at: tool.updated_at,
    }
}

/// The stored tools of a server are just these, in this order.
pub(crate) fn are_known(
    installation: &Installation,
    server_id: ServerId,
    tools: &[gateway::Definition],
) -> bool {
    let known = installation
        .present_tools(server_id)
        .map(|tool| (tool.name.as_str(), tool.definition.as_str()));
    known.eq(tools
        .iter()
        .map(|tool| (tool.name.as_str(), tool.definition.get())))
}

/// What is kept of a tool that was switched off before its server ever listed it, in place of a definition.
pub(crate) fn expected(name: &str) -> String {
    json!({ "name": name, "inputSchema": { "type": "object" } }).to_string()
}

/// Stores a list of tools as part of a change, and what is different in it from the list before; false when all of it was
/// stored already.
pub(crate) async fn put(
    inner: &Inner,
    write: &Write,
    server_id: ServerId,
    definitions: &[gateway::Definition],
) -> Result<bool> {
    let now = inner.parts.clock.now();
    let definitions: Vec<_> = definitions
        .iter()
        .map(|tool| store::ToolDefinition {
            name: tool.name.clone(),
            definition: tool.definition.get().to_owned(),
        })
        .collect();
    history::record(write, server_id, &definitions, now).await?;
    let changes = write
        .tx
        .tools()
        .sync(server_id, &definitions, now, || mint::id(now))
        .await?;
    if verdicts::is_first_look(&write.before, server_id) {
        verdicts::keep_first_look(write, server_id, now).await?;
    }
    Ok(!changes.is_empty())
}

#[cfg(test)]
mod tests {
    use model::{Timestamp, ToolHints};
    use store::ToolRecord;

    use super::view;

    pub(super) fn tool(definition: &str) -> ToolRecord {
        let time = Timestamp::from_millis(0);
        ToolRecord {
            id: crate::mint::id(time),
            server_id: crate::mint::id(time),
            name: "t".to_owned(),
            definition: definition.to_owned(),
            position: 0,
            created_at: time,
            updated_at: time,
            gone_at: None,
        }
    }

    #[test]
    fn shows_what_people_ask_for() {
        let definition = r#"{"name":"t","description":"Does it.","inputSchema":{"type":"object","properties":{"b":{},"a":{}}},
            "annotations":{"title":"Tee","readOnlyHint":true,"openWorldHint":false}}"#;
        let view = view(&tool(definition), "s__t".to_owned(), true, false);
        assert_eq!(
            (view.title.as_str(), view.description.as_str()),
            ("Tee", "Does it.")
        );
        assert_eq!(
            view.hints,
            ToolHints {
                read_only: Some(true),
                open_world: Some(false),
                ..ToolHints::default()
            }
        );
        let b = view.input_schema.find("\"b\"").expect("there");
        assert!(
            b < view.input_schema.find("\"a\"").expect("there"),
            "the server's order is kept"
        );
    }

    #[test]
    fn strange_definitions_are_shown_as_far_as_they_go() {
        for strange in [
            "{}",
            r#"{"title":5,"description":["x"],"annotations":"y","inputSchema":null}"#,
            "nonsense",
        ] {
            let view = view(&tool(strange), "s__t".to_owned(), false, false);
            assert_eq!(view.name, "t");
            assert!(view.title.is_empty() && view.description.is_empty(), "{strange}");
        }
    }
}
