//! Arguments for a person to read: indented, and with every text as it is behind its escapes. Nothing is left out, not even
//! what stands twice, since a server may take the one or the other.

use std::fmt::{self, Write};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;

/// What lies deeper stands in one line, as it was written.
const MAX_DEPTH: usize = 32;

/// Members of an object, all of them and in their order.
struct Members(Vec<(String, Box<RawValue>)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}

/// The same JSON for a person.
pub(super) fn readable(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    write_value(&mut out, json.trim(), 0);
    out
}

fn write_value(out: &mut String, json: &str, depth: usize) {
    match json.as_bytes().first() {
        Some(b'"') => match serde_json::from_str::<String>(json) {
            Ok(text) => out.push_str(&quoted(&text)),
            // Half of a character in escapes is no text.
            Err(_) => out.push_str(json),
        },
        Some(b'{') if depth < MAX_DEPTH => match serde_json::from_str::<Members>(json) {
            Ok(Members(members)) => write_all(out, ('{', '}'), depth, members, |out, (name, value)| {
                // Writing to a text succeeds.
                let _ = write!(out, "{}: ", quoted(&name));
                write_value(out, value.get(), depth + 1);
            }),
            Err(_) => out.push_str(json),
        },
        Some(b'[') if depth < MAX_DEPTH => match serde_json::from_str::<Vec<Box<RawValue>>>(json) {
            Ok(values) => write_all(out, ('[', ']'), depth, values, |out, value| {
                write_value(out, value.get(), depth + 1);
            }),
            Err(_) => out.push_str(json),
        },
        _ => out.push_str(json),
    }
}

fn write_all<T>(
    out: &mut String,
    (open, close): (char, char),
    depth: usize,
    entries: Vec<T>,
    mut write_entry: impl FnMut(&mut String, T),
) {
    const INDENT: &str = "  ";
    out.push(open);
    let is_empty = entries.is_empty();
    for (at, entry) in entries.into_iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        out.push('\n');
        out.push_str(&INDENT.repeat(depth + 1));
        write_entry(out, entry);
    }
    if !is_empty {
        out.push('\n');
        out.push_str(&INDENT.repeat(depth));
    }
    out.push(close);
}

/// Only what JSON cannot do without is escaped.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::readable;

    #[test]
    fn everything_can_be_read() {
        for (json, expected) in [
            ("{}", "{}"),
            (" [ ] ", "[]"),
            (
                r#"{"a":1,"b":[true,null]}"#,
                "{\n  \"a\": 1,\n  \"b\": [\n    true,\n    null\n  ]\n}",
            ),
            // What is hidden by escapes, and what stands twice.
            (
                r#"{"\u0063md":"\u0072m -rf \/"}"#,
                "{\n  \"cmd\": \"rm -rf /\"\n}",
            ),
            (r#"{"a":1,"a":2}"#, "{\n  \"a\": 1,\n  \"a\": 2\n}"),
            // A number as it was written.
            (r#"{"n":1.0e400}"#, "{\n  \"n\": 1.0e400\n}"),
            (r#"{"s":"\ud800"}"#, "{\n  \"s\": \"\\ud800\"\n}"),
        ] {
            assert_eq!(readable(json), expected);
        }
    }

    #[test]
    fn what_is_deep_has_an_end() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(readable(&deep).len() >= deep.len());
    }
}
