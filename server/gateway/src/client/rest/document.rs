//! What an endpoint offers over REST, as one caller sees it.

use std::sync::Arc;

use http::request::Parts;
use model::EndpointAuth;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{
    Error, PrincipalId,
    catalogue::{Catalogue, List},
    client::{Entrance, Visit, find},
    gateway::Inner,
    raw::{Field, RawObject, decode_string},
    upstream::lane::Peer,
};

/// What an endpoint offers over REST.
#[derive(Debug, Clone)]
pub struct Document {
    /// The endpoint's name.
    pub endpoint: String,
    /// Where its tools are: a tool is at `{url}/{name}`.
    pub url: String,
    /// How callers prove who they are.
    pub auth: EndpointAuth,
    /// Its tools, in the order of the list.
    pub tools: Vec<ToolDocument>,
}

/// One tool.
#[derive(Debug, Clone)]
pub struct ToolDocument {
    /// What it is called by.
    pub name: String,
    /// What people call it; may be empty.
    pub title: String,
    /// What it does, in its server's words; may be empty.
    pub description: String,
    /// What it takes: JSON Schema.
    pub input_schema: Arc<RawValue>,
    /// The properties in that schema, in its order.
    pub parameters: Vec<Parameter>,
    /// What its structured content is, where the server says so.
    pub output_schema: Option<Arc<RawValue>>,
    /// What its server says about its effects.
    pub hints: Hints,
}

/// One argument of a tool.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// It has to be given.
    pub required: bool,
    /// What it is: JSON Schema.
    pub schema: Arc<RawValue>,
}

/// What a server says about the effects of a tool; `None` where it says nothing.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default)]
pub struct Hints {
    /// It changes nothing.
    #[serde(rename = "readOnlyHint")]
    pub read_only: Option<bool>,
    /// It may destroy something.
    #[serde(rename = "destructiveHint")]
    pub destructive: Option<bool>,
    /// Calling it again changes nothing more.
    #[serde(rename = "idempotentHint")]
    pub idempotent: Option<bool>,
}

/// What the sender of a request may call at an endpoint.
pub(crate) async fn document(gateway: &Inner, endpoint: &str, parts: &Parts) -> Result<Document, Error> {
    let entrance = find(gateway, Visit::Outside(endpoint), parts)?;
    let caller = entrance.admit(gateway, parts)?;
    Ok(of(gateway, &entrance, caller.principal).await)
}

/// What is offered at an endpoint to calls of this principal. Servers that have never been asked are waited for, within
/// their time.
pub(super) async fn of(gateway: &Inner, entrance: &Entrance<'_>, principal: PrincipalId) -> Document {
    let complete = gateway.registry.complete(Arc::clone(&entrance.endpoint)).await;
    let endpoint = gateway.seen_by(&Peer::shared(principal), complete);
    Document {
        endpoint: endpoint.name.to_string(),
        url: format!("{}/metamcp/{}/api", entrance.base(), endpoint.name),
        auth: endpoint.auth,
        tools: tools(&endpoint.namespace.catalogue),
    }
}

fn tools(catalogue: &Catalogue) -> Vec<ToolDocument> {
    #[derive(Deserialize)]
    struct Page<'a> {
        #[serde(borrow)]
        tools: Vec<&'a RawValue>,
        #[serde(default, rename = "nextCursor")]
        next: Option<String>,
    }

    let (mut all, mut cursor) = (Vec::new(), None::<String>);
    loop {
        let page = catalogue.page(List::Tools, cursor.as_deref());
        let Some(Page { tools, next }) = page.and_then(|page| serde_json::from_slice(page).ok()) else {
            return all;
        };
        all.extend(tools.into_iter().filter_map(tool));
        if next.is_none() {
            return all;
        }
        cursor = next;
    }
}

/// Reads a definition. Members that are not what they should be count as absent.
fn tool(definition: &RawValue) -> Option<ToolDocument> {
    let members = RawObject::parse(definition.get(), &[]).ok()?;
    let text = |object: &RawObject<'_>, key: &str| {
        object
            .get(key)
            .and_then(decode_string)
            .unwrap_or_default()
            .into_owned()
    };
    let schema = |key: &str| {
        let raw = members.get(key).filter(|raw| raw.get().starts_with('{'))?;
        Some(Arc::from(raw.to_owned()))
    };
    let annotations = members.get("annotations").map_or("{}", RawValue::get);
    let mut title = text(&members, "title");
    if title.is_empty() {
        // Where it was before 2025-06-18.
        title = text(&RawObject::parse(annotations, &[]).unwrap_or_default(), "title");
    }
    let input_schema = schema("inputSchema").unwrap_or_else(any_object);
    Some(ToolDocument {
        parameters: parameters(&input_schema),
        input_schema,
        name: decode_string(members.get("name")?)?.into_owned(),
        title,
        description: text(&members, "description"),
        output_schema: schema("outputSchema"),
        hints: serde_json::from_str(annotations).unwrap_or_default(),
    })
}

fn parameters(schema: &RawValue) -> Vec<Parameter> {
    let schema = RawObject::parse(schema.get(), &[]).unwrap_or_default();
    let object = |key: &str| schema.get(key).map_or("{}", RawValue::get);
    let properties = RawObject::parse(object("properties"), &[]).unwrap_or_default();
    let required: Vec<String> = serde_json::from_str(object("required")).unwrap_or_default();
    let parameter = |field: &Field<'_>| Parameter {
        name: field.key.to_string(),
        required: required.iter().any(|name| *name == field.key),
        schema: field.value.to_owned().into(),
    };
    properties.fields().iter().map(parameter).collect()
}

fn any_object() -> Arc<RawValue> {
    RawValue::from_string(r#"{"type":"object"}"#.to_owned())
        .expect("an object")
        .into()
}
