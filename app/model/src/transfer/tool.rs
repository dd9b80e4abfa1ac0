//! A tool of a server in a declared namespace.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::ToolOverride;

const ENABLED: &str = "enabled";

/// `false` hides the tool, `true` shows it, and an object says what else is made of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Value", into = "Value")]
pub struct ToolDeclaration {
    /// Clients see it.
    pub enabled: bool,
    /// What is made of it.
    pub overrides: ToolOverride,
}

impl From<bool> for ToolDeclaration {
    fn from(enabled: bool) -> Self {
        Self {
            enabled,
            overrides: ToolOverride::default(),
        }
    }
}

impl TryFrom<Value> for ToolDeclaration {
    type Error = String;

    fn try_from(value: Value) -> Result<Self, String> {
        let mut object = match value {
            Value::Bool(enabled) => return Ok(enabled.into()),
            Value::Object(object) => object,
            _ => return Err("a tool is `true`, `false` or what is made of it".to_owned()),
        };
        let enabled = match object.remove(ENABLED) {
            None => true,
            Some(Value::Bool(enabled)) => enabled,
            Some(_) => return Err(format!("`{ENABLED}` of a tool is `true` or `false`")),
        };
        let overrides = serde_json::from_value(Value::Object(object)).map_err(|error| error.to_string())?;
        Ok(Self { enabled, overrides })
    }
}

impl From<ToolDeclaration> for Value {
    fn from(tool: ToolDeclaration) -> Self {
        if tool.overrides.is_empty() {
            return Self::Bool(tool.enabled);
        }
        let mut object = serde_json::to_value(tool.overrides).unwrap_or_default();
        if let (false, Some(object)) = (tool.enabled, object.as_object_mut()) {
            object.insert(ENABLED.to_owned(), Self::Bool(false));
        }
        object
    }
}

#[cfg(test)]
mod tests {
    use super::ToolDeclaration;

    fn read(json: &str) -> Result<ToolDeclaration, serde_json::Error> {
        serde_json::from_str(json)
    }

    #[test]
    fn is_a_switch_or_what_is_made_of_it() {
        for json in [
            "false",
            "true",
            r#"{"name":"repo.read"}"#,
            r#"{"arguments":{"branch":{"hidden":true,"value":"main"}},"enabled":false}"#,
        ] {
            let tool = read(json).expect("valid");
            assert_eq!(serde_json::to_string(&tool).expect("writes"), json);
        }
        assert!(!read(r#"{"enabled":false}"#).expect("valid").enabled);
    }

    #[test]
    fn says_what_is_wrong() {
        for (json, word) in [
            (r#"{"titel":"x"}"#, "titel"),
            (r#"{"enabled":"no"}"#, "enabled"),
            ("5", "true"),
        ] {
            let error = read(json).expect_err("wrong").to_string();
            assert!(error.contains(word), "{error}");
        }
    }
}
