//! Reads the parameters out of a tool's input schema, as far as a table can show them.

use serde_json::Value;

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) required: bool,
    pub(super) description: String,
}

/// The properties of the schema, the required ones first. A schema of another form has none to show.
pub(super) fn parameters(schema: &str) -> Vec<Parameter> {
    let schema: Value = serde_json::from_str(schema).unwrap_or_default();
    let required = |name: &str| {
        schema["required"]
            .as_array()
            .is_some_and(|names| names.iter().any(|required| required == name))
    };
    let mut parameters: Vec<_> = schema["properties"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, property)| Parameter {
            name: name.clone(),
            kind: kind(property),
            required: required(name),
            description: property["description"].as_str().unwrap_or_default().to_owned(),
        })
        .collect();
    parameters.sort_by_key(|parameter| !parameter.required);
    parameters
}

/// The type in a few words: `string`, `integer[]`, `"a" | "b"`.
fn kind(property: &Value) -> String {
    let joined =
        |values: &[Value], of: fn(&Value) -> String| values.iter().map(of).collect::<Vec<_>>().join(" | ");
    if let Some(values) = property["enum"].as_array() {
        return joined(values, Value::to_string);
    }
    for combination in ["anyOf", "oneOf"] {
        if let Some(choices) = property[combination].as_array() {
            return joined(choices, kind);
        }
    }
    match &property["type"] {
        Value::String(word) if word == "array" => format!("{}[]", kind(&property["items"])),
        Value::String(word) => word.clone(),
        Value::Array(words) => joined(words, |word| word.as_str().unwrap_or("any").to_owned()),
        _ => reference(property).unwrap_or("any").to_owned(),
    }
}

/// The last word of `#/$defs/Point`.
fn reference(property: &Value) -> Option<&str> {
    property["$ref"].as_str()?.rsplit('/').next()
}

#[cfg(test)]
mod tests {
    use super::parameters;

    #[test]
    fn required_parameters_come_first() {
        let schema = r#"{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"integer","description":"B"}},"required":["b"]}"#;
        let found = parameters(schema);
        assert_eq!(
            found.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(),
            ["b", "a"]
        );
        assert_eq!((found[0].required, found[0].description.as_str()), (true, "B"));
    }

    #[test]
    fn types_are_said_in_few_words() {
        let cases = [
            (r#"{"type":"string"}"#, "string"),
            (r#"{"type":["string","null"]}"#, "string | null"),
            (r#"{"type":"array","items":{"type":"integer"}}"#, "integer[]"),
            (r#"{"enum":["a",1]}"#, r#""a" | 1"#),
            (
                r#"{"anyOf":[{"type":"string"},{"type":"null"}]}"#,
                "string | null",
            ),
            (r##"{"$ref":"#/$defs/Point"}"##, "Point"),
            ("true", "any"),
            ("{}", "any"),
        ];
        for (property, kind) in cases {
            let schema = format!(r#"{{"properties":{{"x":{property}}}}}"#);
            assert_eq!(parameters(&schema)[0].kind, kind, "{property}");
        }
    }

    #[test]
    fn a_schema_that_is_none_has_no_parameters() {
        for schema in ["", "null", "[]", "{", r#"{"properties":[]}"#] {
            assert_eq!(parameters(schema), [], "{schema}");
        }
    }
}
