//! What clients neither see nor reach.

use serde::{Deserialize, Serialize};

use super::{
    patterns,
    setting::{Reader, Setting, Settings, Values},
};
use crate::FieldErrors;

/// Hides tools, prompts and resources by pattern, beside the tools that are switched off one by one. The patterns are of
/// `server__name` with the server's own names, whatever the namespace makes of them, and of URIs; `*` and `?` leave
/// something open.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Filter {
    /// Tools.
    pub tools: Vec<String>,
    /// Prompts.
    pub prompts: Vec<String>,
    /// URIs of resources, and URI templates.
    pub resources: Vec<String>,
}

impl Settings for Filter {
    fn describe(&self) -> Vec<Setting> {
        vec![
            patterns::setting("tools", &self.tools),
            patterns::setting("prompts", &self.prompts),
            patterns::setting("resources", &self.resources),
        ]
    }

    fn read(values: &Values) -> Result<Self, FieldErrors> {
        let mut reader = Reader::new(values);
        let filter = Self {
            tools: patterns::read(&mut reader, "tools"),
            prompts: patterns::read(&mut reader, "prompts"),
            resources: patterns::read(&mut reader, "resources"),
        };
        reader.finish(filter)
    }
}
