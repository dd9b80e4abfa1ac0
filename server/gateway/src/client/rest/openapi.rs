//! `GET /metamcp/{endpoint}/api/openapi.json`: OpenAPI 3.1, whose schemas are JSON Schema as MCP's are.

use std::collections::HashSet;

use http::Response;
use model::EndpointAuth;
use serde::{Serialize, Serializer};
use serde_json::{Value, json, value::RawValue};

use super::document::{self, Document, ToolDocument};
use crate::{
    Body, PrincipalId,
    catalogue::{MOST_HITS, USUAL_HITS},
    client::Entrance,
    gateway::Inner,
    raw::{RawObject, decode_string, write_string},
};

const COMPONENTS: &str = "#/components/schemas/";

/// Statuses of what is not a result, with their names in the document.
const ERRORS: [(&str, &str, &str); 7] = [
    (
        "400",
        "BadRequest",
        "The body is not an object, or not what the tool takes.",
    ),
    ("401", "Unauthorized", "The key is missing or unknown."),
    ("403", "Forbidden", "The key may not be used here."),
    ("404", "UnknownTool", "There is no such tool."),
    ("413", "TooLarge", "The body is too large."),
    (
        "502",
        "ServerFailed",
        "The tool's server could not be reached, or failed.",
    ),
    (
        "504",
        "ServerTimeout",
        "The tool's server did not answer in time.",
    ),
];

/// Where tools are found by words.
const SEARCH: &str = "search";

/// Those of the errors that a search can have.
const OF_SEARCH: [&str; 3] = ["400", "401", "403"];

/// Answers with the description of an endpoint.
pub(in crate::client) async fn openapi(
    gateway: &Inner,
    entrance: &Entrance<'_>,
    principal: PrincipalId,
) -> Response<Body> {
    super::json(write(&document::of(gateway, entrance, principal).await))
}

/// In the order of the list, the same text for the same tools.
fn write(document: &Document) -> Vec<u8> {
    let mut schemas = Members::default();
    schemas.add("Result", raw(&result_schema()));
    schemas.add("Error", raw(&error_schema()));
    let mut paths = Members::default();
    let mut ids = HashSet::new();
    // A tool may be called like the search: its calls are posted.
    let mut of_search = None;
    for tool in &document.tools {
        let id = operation_id(&tool.name, &mut ids);
        let operation = Operation {
            summary: summary(tool),
            description: &tool.description,
            request_body: RequestBody {
                required: is_required(&tool.input_schema),
                content: Content::of(schemas.refer(&format!("{id}_input"), &tool.input_schema)),
            },
            responses: responses(tool, &id, &mut schemas),
            id,
        };
        let item = PathItem {
            get: None,
            post: Some(operation),
        };
        if tool.name == SEARCH {
            of_search = Some(item);
        } else {
            paths.add(&format!("/{}", tool.name), raw(&item));
        }
    }
    // After the tools, so that no name of theirs changes by it.
    let id = operation_id(SEARCH, &mut ids);
    let item = PathItem {
        get: Some(search_operation(&id)),
        post: of_search.and_then(|item| item.post),
    };
    paths.add(&format!("/{SEARCH}"), raw(&item));
    let (ways, security) = security(document.auth);
    let description = "Each operation calls a tool; its answer is the tool's result as MCP has it. A result with \
                       `isError` says that the tool itself failed.";
    let spec = Spec {
        openapi: "3.1.0",
        info: json!({
            "title": document.endpoint,
            "version": env!("CARGO_PKG_VERSION"),
            "description": description,
        }),
        servers: json!([{ "url": document.url }]),
        security,
        paths,
        components: Components {
            schemas,
            responses: error_responses(),
            security_schemes: ways,
        },
    };
    serde_json::to_vec(&spec).expect("texts can always be written")
}

#[derive(Serialize)]
struct Spec {
    openapi: &'static str,
    info: Value,
    servers: Value,
    security: Value,
    paths: Members,
    components: Components,
}

#[derive(Serialize)]
struct Components {
    schemas: Members,
    responses: Members,
    #[serde(rename = "securitySchemes")]
    security_schemes: Value,
}

#[derive(Serialize)]
struct PathItem<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    get: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    post: Option<Operation<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Operation<'a> {
    #[serde(rename = "operationId")]
    id: String,
    summary: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    request_body: RequestBody,
    responses: Members,
}

#[derive(Serialize)]
struct RequestBody {
    required: bool,
    content: Content,
}

#[derive(Serialize)]
struct Content {
    #[serde(rename = "application/json")]
    json: Media,
}

#[derive(Serialize)]
struct Media {
    schema: Box<RawValue>,
}

impl Content {
    fn of(schema: Box<RawValue>) -> Self {
        Self {
            json: Media { schema },
        }
    }
}

/// Members of an object in their order.
#[derive(Default)]
struct Members(Vec<(String, Box<RawValue>)>);

impl Serialize for Members {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

impl Members {
    fn add(&mut self, key: &str, value: Box<RawValue>) {
        self.0.push((key.to_owned(), value));
    }

    /// A schema as it can stand in the document: as it is, or, when it refers to parts of itself, put among these under
    /// `name` and referred to, with its own references led there.
    fn refer(&mut self, name: &str, schema: &RawValue) -> Box<RawValue> {
        if !schema.get().contains("\"$ref\"") {
            return schema.to_owned();
        }
        let place = format!("{COMPONENTS}{name}");
        let mut led = Vec::with_capacity(schema.get().len());
        lead_references(schema, &place, &mut led);
        let Ok(led) = serde_json::from_slice(&led) else {
            return schema.to_owned();
        };
        self.add(name, led);
        raw(&json!({ "$ref": place }))
    }
}

/// Copies a schema, with references to its own root and its parts led to `place`. Everything else stays as written.
fn lead_references(schema: &RawValue, place: &str, out: &mut Vec<u8>) {
    let text = schema.get();
    if !text.contains("\"$ref\"") {
        return out.extend_from_slice(text.as_bytes());
    }
    if let Ok(items) = serde_json::from_str::<Vec<&RawValue>>(text) {
        for (at, item) in items.into_iter().enumerate() {
            out.push(if at == 0 { b'[' } else { b',' });
            lead_references(item, place, out);
        }
        return out.push(b']');
    }
    let Ok(object) = RawObject::parse(text, &[]) else {
        return out.extend_from_slice(text.as_bytes());
    };
    for (at, field) in object.fields().iter().enumerate() {
        out.push(if at == 0 { b'{' } else { b',' });
        write_string(out, &field.key);
        out.push(b':');
        let target = decode_string(field.value).filter(|_| field.key == "$ref");
        match target.as_deref().and_then(|target| target.strip_prefix('#')) {
            Some(part) => write_string(out, &format!("{place}{part}")),
            None => lead_references(field.value, place, out),
        }
    }
    out.push(b'}');
}

/// What finds tools.
fn search_operation(id: &str) -> Value {
    let tools = json!({
        "type": "object",
        "properties": {
            "tools": { "type": "array", "items": { "type": "object" } },
            "total": { "type": "integer" },
        },
        "required": ["tools", "total"],
    });
    let mut responses = json!({
        "200": { "description": "The tools that fit best, best first.", "content": { "application/json": { "schema": tools } } },
    });
    for (status, name, _) in ERRORS.iter().filter(|(status, ..)| OF_SEARCH.contains(status)) {
        responses[*status] = json!({ "$ref": format!("#/components/responses/{name}") });
    }
    json!({
        "operationId": id,
        "summary": "Finds tools by what they do",
        "parameters": [
            { "name": "q", "in": "query", "required": true, "description": "What the tool should do, in a few words.", "schema": { "type": "string" } },
            { "name": "limit", "in": "query", "schema": { "type": "integer", "minimum": 1, "maximum": MOST_HITS, "default": USUAL_HITS } },
        ],
        "responses": responses,
    })
}

/// The name in letters that every generator of clients takes, as the original makes it, and unique.
fn operation_id(tool: &str, taken: &mut HashSet<String>) -> String {
    let plain: String = tool
        .chars()
        .map(|letter| {
            if letter.is_ascii_alphanumeric() {
                letter
            } else {
                '_'
            }
        })
        .collect();
    let mut id = plain.clone();
    let mut number = 2;
    while !taken.insert(id.clone()) {
        id = format!("{plain}_{number}");
        number += 1;
    }
    id
}

/// One line.
fn summary(tool: &ToolDocument) -> &str {
    let line = tool.description.trim().lines().next().unwrap_or_default();
    match (&*tool.title, line) {
        ("", "") => &tool.name,
        ("", line) => line,
        (title, _) => title,
    }
}

/// Some argument must be given.
fn is_required(schema: &RawValue) -> bool {
    let object = RawObject::parse(schema.get(), &[]).unwrap_or_default();
    let required = object.get("required").map(RawValue::get);
    required.is_some_and(|required| required.contains('"'))
}

fn responses(tool: &ToolDocument, id: &str, schemas: &mut Members) -> Members {
    let result = json!({ "$ref": format!("{COMPONENTS}Result") });
    let schema = match &tool.output_schema {
        None => raw(&result),
        Some(output) => {
            let output = schemas.refer(&format!("{id}_output"), output);
            let (result, output) = (result.to_string(), output.get());
            let text = format!(
                r#"{{"allOf":[{result},{{"type":"object","properties":{{"structuredContent":{output}}}}}]}}"#
            );
            RawValue::from_string(text).expect("put together from valid JSON")
        }
    };
    let schema = schema.get();
    let ok = format!(
        r#"{{"description":"The tool's result.","content":{{"application/json":{{"schema":{schema}}}}}}}"#
    );
    let mut responses = Members::default();
    responses.add(
        "200",
        RawValue::from_string(ok).expect("put together from valid JSON"),
    );
    for (status, name, _) in ERRORS {
        let place = format!("#/components/responses/{name}");
        responses.add(status, raw(&json!({ "$ref": place })));
    }
    responses
}

/// Everything but a result.
fn error_responses() -> Members {
    let mut responses = Members::default();
    for (_, name, description) in ERRORS {
        let schema = json!({ "$ref": format!("{COMPONENTS}Error") });
        let content = json!({ "application/json": { "schema": schema } });
        responses.add(
            name,
            raw(&json!({ "description": description, "content": content })),
        );
    }
    responses
}

/// The ways to prove who one is, and that one of them is needed.
fn security(auth: EndpointAuth) -> (Value, Value) {
    let mut schemes = json!({ "bearer": { "type": "http", "scheme": "bearer" } });
    if auth.is_open() {
        return (json!({}), json!([]));
    }
    // An access token is a bearer token too.
    let mut ways = vec![json!({ "bearer": [] })];
    if auth.takes_keys() {
        schemes["apiKey"] = json!({ "type": "apiKey", "in": "header", "name": "X-API-Key" });
        ways.insert(0, json!({ "apiKey": [] }));
    }
    if auth.takes_keys_in_query() {
        schemes["query"] = json!({ "type": "apiKey", "in": "query", "name": "api_key" });
        ways.push(json!({ "query": [] }));
    }
    (schemes, Value::from(ways))
}

fn result_schema() -> Value {
    json!({
        "description": "What the tool answers, as MCP has it.",
        "type": "object",
        "properties": {
            "content": {
                "description": "For people and models: text, images, audio, links, resources.",
                "type": "array",
                "items": { "type": "object", "properties": { "type": { "type": "string" } }, "required": ["type"] },
            },
            "structuredContent": { "description": "For programs." },
            "isError": { "description": "The tool failed; the content says why.", "type": "boolean" },
        },
    })
}

fn error_schema() -> Value {
    json!({
        "type": "object",
        "properties": {
            "error": {
                "type": "object",
                "properties": {
                    "code": { "description": "The code that JSON-RPC has for it.", "type": "integer" },
                    "message": { "description": "What happened, and what to do.", "type": "string" },
                    "data": {
                        "type": "object",
                        "properties": {
                            "source": { "enum": ["client", "gateway", "upstream"] },
                            "class": { "description": "A stable word.", "type": "string" },
                        },
                    },
                },
                "required": ["code", "message"],
            },
        },
        "required": ["error"],
    })
}

fn raw(value: &impl Serialize) -> Box<RawValue> {
    serde_json::value::to_raw_value(value).expect("texts can always be written")
}

#[cfg(test)]
mod tests;
