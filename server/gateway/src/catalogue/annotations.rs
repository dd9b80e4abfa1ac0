//! What tools say of themselves (2025-11-25, "Tool annotations").

use serde::Deserialize;

#[derive(Deserialize)]
struct Annotated {
    #[serde(default)]
    annotations: Annotations,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Annotations {
    read_only_hint: bool,
    idempotent_hint: bool,
}

/// A call of the tool may be repeated when it is not known how the first one ended.
pub(super) fn is_repeatable(definition: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(definition) else {
        return false;
    };
    // Most tools say nothing.
    text.contains("\"annotations\"")
        && serde_json::from_str::<Annotated>(text)
            .is_ok_and(|tool| tool.annotations.read_only_hint || tool.annotations.idempotent_hint)
}

#[cfg(test)]
mod tests {
    use super::is_repeatable;

    #[test]
    fn believes_the_hints_and_nothing_else() {
        let cases = [
            (r#"{"name":"a"}"#, false),
            (r#"{"name":"a","annotations":{"readOnlyHint":true}}"#, true),
            (
                r#"{"name":"a","annotations":{"idempotentHint":true,"title":"A"}}"#,
                true,
            ),
            (r#"{"name":"a","annotations":{"destructiveHint":false}}"#, false),
            (r#"{"name":"a","annotations":{"readOnlyHint":"yes"}}"#, false),
            (r#"{"name":"a","annotations":null}"#, false),
        ];
        for (definition, expected) in cases {
            assert_eq!(is_repeatable(definition.as_bytes()), expected, "{definition}");
        }
    }
}
