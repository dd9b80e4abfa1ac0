//! A tool in a namespace, with what the namespace makes of it beside what its server wrote.

use serde::{Deserialize, Serialize};

use super::{ArgumentInput, ArgumentOverride, ToolOverride, ToolOverrideInput};
use crate::{NamespaceId, Reference, ToolView};

/// A tool in a namespace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamespaceToolView {
    /// The namespace.
    pub namespace: Reference<NamespaceId>,
    /// The server's name.
    pub server: String,
    /// The tool as its server wrote it, under the name that clients know.
    pub tool: ToolView,
    /// The name that it has without one of its own.
    pub usual_name: String,
    /// `_meta` as the server wrote it, indented JSON; empty when there is none.
    pub meta: String,
    /// Its arguments in the server's order, then those that only the namespace knows of.
    pub arguments: Vec<ArgumentView>,
    /// What the namespace makes of it.
    pub overrides: ToolOverride,
    /// What it made of it before the last change, where there was one.
    pub before: Option<ToolOverride>,
    /// The caller may change it.
    pub editable: bool,
    /// To send back with a change.
    pub version: i64,
}

/// An argument of a tool as its server describes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArgumentView {
    /// Its name.
    pub name: String,
    /// Its type in a word or two, such as `string`; empty when the schema does not say.
    pub kind: String,
    /// Any text is a value for it.
    pub is_text: bool,
    /// Calls need it.
    pub required: bool,
    /// Its description, empty when there is none.
    pub description: String,
    /// What the server takes when nothing is given, as JSON; empty when it does not say.
    pub default: String,
    /// The server does not describe it (any more).
    pub unknown: bool,
}

impl NamespaceToolView {
    /// What the form starts with.
    pub fn input(&self) -> ToolOverrideInput {
        let overrides = self.overrides.clone();
        let arguments = self.arguments.iter().map(|argument| {
            let set = overrides.arguments.get(&argument.name).cloned();
            argument.input(set.unwrap_or_default())
        });
        ToolOverrideInput {
            name: overrides.name.unwrap_or_default(),
            title: overrides.title.unwrap_or_default(),
            description: overrides.description.unwrap_or_default(),
            read_only: overrides.hints.read_only.into(),
            destructive: overrides.hints.destructive.into(),
            idempotent: overrides.hints.idempotent.into(),
            open_world: overrides.hints.open_world.into(),
            meta: if overrides.meta.is_empty() {
                String::new()
            } else {
                serde_json::to_string_pretty(&overrides.meta).unwrap_or_default()
            },
            arguments: arguments.collect(),
            version: self.version,
        }
    }
}

impl ArgumentView {
    fn input(&self, set: ArgumentOverride) -> ArgumentInput {
        // A value that is no text, and the empty one, can only be written as JSON.
        let text = set.value.as_ref().and_then(|value| value.as_str());
        let can_be_typed = set.value.is_none() || text.is_some_and(|text| !text.trim().is_empty());
        let is_text = self.is_text && can_be_typed;
        let value = match (&set.value, text) {
            (None, _) => String::new(),
            (Some(_), Some(text)) if is_text => text.to_owned(),
            (Some(value), _) => value.to_string(),
        };
        ArgumentInput {
            name: self.name.clone(),
            is_text,
            value,
            hidden: set.hidden,
            description: set.description.unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{ArgumentOverride, ArgumentView};
    use crate::ToolOverrideInput;

    fn argument(is_text: bool) -> ArgumentView {
        ArgumentView {
            name: "x".to_owned(),
            kind: String::new(),
            is_text,
            required: false,
            description: String::new(),
            default: String::new(),
            unknown: false,
        }
    }

    #[test]
    fn what_was_saved_is_read_back_from_its_form() {
        for is_text in [true, false] {
            for value in [
                None,
                Some(json!("main")),
                Some(json!("")),
                Some(json!(" ")),
                Some(json!("5")),
                Some(json!(5)),
                Some(json!(null)),
                Some(json!({"a": [1.5]})),
            ] {
                let set = ArgumentOverride {
                    value,
                    hidden: true,
                    description: None,
                };
                let form = ToolOverrideInput {
                    arguments: vec![argument(is_text).input(set.clone())],
                    ..ToolOverrideInput::default()
                };
                let read = form.read().expect("valid");
                assert_eq!(read.arguments["x"], set, "text: {is_text}");
            }
        }
    }
}
