//! Definitions that differ in their letters only.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Value};

/// Lists whose order means nothing. Servers that keep sets write them in another order at every start.
const SETS: [&str; 3] = ["required", "enum", "type"];

/// Both are the same JSON but for blanks, the order of members and the order of sets. Such a change would only stand in the
/// way of real ones.
pub fn says_the_same(before: &str, after: &str) -> bool {
    before == after || is_reordered(before, after) && in_order(before) == in_order(after)
}

/// The same bytes in another order. Most texts that differ are told apart by this, without being parsed.
fn is_reordered(before: &str, after: &str) -> bool {
    let sorted = |text: &str| {
        let mut bytes: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
        bytes.sort_unstable();
        bytes
    };
    sorted(before) == sorted(after)
}

/// Nothing for what is no JSON, or could be read in two ways: that is never the same as anything else.
fn in_order(text: &str) -> Result<Value, NoJson> {
    let Unambiguous(mut value) = serde_json::from_str(text).map_err(|_| NoJson)?;
    sort_sets(&mut value);
    Ok(value)
}

struct NoJson;

impl PartialEq for NoJson {
    fn eq(&self, _: &Self) -> bool {
        false
    }
}

/// JSON whose objects name each member once. Of two of one name some readers take the first and others the last, so such
/// a text could say one thing to us and another to a client.
struct Unambiguous(Value);

impl<'de> Deserialize<'de> for Unambiguous {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyJson).map(Self)
    }
}

struct AnyJson;

impl<'de> Visitor<'de> for AnyJson {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut all = Vec::new();
        while let Some(Unambiguous(item)) = items.next_element()? {
            all.push(item);
        }
        Ok(Value::Array(all))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut all = Map::new();
        while let Some((name, Unambiguous(member))) = members.next_entry::<String, _>()? {
            if all.insert(name, member).is_some() {
                return Err(A::Error::custom("a member is named twice"));
            }
        }
        Ok(Value::Object(all))
    }
}

fn sort_sets(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(sort_sets),
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::Array(items) if SETS.contains(&name.as_str()) => {
                        items.sort_by_cached_key(Value::to_string);
                    }
                    other => sort_sets(other),
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::says_the_same;

    #[test]
    fn order_and_blanks_say_nothing() {
        let before =
            r#"{"name":"t","inputSchema":{"required":["a","b"],"properties":{"a":{"enum":[1,2]},"b":{}}}}"#;
        let after = r#"{"inputSchema": {"properties": {"b": {}, "a": {"enum": [2, 1]}}, "required": ["b", "a"]}, "name": "t"}"#;
        assert!(says_the_same(before, after));
        assert!(says_the_same("no JSON", "no JSON"));
    }

    #[test]
    fn anything_else_does() {
        let cases = [
            (r#"{"a":1}"#, r#"{"a":2}"#),
            (r#"{"a":12}"#, r#"{"a":21}"#),
            (r#"{"a":"x y"}"#, r#"{"a":"xy"}"#),
            (r#"{"a":"b","b":"a"}"#, r#"{"a":"a","b":"b"}"#),
            (r#"{"examples":[1,2]}"#, r#"{"examples":[2,1]}"#),
            (r#"{"d":"new"}"#, r#"{"d":"old","d":"new"}"#),
            (r#"{"a":{"d":"live","d":"x"}}"#, r#"{"a":{"d":"evil","d":"x"}}"#),
            ("no JSON", "JSON no"),
        ];
        for (before, after) in cases {
            assert!(!says_the_same(before, after), "{before} {after}");
        }
    }
}
