//! Calling a tool from a page.

use serde::{Deserialize, Serialize, de::IgnoredAny};

use crate::{Failure, FieldErrors, Problem, ToolHints};

/// The longest arguments that are typed into a form, in bytes.
const MAX_ARGUMENTS: usize = 64 * 1024;
/// The longest name of a tool, in bytes.
const MAX_TOOL: usize = 512;

/// A call, as a form writes it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolCallInput {
    /// The tool's name as clients see it.
    pub tool: String,
    /// A JSON object; nothing at all stands for an empty one.
    pub arguments: String,
}

impl ToolCallInput {
    /// Checks what can be checked without knowing the tool.
    pub fn validate(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::new();
        if self.tool.is_empty() {
            errors.add("tool", Problem::Required);
        }
        if self.is_too_long() {
            errors.add("arguments", Problem::TooLong { max: MAX_ARGUMENTS });
        } else {
            errors.check("arguments", check_object(self.arguments_or_none()));
        }
        errors.into_result()
    }

    /// More than anybody types: it is not worth keeping.
    pub fn is_too_long(&self) -> bool {
        self.arguments.len() > MAX_ARGUMENTS || self.tool.len() > MAX_TOOL
    }

    /// The arguments to send.
    pub fn arguments_or_none(&self) -> &str {
        let arguments = self.arguments.trim();
        if arguments.is_empty() { "{}" } else { arguments }
    }
}

/// The text is a JSON object.
pub(crate) fn check_object(text: &str) -> Result<(), Problem> {
    // Looked at but not kept: numbers of any size stay as they were written.
    match serde_json::from_str::<IgnoredAny>(text) {
        Err(error) => Err(Problem::BadJson {
            line: error.line(),
            column: error.column(),
        }),
        Ok(_) if text.starts_with('{') => Ok(()),
        Ok(_) => Err(Problem::NotAnObject),
    }
}

/// A tool that can be called from a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallableTool {
    /// Its name as clients see it.
    pub name: String,
    /// The first line of its description; empty when it has none.
    pub about: String,
    /// What it says about its behaviour.
    pub hints: ToolHints,
    /// A JSON object with everything that it asks for, to be filled.
    pub arguments: String,
}

/// The latest call from a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolTrial {
    /// What was asked for.
    pub input: ToolCallInput,
    /// What came back; `None` when the call was not even made.
    pub answer: Option<ToolAnswer>,
}

/// What came back of a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "answer", content = "detail", rename_all = "snake_case")]
pub enum ToolAnswer {
    /// The tool's result.
    Result {
        /// Its text; for results that are more than text, the whole as JSON.
        text: String,
        /// The tool says that it failed.
        is_error: bool,
    },
    /// The gateway or the server refused the call, and says why.
    Refused(String),
    /// The server could not be asked, or did not answer.
    Failed(Failure),
}

#[cfg(test)]
mod tests {
    use super::ToolCallInput;
    use crate::Problem;

    fn problems(arguments: &str) -> Vec<Problem> {
        let input = ToolCallInput {
            tool: "echo".to_owned(),
            arguments: arguments.to_owned(),
        };
        let errors = input.validate().err().unwrap_or_default();
        errors.get("arguments").to_vec()
    }

    #[test]
    fn arguments_are_an_object_or_nothing() {
        for good in ["", "  \n", "{}", r#" {"a": 1e999, "b": [{}]} "#] {
            assert_eq!(problems(good), [], "{good}");
        }
        for other in ["[]", "1", "\"{}\"", "null"] {
            assert_eq!(problems(other), [Problem::NotAnObject], "{other}");
        }
        let broken = Problem::BadJson { line: 2, column: 8 };
        assert_eq!(problems("{\n  \"a\": oops\n}"), [broken]);
    }

    #[test]
    fn arguments_have_a_bound() {
        let long = format!("{{\"a\": \"{}\"}}", "x".repeat(super::MAX_ARGUMENTS));
        let max = super::MAX_ARGUMENTS;
        assert_eq!(problems(&long), [Problem::TooLong { max }]);
    }

    #[test]
    fn a_call_names_its_tool() {
        let errors = ToolCallInput::default().validate().expect_err("no tool");
        assert_eq!(errors.get("tool"), [Problem::Required]);
    }
}
