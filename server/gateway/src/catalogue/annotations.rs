//! What tools say of themselves (2025-11-25, "Tool annotations").

use serde::Deserialize;

#[derive(Deserialize)]
struct Annotated {
    #[serde(default)]
    annotations: Hints,
}

/// What a tool says of itself; what it does not say is not so.
#[derive(Default, Clone, Copy, Deserialize)]
#[serde(default)]
pub(super) struct Hints {
    #[serde(rename = "readOnlyHint")]
    pub(super) read_only: bool,
    #[serde(rename = "idempotentHint")]
    idempotent: bool,
}

impl Hints {
    /// Those of a definition.
    pub(super) fn of(definition: &[u8]) -> Self {
        // Most tools say nothing.
        let text = std::str::from_utf8(definition)
            .ok()
            .filter(|it| it.contains("\"annotations\""));
        let tool = text.and_then(|text| serde_json::from_str::<Annotated>(text).ok());
        tool.map(|tool| tool.annotations).unwrap_or_default()
    }

    /// A call of the tool may be repeated when it is not known how the first one ended.
    pub(super) fn is_repeatable(self) -> bool {
        self.read_only || self.idempotent
    }
}

#[cfg(test)]
mod tests {
    use super::Hints;

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
            assert_eq!(
                Hints::of(definition.as_bytes()).is_repeatable(),
                expected,
                "{definition}"
            );
        }
    }
}
