//! JSON-RPC 2.0 read a second time, slowly and without anything of ours.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, Visitor},
};
use serde_json::value::RawValue;

/// The members of an object in their order, each as its name and its raw value.
struct Members(Vec<(String, String)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;

        impl<'de> Visitor<'de> for Pairs {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, Box<RawValue>>()? {
                    members.push((name, value.get().to_owned()));
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Pairs)
    }
}

pub(super) fn is_json(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text).is_ok()
}

/// `None` when the text is not an object, or a name is not text.
pub(super) fn members(text: &str) -> Option<Vec<(String, String)>> {
    serde_json::from_str::<Members>(text)
        .ok()
        .map(|members| members.0)
}

/// The members with some values replaced, or added at the end.
pub(super) fn replaced(members: &[(String, String)], changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut members = members.to_vec();
    for (name, value) in changes {
        match members.iter_mut().find(|(member, _)| member == name) {
            Some((_, old)) => (*value).clone_into(old),
            None => members.push(((*name).to_owned(), (*value).to_owned())),
        }
    }
    members
}

/// A message of JSON-RPC 2.0 as the Model Context Protocol has it, in an object that no two parsers read differently.
pub(super) fn is_message(text: &str) -> bool {
    let Some(members) = members(text) else {
        return false;
    };
    let names: Vec<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
    let is_twice = |at: usize| names[..at].contains(&names[at]);
    if (0..names.len()).any(is_twice) || names.iter().any(|name| is_lookalike(name)) {
        return false;
    }
    let raw = |key: &str| {
        members
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value.as_str())
    };
    let string = |key: &str| raw(key).and_then(|value| serde_json::from_str::<String>(value).ok());
    let begins = |key: &str, with: &[char]| raw(key).is_some_and(|value| value.starts_with(with));
    let has_id = begins(
        "id",
        &['"', '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    );
    let id_is_null = raw("id") == Some("null");
    let has_no_id = raw("id").is_none();
    if string("jsonrpc").as_deref() != Some("2.0")
        || !(matches!(raw("params"), None | Some("null")) || begins("params", &['{']))
    {
        return false;
    }
    match (raw("method"), raw("result"), raw("error")) {
        (Some(_), None, None) => string("method").is_some() && (has_id || has_no_id),
        (None, Some(_), None) => has_id,
        (None, None, Some(_)) => begins("error", &['{']) && (has_id || id_is_null || has_no_id),
        _ => false,
    }
}

/// A name of the protocol in other letters.
fn is_lookalike(name: &str) -> bool {
    let protocol = ["jsonrpc", "id", "method", "params", "result", "error"];
    let lower = name.to_ascii_lowercase();
    lower != name && protocol.contains(&lower.as_str())
}
