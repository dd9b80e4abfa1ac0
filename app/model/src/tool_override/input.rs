//! The form of a tool in a namespace.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{ArgumentOverride, ToolOverride};
use crate::{FieldErrors, Problem, ToolHints};

/// What a namespace makes of a tool, as a form writes it. What is empty is as the server wrote it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolOverrideInput {
    /// The whole name that clients know it by.
    #[serde(default)]
    pub name: String,
    /// Its title.
    #[serde(default)]
    pub title: String,
    /// Its description.
    #[serde(default)]
    pub description: String,
    /// It changes nothing.
    #[serde(default)]
    pub read_only: HintChoice,
    /// It may destroy something.
    #[serde(default)]
    pub destructive: HintChoice,
    /// Calling twice is calling once.
    #[serde(default)]
    pub idempotent: HintChoice,
    /// It reaches out to the world.
    #[serde(default)]
    pub open_world: HintChoice,
    /// Members of `_meta`, a JSON object.
    #[serde(default)]
    pub meta: String,
    /// Its arguments.
    #[serde(default)]
    pub arguments: Vec<ArgumentInput>,
    /// The version the caller has read; 0 when nothing was said about the tool.
    #[serde(default)]
    pub version: i64,
}

/// An argument in the form of a tool.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArgumentInput {
    /// Its name.
    pub name: String,
    /// Any text is a value for it; otherwise a value is JSON.
    #[serde(default)]
    pub is_text: bool,
    /// What the server gets when the client gives nothing.
    #[serde(default)]
    pub value: String,
    /// Clients neither see nor give it.
    #[serde(default)]
    pub hidden: bool,
    /// Its description.
    #[serde(default)]
    pub description: String,
}

/// What a hint is to say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HintChoice {
    /// What the server says.
    #[default]
    AsIs,
    /// Yes.
    Yes,
    /// No.
    No,
}

// === impl HintChoice ===

impl HintChoice {
    /// All of them, the usual one first.
    pub const ALL: [Self; 3] = [Self::AsIs, Self::Yes, Self::No];

    /// The word on the wire and in forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AsIs => "as_is",
            Self::Yes => "yes",
            Self::No => "no",
        }
    }

    /// What is stored.
    pub fn value(self) -> Option<bool> {
        match self {
            Self::AsIs => None,
            Self::Yes => Some(true),
            Self::No => Some(false),
        }
    }
}

impl From<Option<bool>> for HintChoice {
    fn from(value: Option<bool>) -> Self {
        match value {
            None => Self::AsIs,
            Some(true) => Self::Yes,
            Some(false) => Self::No,
        }
    }
}

// === impl ToolOverrideInput ===

impl ToolOverrideInput {
    /// What it says, when nothing is wrong with it.
    pub fn read(&self) -> Result<ToolOverride, FieldErrors> {
        let mut errors = FieldErrors::new();
        let mut arguments = BTreeMap::new();
        for (at, argument) in self.arguments.iter().enumerate() {
            match argument.read() {
                Ok(read) if read.is_empty() => {}
                Ok(read) => {
                    arguments.insert(argument.name.clone(), read);
                }
                Err(problem) => errors.add(&format!("arguments.{at}.value"), problem),
            }
        }
        let meta = read_object(&self.meta).unwrap_or_else(|problem| {
            errors.add("meta", problem);
            Map::new()
        });
        errors.into_result()?;
        let read = ToolOverride {
            name: text(&self.name),
            title: text(&self.title),
            description: text(&self.description),
            hints: ToolHints {
                read_only: self.read_only.value(),
                destructive: self.destructive.value(),
                idempotent: self.idempotent.value(),
                open_world: self.open_world.value(),
            },
            meta,
            arguments,
        };
        read.validate()?;
        Ok(read)
    }

    /// Checks the fields.
    pub fn validate(&self) -> Result<(), FieldErrors> {
        self.read().map(drop)
    }
}

impl ArgumentInput {
    fn read(&self) -> Result<ArgumentOverride, Problem> {
        let value = if self.value.trim().is_empty() {
            None
        } else if self.is_text {
            Some(Value::String(self.value.clone()))
        } else {
            Some(read_json(&self.value)?)
        };
        Ok(ArgumentOverride {
            value,
            hidden: self.hidden,
            description: text(&self.description),
        })
    }
}

fn text(written: &str) -> Option<String> {
    let trimmed = written.trim();
    (!trimmed.is_empty()).then(|| trimmed.to_owned())
}

fn read_object(written: &str) -> Result<Map<String, Value>, Problem> {
    if written.trim().is_empty() {
        return Ok(Map::new());
    }
    match read_json(written)? {
        Value::Object(object) => Ok(object),
        _ => Err(Problem::NotAnObject),
    }
}

fn read_json(written: &str) -> Result<Value, Problem> {
    serde_json::from_str(written).map_err(|error| Problem::BadJson {
        line: error.line(),
        column: error.column(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{ArgumentInput, HintChoice, ToolOverrideInput};
    use crate::Problem;

    fn argument(is_text: bool, value: &str) -> ArgumentInput {
        ArgumentInput {
            name: "x".to_owned(),
            is_text,
            value: value.to_owned(),
            ..ArgumentInput::default()
        }
    }

    #[test]
    fn an_empty_form_leaves_the_tool_as_it_is() {
        let input = ToolOverrideInput {
            name: " ".to_owned(),
            arguments: vec![argument(false, " ")],
            ..ToolOverrideInput::default()
        };
        assert!(input.read().expect("valid").is_empty());
    }

    #[test]
    fn values_are_texts_or_json() {
        for (input, expected) in [
            (argument(true, "5"), json!("5")),
            (argument(false, " 5 "), json!(5)),
            (argument(false, "null"), json!(null)),
            (argument(false, r#"["a"]"#), json!(["a"])),
        ] {
            let input = ToolOverrideInput {
                arguments: vec![input],
                ..ToolOverrideInput::default()
            };
            let read = input.read().expect("valid");
            assert_eq!(read.arguments["x"].value, Some(expected));
        }
    }

    #[test]
    fn says_where_something_is_wrong() {
        let input = ToolOverrideInput {
            arguments: vec![argument(true, "fine"), argument(false, "main")],
            meta: "[]".to_owned(),
            read_only: HintChoice::Yes,
            ..ToolOverrideInput::default()
        };
        let errors = input.read().expect_err("two mistakes");
        assert_eq!(
            errors.get("arguments.1.value"),
            [Problem::BadJson { line: 1, column: 1 }]
        );
        assert_eq!(errors.get("meta"), [Problem::NotAnObject]);
    }
}
