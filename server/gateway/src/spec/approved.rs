//! Definitions of tools that somebody approved.

use std::{collections::HashMap, sync::Arc};

use model::says_the_same;

use crate::Definition;

/// What tools of a server said when they were approved, by the server's names for them. Whoever adds to it decides; the
/// gateway only compares, so that nothing is shown in the moment before somebody could decide.
#[derive(Debug, Clone, Default)]
pub struct ApprovedTools(HashMap<String, Arc<str>>);

impl ApprovedTools {
    /// The tool is as it was approved. Blanks and the order of members say nothing.
    pub(crate) fn has(&self, tool: &Definition) -> bool {
        let approved = self.0.get(&tool.name);
        approved.is_some_and(|approved| says_the_same(approved, tool.definition.get()))
    }
}

impl FromIterator<(String, Arc<str>)> for ApprovedTools {
    fn from_iter<I: IntoIterator<Item = (String, Arc<str>)>>(tools: I) -> Self {
        Self(tools.into_iter().collect())
    }
}
