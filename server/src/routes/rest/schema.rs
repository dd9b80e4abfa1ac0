//! JSON Schema in a few words, and an example of what fits.

use serde_json::{Map, Value, json};

/// Schemas may contain themselves.
const MAX_DEPTH: usize = 6;

/// Choices that are listed; of more, only the first are.
const MAX_CHOICES: usize = 8;

/// What a value has to be: `string`, `array of number`, `"a" or "b"`.
pub(super) fn in_words(schema: &Value, root: &Value) -> String {
    words(schema, root, MAX_DEPTH)
}

/// The smallest object that fits: what has to be given, with the examples that the schema gives or else with something
/// of the right type.
pub(super) fn example(schema: &Value) -> Value {
    match value(schema, schema, MAX_DEPTH) {
        Value::Object(object) => Value::Object(object),
        _ => json!({}),
    }
}

fn words(schema: &Value, root: &Value, depth: usize) -> String {
    if depth == 0 {
        return "any value".to_owned();
    }
    let schema = resolved(schema, root);
    if let Some(constant) = schema.get("const") {
        return constant.to_string();
    }
    if let Some(choices) = schema["enum"].as_array() {
        let mut shown: Vec<_> = choices.iter().take(MAX_CHOICES).map(Value::to_string).collect();
        if choices.len() > MAX_CHOICES {
            shown.push("…".to_owned());
        }
        return any_of(&shown);
    }
    for key in ["anyOf", "oneOf"] {
        if let Some(choices) = schema[key].as_array() {
            let mut shown: Vec<_> = choices
                .iter()
                .map(|choice| words(choice, root, depth - 1))
                .collect();
            shown.dedup();
            return any_of(&shown);
        }
    }
    match &schema["type"] {
        Value::String(kind) if kind == "array" && schema["items"].is_object() => {
            format!("array of {}", words(&schema["items"], root, depth - 1))
        }
        Value::String(kind) => kind.clone(),
        Value::Array(kinds) => {
            let kinds: Vec<_> = kinds
                .iter()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect();
            any_of(&kinds)
        }
        _ if schema["properties"].is_object() => "object".to_owned(),
        _ => "any value".to_owned(),
    }
}

fn any_of(choices: &[String]) -> String {
    match choices {
        [all @ .., last] if !all.is_empty() => format!("{} or {last}", all.join(", ")),
        choices => choices.concat(),
    }
}

fn value(schema: &Value, root: &Value, depth: usize) -> Value {
    let schema = resolved(schema, root);
    let given = [
        schema.get("example"),
        schema["examples"].get(0),
        schema.get("default"),
        schema.get("const"),
        schema["enum"].get(0),
    ];
    if let Some(given) = given.into_iter().flatten().find(|given| !given.is_null()) {
        return given.clone();
    }
    if depth == 0 {
        return Value::Null;
    }
    for key in ["anyOf", "oneOf", "allOf"] {
        if let Some(first) = schema[key].get(0) {
            return value(first, root, depth - 1);
        }
    }
    let kind = schema["type"].as_str().or(schema["type"][0].as_str());
    match kind {
        Some("string") => text(schema).into(),
        Some("integer") => schema["minimum"].as_i64().unwrap_or(1).into(),
        Some("number") => schema["minimum"].as_f64().unwrap_or(1.5).into(),
        Some("boolean") => true.into(),
        Some("array") => match &schema["items"] {
            items @ Value::Object(_) => json!([value(items, root, depth - 1)]),
            _ => json!([]),
        },
        Some("null") => Value::Null,
        _ => object(schema, root, depth),
    }
}

fn object(schema: &Value, root: &Value, depth: usize) -> Value {
    let required = schema["required"].as_array().into_iter().flatten();
    let members: Map<_, _> = required
        .filter_map(Value::as_str)
        .map(|name| {
            (
                name.to_owned(),
                value(&schema["properties"][name], root, depth - 1),
            )
        })
        .collect();
    members.into()
}

fn text(schema: &Value) -> &'static str {
    match schema["format"].as_str() {
        Some("date") => "2026-01-31",
        Some("date-time") => "2026-01-31T12:00:00Z",
        Some("email") => "ada@example.com",
        Some("uri" | "url") => "https://example.com",
        Some("uuid") => "00000000-0000-4000-8000-000000000000",
        _ => "text",
    }
}

/// The schema that a reference leads to, within the root.
fn resolved<'a>(schema: &'a Value, root: &'a Value) -> &'a Value {
    let target = schema["$ref"]
        .as_str()
        .and_then(|target| target.strip_prefix('#'));
    target.and_then(|target| root.pointer(target)).unwrap_or(schema)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{example, in_words};

    fn words(schema: &Value) -> String {
        in_words(schema, schema)
    }

    #[test]
    fn says_what_fits() {
        for (schema, expected) in [
            (json!({"type": "string"}), "string"),
            (json!({"type": ["string", "null"]}), "string or null"),
            (json!({"enum": ["a", 1, null]}), r#""a", 1 or null"#),
            (
                json!({"type": "array", "items": {"type": "number"}}),
                "array of number",
            ),
            (
                json!({"anyOf": [{"type": "string"}, {"type": "null"}]}),
                "string or null",
            ),
            (json!({"properties": {}}), "object"),
            (json!({}), "any value"),
            (json!(true), "any value"),
        ] {
            assert_eq!(words(&schema), expected, "{schema}");
        }
    }

    #[test]
    fn gives_what_has_to_be_given() {
        let schema = json!({
            "type": "object",
            "properties": {
                "name": {"type": "string"},
                "size": {"type": "integer", "minimum": 3},
                "kind": {"enum": ["b", "a"]},
                "at": {"$ref": "#/$defs/moment"},
                "tags": {"type": "array", "items": {"type": "string", "examples": ["x"]}},
                "left": {"type": "string"},
            },
            "required": ["name", "size", "kind", "at", "tags"],
            "$defs": {"moment": {"type": "string", "format": "date"}},
        });
        assert_eq!(
            example(&schema),
            json!({"name": "text", "size": 3, "kind": "b", "at": "2026-01-31", "tags": ["x"]})
        );
        assert_eq!(example(&json!({"type": "string"})), json!({}));
    }

    #[test]
    fn a_schema_within_itself_ends() {
        let tree = json!({"type": "object", "properties": {"next": {"$ref": "#"}}, "required": ["next"]});
        assert!(example(&tree)["next"]["next"].is_object());
        assert_eq!(words(&tree), "object");
        let list = json!({"type": "array", "items": {"$ref": "#"}});
        assert!(words(&list).starts_with("array of array"));
    }
}
