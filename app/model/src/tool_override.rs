//! What a namespace makes of a tool: another name, other words and hints, and arguments that it sets itself.

mod input;
mod view;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{FieldErrors, Problem, ToolHints, length::at_most};

pub use self::{
    input::{ArgumentInput, HintChoice, ToolOverrideInput},
    view::{ArgumentView, NamespaceToolView},
};

/// Model providers refuse longer names of tools.
pub const MAX_TOOL_NAME: usize = 64;

/// The longest title, in characters.
const MAX_TITLE: usize = 200;

/// The longest description, of a tool or of an argument, in characters.
const MAX_DESCRIPTION: usize = 20_000;

/// Arguments of one tool that a namespace has something to say about.
const MAX_ARGUMENTS: usize = 200;

/// The largest value of an argument or of `_meta`, in bytes of JSON.
const MAX_VALUE: usize = 20_000;

/// What a namespace makes of a tool. What it says nothing about is as the server wrote it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct ToolOverride {
    /// The whole name that clients know it by, in place of the one that the naming policy makes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Its description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Its hints, one by one.
    #[serde(skip_serializing_if = "is_default")]
    pub hints: ToolHints,
    /// Members of `_meta`, beside those of the server or in their place; `null` takes one away.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub meta: Map<String, Value>,
    /// Its arguments, by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub arguments: BTreeMap<String, ArgumentOverride>,
}

/// What a namespace makes of an argument.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct ArgumentOverride {
    /// What the server gets when the client gives nothing; the argument is not required any more.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "even_null")]
    pub value: Option<Value>,
    /// Clients neither see nor give it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub hidden: bool,
    /// Its description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

impl ToolOverride {
    /// It leaves the tool as its server wrote it.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Checks the fields. Whether the tool has such arguments is not asked: it may get them, and a value that nobody
    /// takes harms nobody.
    pub fn validate(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::new();
        if let Some(name) = &self.name {
            errors.check("name", check_tool_name(name));
        }
        let (title, description) = (self.title.as_deref(), self.description.as_deref());
        errors.check("title", at_most(title.unwrap_or_default(), MAX_TITLE));
        errors.check(
            "description",
            at_most(description.unwrap_or_default(), MAX_DESCRIPTION),
        );
        errors.check("meta", check_size(&self.meta));
        if self.arguments.len() > MAX_ARGUMENTS {
            errors.add("arguments", Problem::TooMany { max: MAX_ARGUMENTS });
        }
        for (name, argument) in &self.arguments {
            let description = argument.description.as_deref().unwrap_or_default();
            errors.check(
                &format!("arguments.{name}.description"),
                at_most(description, MAX_DESCRIPTION),
            );
            errors.check(&format!("arguments.{name}.value"), check_size(&argument.value));
        }
        errors.into_result()
    }
}

impl ArgumentOverride {
    /// It leaves the argument as the server wrote it.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A name that every client and model provider takes: letters, digits, `_`, `-` and `.`, at most [`MAX_TOOL_NAME`].
pub fn check_tool_name(name: &str) -> Result<(), Problem> {
    if name.is_empty() {
        return Err(Problem::Required);
    }
    if name.chars().count() > MAX_TOOL_NAME {
        return Err(Problem::TooLong { max: MAX_TOOL_NAME });
    }
    let is_accepted = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    if !name.chars().all(is_accepted) {
        return Err(Problem::BadToolName);
    }
    Ok(())
}

fn check_size(value: &impl Serialize) -> Result<(), Problem> {
    let size = serde_json::to_vec(value).map_or(usize::MAX, |json| json.len());
    if size > MAX_VALUE {
        return Err(Problem::TooLong { max: MAX_VALUE });
    }
    Ok(())
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// `null` is a value like any other, and not the absence of one.
fn even_null<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{ToolOverride, check_tool_name};
    use crate::Problem;

    #[test]
    fn is_written_as_short_as_it_is() {
        let json = r#"{"name":"repo.read","hints":{"readOnly":true},"arguments":{"branch":{"value":"main","hidden":true},"path":{"value":null}}}"#;
        let read: ToolOverride = serde_json::from_str(json).expect("valid");
        assert_eq!(read.arguments["path"].value, Some(json!(null)));
        assert_eq!(read.hints.read_only, Some(true));
        assert_eq!(serde_json::to_string(&read).expect("writes"), json);
        assert_eq!(
            serde_json::to_string(&ToolOverride::default()).expect("writes"),
            "{}"
        );
        assert!(ToolOverride::default().is_empty() && !read.is_empty());
    }

    #[test]
    fn names_the_field_that_is_not_known() {
        let error = serde_json::from_str::<ToolOverride>(r#"{"titel":"x"}"#).expect_err("a typo");
        assert!(error.to_string().contains("titel"), "{error}");
    }

    #[test]
    fn refuses_names_that_some_client_would_not_take() {
        assert_eq!(check_tool_name("repo.read-all_2"), Ok(()));
        assert_eq!(check_tool_name(""), Err(Problem::Required));
        assert_eq!(check_tool_name("read file"), Err(Problem::BadToolName));
        assert_eq!(check_tool_name("läse"), Err(Problem::BadToolName));
        assert_eq!(
            check_tool_name(&"x".repeat(65)),
            Err(Problem::TooLong { max: 64 })
        );
    }

    #[test]
    fn bounds_what_it_says() {
        let long = ToolOverride {
            title: Some("x".repeat(201)),
            meta: json!({ "x": "y".repeat(20_000) })
                .as_object()
                .expect("an object")
                .clone(),
            ..ToolOverride::default()
        };
        let errors = long.validate().expect_err("too long");
        assert_eq!(errors.get("title"), [Problem::TooLong { max: 200 }]);
        assert_eq!(errors.get("meta"), [Problem::TooLong { max: 20_000 }]);
    }
}
