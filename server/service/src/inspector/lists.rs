//! What a target offers, asked page by page.

use std::sync::Arc;

use model::{InspectedPrompt, InspectedResource, InspectedTool, InspectionLists, PromptArgument, ToolHints};
use serde_json::{Value, json};

use super::{inspection::Inspection, line};
use crate::{quick::arguments::to_fill, services::Inner, tools::indent};

/// Pages of one list.
const MOST_PAGES: usize = 100;

/// All lists. One that is not offered is empty.
pub(super) async fn ask(inner: &Arc<Inner>, inspection: &Arc<Inspection>) -> InspectionLists {
    let (tools, resources, templates, prompts) = futures::join!(
        entries(inner, inspection, "tools/list", "tools"),
        entries(inner, inspection, "resources/list", "resources"),
        entries(inner, inspection, "resources/templates/list", "resourceTemplates"),
        entries(inner, inspection, "prompts/list", "prompts"),
    );
    InspectionLists {
        tools: tools.iter().map(tool).collect(),
        resources: resources.iter().map(|it| resource(it, "uri")).collect(),
        templates: templates.iter().map(|it| resource(it, "uriTemplate")).collect(),
        prompts: prompts.iter().map(prompt).collect(),
    }
}

async fn entries(inner: &Arc<Inner>, inspection: &Arc<Inspection>, method: &str, list: &str) -> Vec<Value> {
    let mut entries = Vec::new();
    let mut params = json!({});
    for _ in 0..MOST_PAGES {
        let n = inspection.number();
        let Ok(mut answer) = line::ask(inner, inspection, n, method, params).await else {
            break;
        };
        if let Some(page) = answer["result"][list].as_array_mut() {
            entries.append(page);
        }
        match answer["result"].get("nextCursor") {
            Some(cursor) if cursor.is_string() => params = json!({ "cursor": cursor }),
            _ => break,
        }
    }
    entries
}

fn word(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}

fn tool(tool: &Value) -> InspectedTool {
    let hints = &tool["annotations"];
    let hint = |name: &str| hints[name].as_bool();
    let title = tool["title"].as_str().or_else(|| hints["title"].as_str());
    let schema = tool["inputSchema"].to_string();
    InspectedTool {
        name: word(tool, "name"),
        title: title.unwrap_or_default().to_owned(),
        description: word(tool, "description"),
        hints: ToolHints {
            read_only: hint("readOnlyHint"),
            destructive: hint("destructiveHint"),
            idempotent: hint("idempotentHint"),
            open_world: hint("openWorldHint"),
        },
        to_fill: to_fill(&schema),
        input_schema: indent(&schema),
    }
}

fn resource(resource: &Value, place: &str) -> InspectedResource {
    InspectedResource {
        uri: word(resource, place),
        name: word(resource, "name"),
        description: word(resource, "description"),
        mime_type: word(resource, "mimeType"),
    }
}

fn prompt(prompt: &Value) -> InspectedPrompt {
    let arguments = prompt["arguments"].as_array();
    let arguments = arguments.into_iter().flatten().map(|argument| PromptArgument {
        name: word(argument, "name"),
        description: word(argument, "description"),
        required: argument["required"] == true,
    });
    InspectedPrompt {
        name: word(prompt, "name"),
        description: word(prompt, "description"),
        arguments: arguments.collect(),
    }
}
