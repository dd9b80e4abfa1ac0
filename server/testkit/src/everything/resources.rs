//! The resources and their template.
#![expect(
    clippy::unnecessary_wraps,
    reason = "all resources of the table are of one type"
)]

use serde_json::{Value, json};

use super::{
    asking::Question,
    call::{Call, Ending, Outcome, Run},
    catalogue::Kind,
    content::PNG,
    methods::{self, Cache},
    rpc::Fault,
    tools::apps,
};
use crate::frame::{INVALID_PARAMS, RESOURCE_NOT_FOUND};

struct Resource {
    uri: &'static str,
    name: &'static str,
    description: &'static str,
    mime_type: &'static str,
    cache: Cache,
    run: Run,
}

/// What `update_resource` writes.
pub(super) const WATCHED: &str = "test://watched-resource";
const ADDED: &str = "test://added/";
const TEMPLATE: (&str, &str) = ("test://template/", "/data");

const RESOURCES: &[Resource] = &[
    Resource {
        uri: "test://static-text",
        name: "static-text",
        description: "A text that never changes",
        mime_type: "text/plain",
        cache: Cache::public(3_600_000),
        run: Run::Now(static_text),
    },
    Resource {
        uri: "test://static-binary",
        name: "static-binary",
        description: "An image that never changes",
        mime_type: "image/png",
        cache: Cache::public(3_600_000),
        run: Run::Now(static_binary),
    },
    Resource {
        uri: WATCHED,
        name: "watched-resource",
        description: "A text that the tool update_resource changes",
        mime_type: "text/plain",
        cache: Cache::private(0),
        run: Run::Now(watched),
    },
    Resource {
        uri: "test://asking-resource",
        name: "asking-resource",
        description: "A text for the reader, who is asked for a name first",
        mime_type: "text/plain",
        cache: Cache::private(0),
        run: Run::Later(|call| Box::pin(asking(call))),
    },
];

/// The entries of `resources/list`.
pub(super) fn list(call: &Call) -> Vec<String> {
    let mut entries: Vec<_> = RESOURCES
        .iter()
        .map(|resource| resource.definition().to_string())
        .collect();
    entries.extend(methods::added(
        call,
        Kind::Resources,
        |name| json!({ "uri": format!("{ADDED}{name}"), "name": name, "mimeType": "text/plain" }),
    ));
    entries
}

/// The entries of `resources/templates/list`.
pub(super) fn templates() -> Vec<String> {
    let (before, after) = TEMPLATE;
    let template = json!({
        "uriTemplate": format!("{before}{{id}}{after}"),
        "name": "template",
        "description": "Data for any id",
        "mimeType": "application/json",
    });
    vec![template.to_string()]
}

/// How long what is read may be kept.
pub(super) fn cache(call: &Call) -> Cache {
    let found = RESOURCES
        .iter()
        .find(|resource| call.request.params.get("uri") == resource.uri);
    found.map_or(Cache::public(10_000), |resource| resource.cache)
}

/// Answers `resources/read`.
pub(super) async fn read(call: Call) -> Outcome {
    let uri = call.request.params.text("uri")?;
    if let Some(resource) = RESOURCES.iter().find(|resource| resource.uri == uri) {
        return resource.run.start(call).await;
    }
    if let Some(name) = uri.strip_prefix(ADDED)
        && call.server.catalogue.has(Kind::Resources, name)
    {
        return Ok(text_contents(uri, "text/plain", name));
    }
    if let Some(app) = apps::resource(uri) {
        return Ok(app);
    }
    match id(uri) {
        Some(id) => {
            let data = json!({ "id": id, "templateTest": true, "data": format!("Data for ID: {id}") });
            Ok(text_contents(uri, "application/json", &data.to_string()))
        }
        None => Err(not_found(&call, uri)),
    }
}

/// What a variable of the template can be completed to.
pub(super) fn values(uri: &str, variable: &str) -> &'static [&'static str] {
    match (id(uri), variable) {
        (Some(_), "id") => &["123", "124", "200"],
        _ => &[],
    }
}

/// The template's variable in a URI, or in the template itself.
fn id(uri: &str) -> Option<&str> {
    let (before, after) = TEMPLATE;
    let id = uri.strip_prefix(before)?.strip_suffix(after)?;
    (!id.is_empty() && !id.contains('/')).then_some(id)
}

impl Resource {
    fn definition(&self) -> Value {
        json!({
            "uri": self.uri,
            "name": self.name,
            "description": self.description,
            "mimeType": self.mime_type,
        })
    }
}

/// The error had a code of its own until 2025-11-25.
fn not_found(call: &Call, uri: &str) -> Ending {
    let code = if call.is_modern() {
        INVALID_PARAMS
    } else {
        RESOURCE_NOT_FOUND
    };
    Fault::new(code, format!("Resource not found: {uri}"))
        .with(json!({ "uri": uri }))
        .into()
}

fn text_contents(uri: &str, mime_type: &str, text: &str) -> String {
    json!({ "contents": [{ "uri": uri, "mimeType": mime_type, "text": text }] }).to_string()
}

fn static_text(_: &Call) -> Outcome {
    let text = "This is the content of the static text resource.";
    Ok(text_contents("test://static-text", "text/plain", text))
}

fn static_binary(_: &Call) -> Outcome {
    let contents = json!({ "uri": "test://static-binary", "mimeType": "image/png", "blob": PNG });
    Ok(json!({ "contents": [contents] }).to_string())
}

fn watched(call: &Call) -> Outcome {
    let text = format!("Version {}", call.server.catalogue.watched());
    Ok(text_contents(WATCHED, "text/plain", &text))
}

async fn asking(mut call: Call) -> Outcome {
    let question = Question::fields("reader", "Who reads this?", &["name"], "string");
    let answers = call.ask(&[question]).await?;
    let text = format!("For {}", answers.field("reader", "name"));
    Ok(text_contents("test://asking-resource", "text/plain", &text))
}
