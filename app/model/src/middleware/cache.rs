//! Answers that are given again.

use serde::{Deserialize, Serialize};

use super::{
    patterns,
    setting::{Reader, Setting, Settings, Values},
};
use crate::{FieldErrors, bounds::Bounds};

const SECONDS: Bounds = Bounds::new(1, 24 * 3600);

/// Answers calls of tools that only read (`readOnlyHint`) with what their server answered to the same call a short time ago.
/// Errors are not kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Cache {
    /// How long an answer is good.
    pub seconds: u32,
    /// What one person was answered is for others too. Only for servers that answer everybody the same.
    pub shared: bool,
    /// Patterns of `server__name`, with the server's own names. None is every tool that only reads.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tools: Vec<String>,
}

impl Default for Cache {
    fn default() -> Self {
        Self {
            seconds: 60,
            shared: false,
            tools: Vec::new(),
        }
    }
}

impl Settings for Cache {
    fn describe(&self) -> Vec<Setting> {
        vec![
            Setting::number("seconds", self.seconds),
            Setting::switch("shared", self.shared),
            patterns::setting("tools", &self.tools),
        ]
    }

    fn read(values: &Values) -> Result<Self, FieldErrors> {
        let mut reader = Reader::new(values);
        let cache = Self {
            seconds: reader.needed_number("seconds", SECONDS),
            shared: reader.switch("shared"),
            tools: patterns::read(&mut reader, "tools"),
        };
        reader.finish(cache)
    }
}
