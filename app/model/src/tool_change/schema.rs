//! Whether one JSON Schema takes everything that another one takes.
//!
//! Only what is certain counts: a schema that cannot be told from a narrower one is taken for a narrower one.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// Choices within choices are compared with each other; hostile ones would take for ever.
const MOST_STEPS: usize = 20_000;

/// Keywords that say something about values and forbid none.
const WORDS: [&str; 10] = [
    "title",
    "description",
    "default",
    "examples",
    "deprecated",
    "readOnly",
    "writeOnly",
    "$comment",
    "$schema",
    "$id",
];

/// Which way what a schema describes goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// From clients to the tool.
    Input,
    /// From the tool to clients.
    Output,
}

/// Whether `wide` takes everything that `narrow` takes, in the way people mean it: a property that is only described in
/// one of them is an argument or field that is new or gone, although the other would let it pass.
pub(super) fn accepts_all(direction: Direction, narrow: &Value, wide: &Value) -> bool {
    let mut comparison = Comparison {
        direction,
        steps_left: MOST_STEPS,
    };
    comparison.accepts(narrow, wide)
}

struct Comparison {
    direction: Direction,
    steps_left: usize,
}

// === impl Comparison ===

impl Comparison {
    fn accepts(&mut self, narrow: &Value, wide: &Value) -> bool {
        let Some(left) = self.steps_left.checked_sub(1) else {
            return false;
        };
        self.steps_left = left;
        let anything = Map::new();
        let (members, wanted) = match (narrow, wide) {
            (_, Value::Bool(true)) | (Value::Bool(false), _) => return true,
            (Value::Bool(true), Value::Object(wide)) => (&anything, wide),
            (Value::Object(narrow), Value::Object(wide)) => (narrow, wide),
            _ => return false,
        };
        if members == wanted {
            return true;
        }
        let each_choice =
            choices(members).map(|choices| choices.iter().all(|choice| self.accepts(choice, wide)));
        each_choice == Some(true)
            || self.knows_all_properties(members, wanted)
                && wanted
                    .iter()
                    .all(|(keyword, want)| self.implies(members, keyword, want))
    }

    /// No argument is gone, no field of the output is.
    fn knows_all_properties(&self, narrow: &Map<String, Value>, wide: &Map<String, Value>) -> bool {
        let (before, after) = match self.direction {
            Direction::Input => (narrow, wide),
            Direction::Output => (wide, narrow),
        };
        let names = before.get("properties").and_then(Value::as_object);
        let after = after.get("properties").and_then(Value::as_object);
        names
            .into_iter()
            .flatten()
            .all(|(name, _)| after.is_some_and(|after| after.contains_key(name)))
    }

    /// What `narrow` takes never breaks this rule.
    fn implies(&mut self, narrow: &Map<String, Value>, keyword: &str, want: &Value) -> bool {
        let have = narrow.get(keyword);
        match keyword {
            word if WORDS.contains(&word) || word.starts_with("x-") => true,
            "type" => is_type_within(narrow, want),
            "enum" => is_value_within(narrow, want.as_array().map_or(&[], Vec::as_slice)),
            "const" => is_value_within(narrow, std::slice::from_ref(want)),
            "minimum" | "exclusiveMinimum" | "minLength" | "minItems" | "minProperties" => {
                within(have, want, |have, want| have >= want)
            }
            "maximum" | "exclusiveMaximum" | "maxLength" | "maxItems" | "maxProperties" => {
                within(have, want, |have, want| have <= want)
            }
            "required" => names(have).is_superset(&names(Some(want))),
            "properties" | "$defs" | "definitions" => self.implies_each(have, want),
            // More fields in an answer disturb nobody.
            "additionalProperties" if self.direction == Direction::Output && *want == Value::Bool(false) => {
                true
            }
            "items" | "additionalProperties" => self.accepts(have.unwrap_or(&Value::Bool(true)), want),
            "anyOf" | "oneOf" => {
                let narrow = Value::Object(narrow.clone());
                let offered = want.as_array().map_or(&[][..], Vec::as_slice);
                have == Some(want) || offered.iter().any(|choice| self.accepts(&narrow, choice))
            }
            _ => have == Some(want),
        }
    }

    /// What both name is taken by the second. What only one names is new or gone, which is decided elsewhere.
    fn implies_each(&mut self, have: Option<&Value>, want: &Value) -> bool {
        want.as_object().into_iter().flatten().all(|(name, want)| {
            have.and_then(|have| have.get(name))
                .is_none_or(|have| self.accepts(have, want))
        })
    }
}

/// What a value may choose from, where that is said.
fn choices(schema: &Map<String, Value>) -> Option<&[Value]> {
    let offered = schema.get("anyOf").or_else(|| schema.get("oneOf"))?;
    offered.as_array().map(Vec::as_slice)
}

/// The types that a schema takes; nothing when it says nothing of them.
fn types(schema: &Map<String, Value>) -> Option<BTreeSet<&str>> {
    match schema.get("type") {
        Some(Value::String(word)) => Some(BTreeSet::from([word.as_str()])),
        Some(Value::Array(words)) => Some(words.iter().filter_map(Value::as_str).collect()),
        _ => Some(values(schema)?.iter().map(type_of).collect()),
    }
}

fn is_type_within(narrow: &Map<String, Value>, want: &Value) -> bool {
    let wanted: BTreeSet<_> = match want {
        Value::String(word) => BTreeSet::from([word.as_str()]),
        other => names(Some(other)),
    };
    types(narrow).is_some_and(|types| {
        types
            .into_iter()
            .all(|word| wanted.contains(word) || word == "integer" && wanted.contains("number"))
    })
}

/// The only values that a schema takes, where it lists them.
fn values(schema: &Map<String, Value>) -> Option<&[Value]> {
    match (schema.get("enum"), schema.get("const")) {
        (Some(Value::Array(values)), _) => Some(values),
        (None, Some(value)) => Some(std::slice::from_ref(value)),
        _ => None,
    }
}

fn is_value_within(narrow: &Map<String, Value>, want: &[Value]) -> bool {
    let wanted: BTreeSet<String> = want.iter().map(Value::to_string).collect();
    values(narrow).is_some_and(|values| values.iter().all(|value| wanted.contains(&value.to_string())))
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Whether one bound lies within another one. What is no number has to be the same.
fn within(have: Option<&Value>, want: &Value, lies_within: fn(f64, f64) -> bool) -> bool {
    match (have.and_then(Value::as_f64), want.as_f64()) {
        (Some(have), Some(want)) => lies_within(have, want),
        _ => have == Some(want),
    }
}

fn names(value: Option<&Value>) -> BTreeSet<&str> {
    value
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Direction, MOST_STEPS, accepts_all};

    fn takes_all_of(wide: &Value, narrow: &Value) -> bool {
        accepts_all(Direction::Input, narrow, wide)
    }

    /// The first is wider than the second, and not the other way round.
    #[test]
    fn wider_schemas_are_told_from_narrower_ones() {
        let cases = [
            (json!({}), json!({"type": "string"})),
            (json!(true), json!({"enum": [1]})),
            (json!({"type": "number"}), json!({"type": "integer"})),
            (json!({"type": ["string", "null"]}), json!({"type": "string"})),
            (
                json!({"type": ["string", "null"]}),
                json!({"anyOf": [{"type": "string"}]}),
            ),
            (
                json!({"anyOf": [{"type": "string"}, {"type": "null"}]}),
                json!({"type": "string"}),
            ),
            (json!({"type": "string"}), json!({"enum": ["a", "b"]})),
            (json!({"enum": ["a", "b", "c"]}), json!({"enum": ["c", "a"]})),
            (json!({"enum": ["a", "b"]}), json!({"const": "a"})),
            (
                json!({"type": "string"}),
                json!({"type": "string", "pattern": "^a"}),
            ),
            (
                json!({"type": "string", "maxLength": 9}),
                json!({"type": "string", "maxLength": 8}),
            ),
            (json!({"minimum": -1.5}), json!({"minimum": 0})),
            (
                json!({"type": "array"}),
                json!({"type": "array", "items": {"type": "string"}}),
            ),
            (
                json!({"type": "array", "items": {}}),
                json!({"type": "array", "items": {"type": "string"}}),
            ),
            (
                json!({"type": "object"}),
                json!({"type": "object", "additionalProperties": false}),
            ),
            (
                json!({"additionalProperties": {"type": "number"}}),
                json!({"additionalProperties": {"type": "integer"}}),
            ),
            (
                json!({"properties": {"a": {}, "b": {}}}),
                json!({"properties": {"a": {}}}),
            ),
            (
                json!({"properties": {"a": {}}}),
                json!({"properties": {"a": {}}, "required": ["a"]}),
            ),
            (
                json!({"properties": {"p": {"properties": {"a": {}}}}}),
                json!({"properties": {"p": {"properties": {"a": {"type": "string"}}}}}),
            ),
            (
                json!({"$defs": {"p": {}}, "$ref": "#/$defs/p"}),
                json!({"$defs": {"p": {"type": "string"}}, "$ref": "#/$defs/p"}),
            ),
        ];
        for (wide, narrow) in cases {
            assert!(takes_all_of(&wide, &narrow), "{wide} takes all of {narrow}");
            assert!(
                !takes_all_of(&narrow, &wide),
                "{narrow} does not take all of {wide}"
            );
            assert!(takes_all_of(&wide, &wide) && takes_all_of(&narrow, &narrow));
        }
    }

    #[test]
    fn neither_takes_what_the_other_does() {
        let cases = [
            (json!({"type": "string"}), json!({"type": "integer"})),
            (json!({"pattern": "^a"}), json!({"pattern": "^b"})),
            // As draft 4 wrote it.
            (
                json!({"exclusiveMinimum": true}),
                json!({"exclusiveMinimum": false}),
            ),
            (json!({"$ref": "#/$defs/a"}), json!({"$ref": "#/$defs/b"})),
            (json!({"properties": {"a": {}}}), json!({"properties": {"b": {}}})),
        ];
        for (one, other) in cases {
            assert!(
                !takes_all_of(&one, &other) && !takes_all_of(&other, &one),
                "{one} {other}"
            );
        }
    }

    #[test]
    fn words_are_no_rules() {
        let plain = json!({"type": "string"});
        let described =
            json!({"type": "string", "description": "d", "default": "x", "x-order": 1, "examples": ["e"]});
        assert!(takes_all_of(&described, &plain) && takes_all_of(&plain, &described));
        let named = json!({"properties": {"title": {"type": "string"}}});
        let other = json!({"properties": {"title": {"type": "integer"}}});
        assert!(
            !takes_all_of(&named, &other),
            "a property may be called like a keyword"
        );
    }

    #[test]
    fn an_answer_may_have_more_fields_but_not_fewer() {
        let small = json!({"properties": {"a": {}}, "additionalProperties": false});
        let large = json!({"properties": {"a": {}, "b": {}}});
        assert!(accepts_all(Direction::Output, &large, &small));
        assert!(!accepts_all(Direction::Output, &small, &large));
    }

    #[test]
    fn what_takes_too_long_to_compare_counts_as_narrower() {
        let properties = |count: usize, schema: &Value| {
            let all: serde_json::Map<_, _> = (0..count).map(|n| (n.to_string(), schema.clone())).collect();
            json!({"properties": all})
        };
        let (wide, narrow) = (json!({}), json!({"type": "string"}));
        let takes = |count| takes_all_of(&properties(count, &wide), &properties(count, &narrow));
        assert!(takes(MOST_STEPS - 1));
        assert!(!takes(MOST_STEPS));
    }
}
