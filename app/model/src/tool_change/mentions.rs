//! What a definition speaks of beside itself: addresses, and tools of others.

use std::collections::{BTreeSet, HashSet};

use serde_json::Value;

use super::texts;

/// Members whose texts are read by models, wherever they stand.
const WORDS: [&str; 2] = ["description", "title"];

/// What begins an address that something can be sent to.
const SCHEMES: [&str; 4] = ["https://", "http://", "wss://", "ws://"];

/// Shorter names of tools are words that anybody uses.
const SHORTEST_NAME: usize = 4;

/// The hosts that a definition names in words, each with the way to the text.
pub(super) fn hosts(definition: &Value) -> Vec<(String, String)> {
    let mut found = Vec::new();
    each_word_text(definition, |place, text| {
        let lower = text.to_lowercase();
        let after_scheme = SCHEMES.iter().flat_map(|scheme| lower.split(scheme).skip(1));
        let hosts: BTreeSet<String> = after_scheme.filter_map(host).collect();
        found.extend(hosts.into_iter().map(|host| (place.clone(), host)));
    });
    found
}

/// The tools among `names` that a definition names in words, each with the way to the text.
pub(super) fn tools(definition: &Value, names: &HashSet<&str>) -> Vec<(String, String)> {
    let mut found = Vec::new();
    each_word_text(definition, |place, text| {
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
        let words = text
            .split(|c| !is_part(c))
            .map(|word| word.trim_matches(['.', '-']));
        let mentioned: BTreeSet<&str> = words
            .filter(|word| is_name(word) && names.contains(word))
            .collect();
        found.extend(mentioned.into_iter().map(|name| (place.clone(), name.to_owned())));
    });
    found
}

fn each_word_text(definition: &Value, mut on: impl FnMut(String, &str)) {
    texts::each(definition, &mut |way, text| {
        let is_words = way.last().is_some_and(|last| WORDS.contains(&last.as_str()));
        // The name of the member is a text as well.
        if is_words && way.last().is_some_and(|last| last != text) {
            on(way.join("."), text);
        }
    });
}

fn host(rest: &str) -> Option<String> {
    let authority = rest.split(|c: char| c.is_whitespace() || "/?#\"'`<>()[]{},;".contains(c));
    let host = authority.into_iter().next()?.rsplit('@').next()?;
    let host = host.trim_end_matches('.');
    (!host.is_empty()).then(|| host.to_owned())
}

/// It is no word of a language: `read_file`, `readFile`, `repo.read`.
fn is_name(word: &str) -> bool {
    let has_capital_inside = || {
        let letters = word.chars().zip(word.chars().skip(1));
        letters
            .into_iter()
            .any(|(a, b)| a.is_lowercase() && b.is_uppercase())
    };
    word.len() >= SHORTEST_NAME && (word.contains(['_', '-', '.']) || has_capital_inside())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use serde_json::json;

    fn pairs(found: Vec<(String, String)>) -> Vec<String> {
        found
            .into_iter()
            .map(|(place, what)| format!("{place} {what}"))
            .collect()
    }

    #[test]
    fn hosts_are_found_where_models_read() {
        let definition = json!({
            "description": "Sends it to https://User@Evil.example:8443/x?y, and to (http://b.example.).",
            "inputSchema": {
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                "properties": {"a": {"description": "As on wss://c.example"}},
            },
            "icons": [{"src": "https://icons.example/i.png"}],
        });
        let expected = [
            "description b.example",
            "description evil.example:8443",
            "inputSchema.properties.a.description c.example",
        ];
        let mut found = pairs(super::hosts(&definition));
        found.sort();
        assert_eq!(found, expected);
        assert!(super::hosts(&json!({"description": "http:// is a scheme, https is another"})).is_empty());
    }

    #[test]
    fn tools_of_others_are_found_by_names_that_are_no_words() {
        let names = HashSet::from(["send_email", "readFile", "repo.read", "search", "a_b"]);
        let definition = json!({
            "name": "send_email",
            "description": "Instead of send_email, `readFile` or repo.read. Search with search, not a_b or resend_email.",
        });
        let expected = [
            "description readFile",
            "description repo.read",
            "description send_email",
        ];
        assert_eq!(pairs(super::tools(&definition, &names)), expected);
    }
}
