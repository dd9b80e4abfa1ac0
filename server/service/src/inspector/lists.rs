//! What a target offers, asked page by page.

use std::{collections::HashMap, sync::Arc};

use model::{
    InspectedPrompt, InspectedResource, InspectedTool, InspectionLists, InspectionOffers, PromptArgument,
    TaskSupport, ToolHints,
};
use serde::Deserialize;
use serde_json::{Value, value::RawValue};

use super::{
    apps::definition,
    inspection::Inspection,
    line,
    message::{Fields, fields, raw},
};
use crate::{quick::arguments::to_fill, services::Inner, tools::indent};

/// Pages of one list.
const MOST_PAGES: usize = 100;
/// Entries of one list.
const MOST_ENTRIES: usize = 5000;

/// A list that is asked for.
struct List {
    method: &'static str,
    /// The member of the answer that it stands in.
    member: &'static str,
}

/// All lists that are offered, with the definitions of tools by name.
pub(super) async fn ask(
    inner: &Arc<Inner>,
    inspection: &Arc<Inspection>,
    offers: InspectionOffers,
) -> (InspectionLists, HashMap<String, Box<RawValue>>) {
    let of = |is_offered: bool, method, member| async move {
        if is_offered {
            entries(inner, inspection, List { method, member }).await
        } else {
            Vec::new()
        }
    };
    let (tools, resources, templates, prompts) = futures::join!(
        of(offers.tools, "tools/list", "tools"),
        of(offers.resources, "resources/list", "resources"),
        of(offers.resources, "resources/templates/list", "resourceTemplates"),
        of(offers.prompts, "prompts/list", "prompts"),
    );
    let read = |it: &RawValue| serde_json::from_str::<Value>(it.get()).unwrap_or_default();
    let lists = InspectionLists {
        is_loading: false,
        tools: tools.iter().map(|it| tool(it)).collect(),
        resources: resources.iter().map(|it| resource(&read(it), "uri")).collect(),
        templates: templates
            .iter()
            .map(|it| resource(&read(it), "uriTemplate"))
            .collect(),
        prompts: prompts.iter().map(|it| prompt(&read(it))).collect(),
    };
    let names = lists.tools.iter().map(|tool| tool.name.clone());
    let definitions = names.zip(tools).collect();
    (lists, definitions)
}

async fn entries(inner: &Arc<Inner>, inspection: &Arc<Inspection>, list: List) -> Vec<Box<RawValue>> {
    let mut entries = Vec::new();
    let mut params = Fields::new();
    for _ in 0..MOST_PAGES {
        let n = inspection.number();
        let answer = line::ask(inner, inspection, n, list.method, params).await;
        let Some(page) = answer.result().map(|result| fields(result.get())) else {
            break;
        };
        let found = page.get(list.member);
        let found: Vec<Box<RawValue>> = found
            .and_then(|found| serde_json::from_str(found.get()).ok())
            .unwrap_or_default();
        entries.extend(found);
        let next = page
            .get("nextCursor")
            .and_then(|it| serde_json::from_str::<String>(it.get()).ok());
        let Some(cursor) = next.filter(|_| entries.len() < MOST_ENTRIES) else {
            break;
        };
        params = Fields::from([("cursor".to_owned(), raw(&cursor))]);
    }
    entries.truncate(MOST_ENTRIES);
    entries
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Definition {
    name: String,
    title: Option<String>,
    description: Option<String>,
    annotations: Value,
    execution: Value,
    #[serde(rename = "_meta")]
    meta: Value,
    input_schema: Option<Box<RawValue>>,
    output_schema: Option<Box<RawValue>>,
}

fn tool(definition: &RawValue) -> InspectedTool {
    let tool: Definition = serde_json::from_str(definition.get()).unwrap_or_default();
    let hint = |name: &str| tool.annotations[name].as_bool();
    let own_title = tool.annotations["title"].as_str();
    let schema = |schema: Option<&RawValue>| schema.map(|it| indent(it.get())).unwrap_or_default();
    let input = tool.input_schema.as_deref();
    InspectedTool {
        title: tool.title.or(own_title.map(str::to_owned)).unwrap_or_default(),
        name: tool.name,
        description: tool.description.unwrap_or_default(),
        hints: ToolHints {
            read_only: hint("readOnlyHint"),
            destructive: hint("destructiveHint"),
            idempotent: hint("idempotentHint"),
            open_world: hint("openWorldHint"),
        },
        tasks: match tool.execution["taskSupport"].as_str() {
            Some("optional") => TaskSupport::Optional,
            Some("required") => TaskSupport::Required,
            _ => TaskSupport::Forbidden,
        },
        app: definition::app(&tool.meta),
        audience: definition::audience(&tool.meta),
        to_fill: to_fill(input.map_or("{}", |it| it.get())),
        input_schema: schema(input),
        output_schema: schema(tool.output_schema.as_deref()),
    }
}

fn word(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}

fn resource(resource: &Value, place: &str) -> InspectedResource {
    InspectedResource {
        uri: word(resource, place),
        name: word(resource, "name"),
        title: word(resource, "title"),
        description: word(resource, "description"),
        mime_type: word(resource, "mimeType"),
        size: resource["size"].as_u64(),
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
        title: word(prompt, "title"),
        description: word(prompt, "description"),
        arguments: arguments.collect(),
    }
}

#[cfg(test)]
mod tests {
    use model::TaskSupport;

    use super::tool;
    use crate::inspector::message::fields;

    #[test]
    fn a_schema_stays_in_its_order() {
        let definition = r#"{"a":{"name":"t","inputSchema":{"properties":{"z":{},"a":{}}},"execution":{"taskSupport":"optional"},"annotations":{"title":"T","readOnlyHint":true}}}"#;
        let tool = tool(&fields(definition)["a"]);
        let (z, a) = (tool.input_schema.find("\"z\""), tool.input_schema.find("\"a\""));
        assert!(z.is_some() && z < a, "{}", tool.input_schema);
        assert_eq!((&*tool.title, tool.hints.read_only), ("T", Some(true)));
        assert_eq!((tool.tasks, &*tool.output_schema), (TaskSupport::Optional, ""));
    }
}
