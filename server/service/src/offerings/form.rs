//! How an offering is written down. Tools have a table of their own.

use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

use gateway::{CacheHint, Capabilities, Definition, Offering};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// The stored form. A text that is not exactly of this form was written by another version, which may not have known
/// all of it: it does not count, and the server is asked anew.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form<'a> {
    #[serde(with = "CapabilitiesForm")]
    capabilities: Capabilities,
    extras: Cow<'a, BTreeMap<String, String>>,
    #[serde(borrow)]
    instructions: Cow<'a, str>,
    #[serde(with = "HintForm")]
    hint: CacheHint,
    #[serde(borrow)]
    prompts: Vec<Entry<'a>>,
    #[serde(borrow)]
    resources: Vec<Entry<'a>>,
    #[serde(borrow)]
    templates: Vec<Entry<'a>>,
}

/// Does not compile when the gateway knows another capability.
#[expect(clippy::struct_excessive_bools, reason = "it mirrors the gateway's")]
#[derive(Serialize, Deserialize)]
#[serde(remote = "Capabilities", deny_unknown_fields)]
struct CapabilitiesForm {
    prompts: bool,
    resources: bool,
    subscriptions: bool,
    completions: bool,
    logging: bool,
    announces_changes: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "CacheHint", deny_unknown_fields)]
struct HintForm {
    ttl_ms: Option<u64>,
    is_private: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow)]
    definition: &'a RawValue,
}

/// The stored form of everything but tools. The same offering makes the same text.
pub(super) fn write(offering: &Offering) -> String {
    let form = Form {
        capabilities: offering.capabilities,
        extras: Cow::Borrowed(&offering.extras),
        instructions: Cow::Borrowed(&offering.instructions),
        hint: offering.hint,
        prompts: entries(&offering.prompts),
        resources: entries(&offering.resources),
        templates: entries(&offering.templates),
    };
    serde_json::to_string(&form).expect("texts and raw JSON can always be written")
}

/// An offering without its tools, from its stored form.
pub(crate) fn read(text: &str) -> serde_json::Result<Offering> {
    let form: Form<'_> = serde_json::from_str(text)?;
    Ok(Offering {
        capabilities: form.capabilities,
        extras: form.extras.into_owned(),
        instructions: form.instructions.into_owned(),
        hint: form.hint,
        tools: Vec::new(),
        prompts: definitions(form.prompts),
        resources: definitions(form.resources),
        templates: definitions(form.templates),
    })
}

fn entries(definitions: &[Definition]) -> Vec<Entry<'_>> {
    definitions
        .iter()
        .map(|definition| Entry {
            name: Cow::Borrowed(&definition.name),
            definition: &definition.definition,
        })
        .collect()
}

fn definitions(entries: Vec<Entry<'_>>) -> Vec<Definition> {
    entries
        .into_iter()
        .map(|entry| Definition {
            name: entry.name.into_owned(),
            definition: Arc::from(entry.definition.to_owned()),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use gateway::{CacheHint, Capabilities, Definition, Offering};
    use serde_json::value::RawValue;

    use super::{read, write};

    fn definition(name: &str, json: &str) -> Definition {
        Definition {
            name: name.to_owned(),
            definition: Arc::from(RawValue::from_string(json.to_owned()).expect("JSON")),
        }
    }

    #[test]
    fn definitions_survive_byte_for_byte() {
        let odd = "{ \"name\":\"a\\u0000b\",\n \"n\":1.0,\"e\":1e5,\"big\":123456789012345678901234567890, \"é\":[ ] }";
        let offering = Offering {
            capabilities: Capabilities {
                prompts: true,
                announces_changes: true,
                ..Capabilities::default()
            },
            extras: [("tasks".to_owned(), r#"{"list":{ }}"#.to_owned())].into(),
            instructions: "Say \"please\".\n日本".to_owned(),
            hint: CacheHint {
                ttl_ms: Some(300_000),
                is_private: true,
            },
            tools: Vec::new(),
            prompts: vec![definition("a\0b", odd)],
            resources: vec![definition("file:///x", r#"{"uri":"file:///x"}"#)],
            templates: vec![definition("db://{t}", r#"{"uriTemplate":"db://{t}"}"#)],
        };
        assert_eq!(read(&write(&offering)).expect("what was written"), offering);
    }

    #[test]
    fn the_form_of_another_version_does_not_count() {
        let today = write(&Offering::default());
        assert!(read(&today).is_ok());
        for other in [
            today.replace("\"prompts\":[],", ""),
            today.replace("\"logging\":false,", ""),
            today.replacen('{', "{\"more\":1,", 1),
            "{}".to_owned(),
        ] {
            assert_ne!(other, today);
            assert!(read(&other).is_err(), "{other}");
        }
    }
}
