//! The capabilities that a server declares, in either era.

use std::collections::BTreeMap;

use serde_json::{Value, value::RawValue};

use crate::{raw::RawObject, spec::Capabilities};

/// What the gateway itself knows how to serve.
const KNOWN: [&str; 5] = ["tools", "prompts", "resources", "completions", "logging"];

/// Reads `capabilities`: what we know, and the rest as it was written.
pub(super) fn declared(capabilities: Option<&RawValue>) -> (Capabilities, BTreeMap<String, String>) {
    let text = capabilities.map_or("{}", RawValue::get);
    let object = RawObject::parse(text, &[]).unwrap_or_default();
    let has = |feature: &str| object.get(feature).is_some_and(|value| value.get() != "null");
    let flag = |feature: &str, flag: &str| {
        let value = object
            .get(feature)
            .and_then(|value| serde_json::from_str::<Value>(value.get()).ok());
        value.is_some_and(|value| value[flag] == true)
    };
    let capabilities = Capabilities {
        prompts: has("prompts"),
        resources: has("resources"),
        subscriptions: flag("resources", "subscribe"),
        completions: has("completions"),
        logging: has("logging"),
        announces_changes: ["tools", "prompts", "resources"]
            .iter()
            .any(|feature| flag(feature, "listChanged")),
    };
    let others = object
        .fields()
        .iter()
        .filter(|field| !KNOWN.contains(&&*field.key));
    let extras = others
        .map(|field| (field.key.clone().into_owned(), field.value.get().to_owned()))
        .collect();
    (capabilities, extras)
}

#[cfg(test)]
mod tests {
    use serde_json::value::RawValue;

    use super::declared;

    #[test]
    fn reads_what_it_knows_and_keeps_the_rest() {
        let raw = RawValue::from_string(
            r#"{"prompts":{"listChanged":true},"resources":{"subscribe":true},"logging":{},"extensions":{"a/b":{"n":1.0}}}"#
                .to_owned(),
        )
        .expect("JSON");
        let (capabilities, extras) = declared(Some(&raw));
        assert!(capabilities.prompts && capabilities.resources && capabilities.logging);
        assert!(capabilities.subscriptions && capabilities.announces_changes && !capabilities.completions);
        assert_eq!(extras["extensions"], r#"{"a/b":{"n":1.0}}"#);
        assert_eq!(extras.len(), 1);
    }
}
