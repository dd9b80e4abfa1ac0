//! A tool as a namespace shows it: the definition of its server with what the namespace makes of it, and not a byte
//! changed besides.

use model::ToolOverride;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::raw::{RawObject, decode_string};

/// The definition as clients see it; `None` when it is no object that could be changed.
pub(super) fn definition(definition: &RawValue, exposed: &str, overrides: &ToolOverride) -> Option<Vec<u8>> {
    let object = RawObject::parse(definition.get(), &[]).ok()?;
    let mut changed = vec![("name", json(exposed))];
    if let Some(title) = &overrides.title {
        changed.push(("title", json(title)));
    }
    if let Some(description) = &overrides.description {
        changed.push(("description", json(description)));
    }
    if let Some(annotations) = annotations(object.get("annotations"), overrides) {
        changed.push(("annotations", annotations));
    }
    if !overrides.meta.is_empty() {
        changed.push(("_meta", meta(object.get("_meta"), overrides)));
    }
    let schema = object
        .get("inputSchema")
        .filter(|_| !overrides.arguments.is_empty());
    if let Some(schema) = schema.and_then(|schema| input_schema(schema, overrides)) {
        changed.push(("inputSchema", schema));
    }
    Some(written(&object, &changed))
}

/// The hints, and the title where older servers have it.
fn annotations(before: Option<&RawValue>, overrides: &ToolOverride) -> Option<Vec<u8>> {
    let before = object(before);
    let hints = overrides.hints;
    let hints = [
        ("readOnlyHint", hints.read_only),
        ("destructiveHint", hints.destructive),
        ("idempotentHint", hints.idempotent),
        ("openWorldHint", hints.open_world),
    ];
    let mut changed: Vec<(&str, Vec<u8>)> = hints
        .into_iter()
        .filter_map(|(name, hint)| Some((name, json(&hint?))))
        .collect();
    let title = overrides.title.as_ref().filter(|_| before.get("title").is_some());
    if let Some(title) = title {
        changed.push(("title", json(title)));
    }
    (!changed.is_empty()).then(|| written(&before, &changed))
}

fn meta(before: Option<&RawValue>, overrides: &ToolOverride) -> Vec<u8> {
    let mut before = object(before);
    let mut changed = Vec::new();
    for (name, value) in &overrides.meta {
        if value.is_null() {
            before = before.without(name);
        } else {
            changed.push((name.as_str(), json(value)));
        }
    }
    written(&before, &changed)
}

/// The schema without what clients do not give, and with what they need not give.
fn input_schema(before: &RawValue, overrides: &ToolOverride) -> Option<Vec<u8>> {
    let mut schema = RawObject::parse(before.get(), &[]).ok()?;
    let mut changed = Vec::new();
    if let Some(properties) = schema.get("properties") {
        changed.push(("properties", self::properties(properties, overrides)?));
    }
    if let Some(required) = schema.get("required") {
        let names: Vec<&RawValue> = serde_json::from_str(required.get()).ok()?;
        let is_required = |name: &&&RawValue| {
            let set = decode_string(name).and_then(|name| overrides.arguments.get(&*name));
            set.is_none_or(|argument| !argument.hidden && argument.value.is_none())
        };
        let still: Vec<&&RawValue> = names.iter().filter(is_required).collect();
        if still.is_empty() {
            schema = schema.without("required");
        } else if still.len() < names.len() {
            changed.push(("required", json(&still)));
        }
    }
    Some(written(&schema, &changed))
}

fn properties(before: &RawValue, overrides: &ToolOverride) -> Option<Vec<u8>> {
    let mut properties = RawObject::parse(before.get(), &[]).ok()?;
    let mut changed = Vec::new();
    for (name, argument) in &overrides.arguments {
        if argument.hidden {
            properties = properties.without(name);
            continue;
        }
        // A property may also be `true`: anything goes, and nothing is said of it.
        let property = properties
            .get(name)
            .and_then(|it| RawObject::parse(it.get(), &[]).ok());
        let Some(property) = property else {
            continue;
        };
        let mut words = Vec::new();
        if let Some(description) = &argument.description {
            words.push(("description", json(description)));
        }
        if let Some(value) = &argument.value {
            words.push(("default", json(value)));
        }
        changed.push((name.as_str(), written(&property, &words)));
    }
    Some(written(&properties, &changed))
}

/// What is none, or no object, counts as an empty one.
fn object(raw: Option<&RawValue>) -> RawObject<'_> {
    raw.and_then(|raw| RawObject::parse(raw.get(), &[]).ok())
        .unwrap_or_default()
}

fn written(object: &RawObject<'_>, changed: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let changed: Vec<(&str, &[u8])> = changed.iter().map(|(key, value)| (*key, &**value)).collect();
    let mut out = Vec::new();
    object.write_with(&mut out, &changed);
    out
}

fn json<T: Serialize + ?Sized>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).expect("texts and JSON can always be written")
}

#[cfg(test)]
mod tests {
    use model::ToolOverride;
    use serde_json::value::RawValue;

    fn shown(definition: &str, overrides: &str) -> String {
        let definition = RawValue::from_string(definition.to_owned()).expect("JSON");
        let overrides: ToolOverride = serde_json::from_str(overrides).expect("valid");
        let shown = super::definition(&definition, "s__t", &overrides).expect("an object");
        String::from_utf8(shown).expect("text")
    }

    #[test]
    fn changes_what_is_said_and_not_a_byte_besides() {
        for (definition, overrides, expected) in [
            (r#"{"x":1.0,"name":"t"}"#, "{}", r#"{"x":1.0,"name":"s__t"}"#),
            (
                r#"{"name":"t","title":"T","description":"old","x":1e5}"#,
                r#"{"title":"New","description":"new"}"#,
                r#"{"name":"s__t","title":"New","description":"new","x":1e5}"#,
            ),
            (
                r#"{"name":"t","annotations":{"title":"Old","readOnlyHint":false,"x":[ 1 ]}}"#,
                r#"{"title":"New","hints":{"readOnly":true,"openWorld":false}}"#,
                r#"{"name":"s__t","annotations":{"title":"New","readOnlyHint":true,"x":[ 1 ],"openWorldHint":false},"title":"New"}"#,
            ),
            (
                r#"{"name":"t","_meta":{"a":1,"b":2.0}}"#,
                r#"{"meta":{"a":null,"c":{"d":[]}}}"#,
                r#"{"name":"s__t","_meta":{"b":2.0,"c":{"d":[]}}}"#,
            ),
        ] {
            assert_eq!(shown(definition, overrides), expected);
        }
    }

    #[test]
    fn clients_do_not_see_hidden_arguments_and_need_not_give_those_with_a_value() {
        let definition = r#"{"name":"t","inputSchema":{"type":"object","properties":{"repo":{"type":"string"},"branch":{"type":"string","default":"x"},"path":{"type":"string"},"any":true},"required":["repo","branch","path"],"additionalProperties":false}}"#;
        let overrides = r#"{"arguments":{
            "repo":{"value":"metamcp","hidden":true},
            "branch":{"value":"main","description":"Which one."},
            "any":{"description":"cannot be said"},
            "gone":{"value":1}
        }}"#;
        assert_eq!(
            shown(definition, overrides),
            r#"{"name":"s__t","inputSchema":{"type":"object","properties":{"branch":{"type":"string","default":"main","description":"Which one."},"path":{"type":"string"},"any":true},"required":["path"],"additionalProperties":false}}"#
        );
    }

    #[test]
    fn a_schema_that_requires_nothing_any_more_does_not_say_so() {
        assert_eq!(
            shown(
                r#"{"name":"t","inputSchema":{"type":"object","required":["a"],"properties":{"a":{}}}}"#,
                r#"{"arguments":{"a":{"hidden":true}}}"#
            ),
            r#"{"name":"s__t","inputSchema":{"type":"object","properties":{}}}"#
        );
    }

    #[test]
    fn strange_schemas_stay_as_they_are() {
        for schema in ["true", "[]", r#"{"properties":[]}"#, r#"{"required":"a"}"#] {
            let definition = format!(r#"{{"name":"t","inputSchema":{schema}}}"#);
            assert_eq!(
                shown(&definition, r#"{"arguments":{"a":{"hidden":true}}}"#),
                format!(r#"{{"name":"s__t","inputSchema":{schema}}}"#)
            );
        }
    }
}
