//! The arguments of a tool as people see them, read from its input schema. Servers write what they like, so nothing here
//! may fail.

use model::{ArgumentView, ToolOverride};
use serde_json::{Value, value::RawValue};
use store::ToolRecord;

use super::{Definition, indent};

/// More arguments than any form could show.
const MOST_SHOWN: usize = 200;

/// Each argument in the server's order, then those that only the namespace knows of.
pub(crate) fn arguments(tool: &ToolRecord, overrides: &ToolOverride) -> Vec<ArgumentView> {
    let definition: Definition<'_> = serde_json::from_str(&tool.definition).unwrap_or_default();
    let schema = definition.input_schema.map_or("{}", RawValue::get);
    let schema: Value = serde_json::from_str(schema).unwrap_or_default();
    let names = in_order(definition.input_schema);
    let mut found: Vec<ArgumentView> = names
        .iter()
        .take(MOST_SHOWN)
        .map(|name| view(name, &schema["properties"][name.as_str()], &schema["required"]))
        .collect();
    for name in overrides.arguments.keys() {
        if !names.contains(name) {
            found.push(ArgumentView {
                unknown: true,
                ..view(name, &Value::Null, &Value::Null)
            });
        }
    }
    found
}

/// The server wants the argument in each call.
pub(crate) fn is_required(tool: &ToolRecord, argument: &str) -> bool {
    let definition: Value = serde_json::from_str(&tool.definition).unwrap_or_default();
    names(&definition["inputSchema"]["required"], argument)
}

/// `_meta` of its definition; empty when there is none.
pub(crate) fn meta(tool: &ToolRecord) -> String {
    #[derive(Default, serde::Deserialize)]
    struct WithMeta<'a> {
        #[serde(borrow, rename = "_meta")]
        meta: Option<&'a RawValue>,
    }
    let definition: WithMeta<'_> = serde_json::from_str(&tool.definition).unwrap_or_default();
    definition.meta.map(|meta| indent(meta.get())).unwrap_or_default()
}

fn view(name: &str, property: &Value, required: &Value) -> ArgumentView {
    let text = |key: &str| property[key].as_str().unwrap_or_default().to_owned();
    ArgumentView {
        name: name.to_owned(),
        kind: kind(property),
        is_text: property["type"] == "string",
        required: names(required, name),
        description: text("description"),
        default: property.get("default").map(Value::to_string).unwrap_or_default(),
        unknown: false,
    }
}

fn kind(property: &Value) -> String {
    match &property["type"] {
        Value::String(kind) => kind.clone(),
        Value::Array(kinds) => {
            let kinds: Vec<&str> = kinds.iter().filter_map(Value::as_str).collect();
            kinds.join(" | ")
        }
        _ => String::new(),
    }
}

fn names(list: &Value, name: &str) -> bool {
    let mut names = list.as_array().into_iter().flatten();
    names.any(|it| it == name)
}

/// The names of the properties as the server ordered them.
fn in_order(schema: Option<&RawValue>) -> Vec<String> {
    #[derive(serde::Deserialize)]
    struct Schema<'a> {
        #[serde(borrow)]
        properties: Option<&'a RawValue>,
    }
    let properties =
        schema.and_then(|schema| serde_json::from_str::<Schema<'_>>(schema.get()).ok()?.properties);
    properties
        .and_then(|properties| serde_json::from_str::<Keys>(properties.get()).ok())
        .map(|keys| keys.0)
        .unwrap_or_default()
}

/// The keys of an object, each once, in order.
struct Keys(Vec<String>);

impl<'de> serde::Deserialize<'de> for Keys {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Keys;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Keys, A::Error> {
                let mut keys = Vec::new();
                while let Some((key, _)) = map.next_entry::<String, serde::de::IgnoredAny>()? {
                    if !keys.contains(&key) {
                        keys.push(key);
                    }
                }
                Ok(Keys(keys))
            }
        }

        deserializer.deserialize_map(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use model::ToolOverride;

    use super::{super::tests::tool, arguments, is_required, meta};

    #[test]
    fn arguments_come_in_the_servers_order_then_those_that_only_the_namespace_knows() {
        let tool = tool(
            r#"{"_meta":{"b":1.0,"a":[]},"inputSchema":{"properties":{
                "path":{"type":"string","description":"Where."},
                "depth":{"type":["integer","null"],"default":1.50},
                "any":true
            },"required":["path"]}}"#,
        );
        let overrides: ToolOverride =
            serde_json::from_str(r#"{"arguments":{"any":{"value":1},"gone":{"value":2}}}"#).expect("valid");
        let found = arguments(&tool, &overrides);
        let shown: Vec<_> = found
            .iter()
            .map(|it| (&*it.name, &*it.kind, it.is_text, it.required, it.unknown))
            .collect();
        assert_eq!(
            shown,
            [
                ("path", "string", true, true, false),
                ("depth", "integer | null", false, false, false),
                ("any", "", false, false, false),
                ("gone", "", false, false, true),
            ]
        );
        assert_eq!((&*found[0].description, &*found[1].default), ("Where.", "1.5"));
        assert!(is_required(&tool, "path") && !is_required(&tool, "depth"));
        assert_eq!(meta(&tool), "{\n  \"b\": 1.0,\n  \"a\": []\n}");
    }

    #[test]
    fn strange_schemas_have_no_arguments() {
        for definition in [
            "nonsense",
            "{}",
            r#"{"inputSchema":null}"#,
            r#"{"inputSchema":{"properties":[],"required":"x"}}"#,
        ] {
            let tool = tool(definition);
            assert_eq!(arguments(&tool, &ToolOverride::default()), []);
            assert!(!is_required(&tool, "x"));
            assert_eq!(meta(&tool), "");
        }
    }
}
