//! Arguments to begin with: what a tool asks for, with values that are easily replaced.

use serde_json::{Map, Value, json};

/// Schemas refer to themselves; nobody fills in more than this by hand.
const MAX_DEPTH: usize = 4;

/// A JSON object with the required members of an input schema, in the schema's order, one a line.
pub(crate) fn to_fill(input_schema: &str) -> String {
    let schema: Value = serde_json::from_str(input_schema).unwrap_or_default();
    let members: Vec<String> = required(&schema, &schema, 0)
        .iter()
        .map(|(name, value)| format!("  {}: {value}", json!(name)))
        .collect();
    if members.is_empty() {
        "{}".to_owned()
    } else {
        format!("{{\n{}\n}}", members.join(",\n"))
    }
}

/// The required members of an object's schema.
fn required<'a>(root: &Value, schema: &'a Value, depth: usize) -> Vec<(&'a str, Value)> {
    let names = schema["required"].as_array().map_or(&[][..], Vec::as_slice);
    names
        .iter()
        .filter_map(Value::as_str)
        .map(|name| (name, example(root, &schema["properties"][name], depth + 1)))
        .collect()
}

/// A value that fits: what the schema itself offers, else an empty one of its type.
fn example(root: &Value, schema: &Value, depth: usize) -> Value {
    if depth > MAX_DEPTH {
        return Value::Null;
    }
    let offered = [
        schema.get("const"),
        schema.get("default"),
        schema["examples"].get(0),
        schema["enum"].get(0),
    ];
    if let Some(value) = offered.into_iter().flatten().next() {
        return value.clone();
    }
    if let Some(target) = referred(root, schema) {
        return example(root, target, depth + 1);
    }
    let first = ["anyOf", "oneOf", "allOf"]
        .iter()
        .find_map(|word| schema[word].as_array()?.iter().find(|one| one["type"] != "null"));
    if let Some(first) = first {
        return example(root, first, depth + 1);
    }
    match kind(schema) {
        "string" => json!(""),
        "integer" | "number" => schema.get("minimum").cloned().unwrap_or(json!(0)),
        "boolean" => json!(false),
        "array" => json!([]),
        "object" => {
            let members = required(root, schema, depth);
            let members: Map<_, _> = members
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect();
            members.into()
        }
        _ => Value::Null,
    }
}

/// What a reference within the document leads to.
fn referred<'a>(root: &'a Value, schema: &Value) -> Option<&'a Value> {
    root.pointer(schema["$ref"].as_str()?.strip_prefix('#')?)
}

fn kind(schema: &Value) -> &str {
    match &schema["type"] {
        Value::String(kind) => kind,
        Value::Array(kinds) => kinds
            .iter()
            .filter_map(Value::as_str)
            .find(|kind| *kind != "null")
            .unwrap_or_default(),
        _ if schema.get("properties").is_some() => "object",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::to_fill;

    #[test]
    fn asks_for_what_is_required_in_the_order_of_the_schema() {
        let schema = json!({
            "required": ["to", "b", "deep", "when"],
            "properties": {
                "b": { "type": "boolean" },
                "to": { "type": ["null", "string"] },
                "left_out": { "type": "string" },
                "when": { "$ref": "#/$defs/When" },
                "deep": { "type": "object", "required": ["n"], "properties": { "n": { "type": "integer", "minimum": 3 } } },
            },
            "$defs": { "When": { "enum": ["now", "later"] } },
        });
        assert_eq!(
            to_fill(&schema.to_string()),
            "{\n  \"to\": \"\",\n  \"b\": false,\n  \"deep\": {\"n\":3},\n  \"when\": \"now\"\n}"
        );
    }

    #[test]
    fn offers_what_the_schema_offers() {
        let schema = json!({
            "required": ["a", "b", "c", "d", "e"],
            "properties": {
                "a": { "default": [1] },
                "b": { "type": "string", "examples": ["Berlin"] },
                "c": { "const": 7 },
                "d": { "anyOf": [{ "type": "null" }, { "type": "array" }] },
            },
        });
        assert_eq!(
            to_fill(&schema.to_string()),
            "{\n  \"a\": [1],\n  \"b\": \"Berlin\",\n  \"c\": 7,\n  \"d\": [],\n  \"e\": null\n}"
        );
    }

    #[test]
    fn odd_schemas_ask_for_nothing() {
        for schema in ["", "true", "{}", r#"{"type":"object"}"#, r#"{"required":"a"}"#] {
            assert_eq!(to_fill(schema), "{}", "{schema}");
        }
    }

    #[test]
    fn a_schema_that_contains_itself_ends() {
        let schema =
            json!({ "type": "object", "required": ["child"], "properties": { "child": { "$ref": "#" } } });
        assert!(to_fill(&schema.to_string()).contains("null"));
    }
}
