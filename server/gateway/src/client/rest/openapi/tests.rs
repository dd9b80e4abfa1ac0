use std::{collections::HashSet, sync::Arc};

use model::EndpointAuth;
use serde_json::{Value, value::RawValue};

use super::{operation_id, write};
use crate::client::rest::{Document, Hints, ToolDocument};

fn schema(text: &str) -> Arc<RawValue> {
    RawValue::from_string(text.to_owned()).expect("JSON").into()
}

fn tool(name: &str, input: &str, output: Option<&str>) -> ToolDocument {
    ToolDocument {
        name: name.to_owned(),
        title: String::new(),
        description: "Does something.\nAnd more.".to_owned(),
        input_schema: schema(input),
        parameters: Vec::new(),
        output_schema: output.map(schema),
        hints: Hints::default(),
    }
}

fn document(tools: Vec<ToolDocument>) -> Document {
    Document {
        endpoint: "dev".to_owned(),
        url: "http://localhost:12008/metamcp/dev/api".to_owned(),
        auth: EndpointAuth::ApiKey,
        tools,
    }
}

fn read(document: &Document) -> (String, Value) {
    let text = String::from_utf8(write(document)).expect("UTF-8");
    let value = serde_json::from_str(&text).expect("JSON");
    (text, value)
}

#[test]
fn schemas_stand_in_it_as_they_were_written() {
    let odd = r#"{"type":"object","z":1.0,"properties":{"b":{"maximum":1e5},"a":{}},"required":["b"]}"#;
    let (text, spec) = read(&document(vec![tool("t", odd, None)]));
    assert!(text.contains(odd), "{text}");
    let post = &spec["paths"]["/t"]["post"];
    assert_eq!(post["operationId"], "t");
    assert_eq!(post["summary"], "Does something.");
    assert_eq!(post["requestBody"]["required"], true);
    assert_eq!(
        spec["servers"][0]["url"],
        "http://localhost:12008/metamcp/dev/api"
    );
    assert_eq!(spec["security"][0], serde_json::json!({"apiKey": []}));
}

#[test]
fn paths_keep_the_order_of_the_list() {
    let names = ["z", "a", "m"];
    let (text, _) = read(&document(names.map(|name| tool(name, "{}", None)).into()));
    let places = names.map(|name| text.find(&format!("\"/{name}\":")).expect(name));
    assert!(places.is_sorted());
}

#[test]
fn references_of_a_schema_to_itself_lead_to_it() {
    let input = r##"{"type":"object","properties":{"tree":{"$ref":"#/$defs/node"},"self":{"$ref":"#"},"far":{"$ref":"https://example.com/s"},"n":1.0},"$defs":{"node":{"type":"array","items":[{"$ref":"#/$defs/node"}]}}}"##;
    let (text, spec) = read(&document(vec![tool("a-b", input, Some(input))]));
    let schema = &spec["paths"]["/a-b"]["post"]["requestBody"]["content"]["application/json"]["schema"];
    assert_eq!(schema["$ref"], "#/components/schemas/a_b_input");
    let led = &spec["components"]["schemas"]["a_b_input"];
    assert_eq!(
        led["properties"]["tree"]["$ref"],
        "#/components/schemas/a_b_input/$defs/node"
    );
    assert_eq!(
        led["properties"]["self"]["$ref"],
        "#/components/schemas/a_b_input"
    );
    assert_eq!(led["properties"]["far"]["$ref"], "https://example.com/s");
    assert_eq!(
        led["$defs"]["node"]["items"][0]["$ref"],
        "#/components/schemas/a_b_input/$defs/node"
    );
    assert!(text.contains(r#""n":1.0"#));
    let output = &spec["paths"]["/a-b"]["post"]["responses"]["200"]["content"]["application/json"]["schema"];
    assert_eq!(
        output["allOf"][1]["properties"]["structuredContent"]["$ref"],
        "#/components/schemas/a_b_output"
    );
}

#[test]
fn operations_have_names_of_their_own() {
    let mut taken = HashSet::new();
    let ids = ["a.b", "a-b", "a_b"].map(|name| operation_id(name, &mut taken));
    assert_eq!(ids, ["a_b", "a_b_2", "a_b_3"]);
}

#[test]
fn an_open_endpoint_asks_for_nothing() {
    let mut open = document(Vec::new());
    open.auth = EndpointAuth::None;
    let (_, spec) = read(&open);
    assert_eq!(spec["security"], serde_json::json!([]));
    assert_eq!(spec["components"]["securitySchemes"], serde_json::json!({}));
    open.auth = EndpointAuth::ApiKeyOrQuery;
    assert_eq!(
        read(&open).1["components"]["securitySchemes"]["query"]["name"],
        "api_key"
    );
}
