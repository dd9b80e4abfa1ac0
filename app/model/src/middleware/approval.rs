//! Calls that a person has to allow.

use serde::{Deserialize, Serialize};

use super::{
    patterns,
    setting::{Reader, Setting, Settings, Values},
};
use crate::{FieldErrors, bounds::Bounds};

const SECONDS: Bounds = Bounds::new(10, 3600);

/// Parks calls until a person has seen their arguments and allowed them, once and for exactly these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Approval {
    /// Every tool that does not say that it only reads.
    pub writing: bool,
    /// Patterns of `server__name`, with the server's own names, that are asked about besides.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tools: Vec<String>,
    /// How long a call waits before it is refused.
    pub seconds: u32,
}

impl Default for Approval {
    fn default() -> Self {
        Self {
            writing: true,
            tools: Vec::new(),
            seconds: 300,
        }
    }
}

impl Settings for Approval {
    fn describe(&self) -> Vec<Setting> {
        vec![
            Setting::switch("writing", self.writing),
            patterns::setting("tools", &self.tools),
            Setting::number("seconds", self.seconds),
        ]
    }

    fn read(values: &Values) -> Result<Self, FieldErrors> {
        let mut reader = Reader::new(values);
        let approval = Self {
            writing: reader.switch("writing"),
            tools: patterns::read(&mut reader, "tools"),
            seconds: reader.needed_number("seconds", SECONDS),
        };
        reader.finish(approval)
    }
}
