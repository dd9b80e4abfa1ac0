//! Whether calls and results are as the tool's schemas say.

use serde::{Deserialize, Serialize};

use super::setting::{Reader, Setting, Settings, Values};
use crate::FieldErrors;

/// Checks what passes against the schemas of the server (JSON Schema; 2020-12 where they name no other). A call that does not
/// fit is not made: its client gets a result that says what is wrong, so that a model can mend it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Validation {
    /// Arguments of tools.
    pub arguments: bool,
    /// Structured results of tools.
    pub results: bool,
}

impl Default for Validation {
    fn default() -> Self {
        Self {
            arguments: true,
            results: true,
        }
    }
}

impl Settings for Validation {
    fn describe(&self) -> Vec<Setting> {
        vec![
            Setting::switch("arguments", self.arguments),
            Setting::switch("results", self.results),
        ]
    }

    fn read(values: &Values) -> Result<Self, FieldErrors> {
        let reader = Reader::new(values);
        let validation = Self {
            arguments: reader.switch("arguments"),
            results: reader.switch("results"),
        };
        reader.finish(validation)
    }
}
