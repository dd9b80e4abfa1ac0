//! What happened to a tool.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Problem;

/// What happened to a tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ToolChangeKind {
    /// It is listed now. With a definition before, it came back.
    Added,
    /// It is listed with another definition.
    Changed,
    /// It is not listed any more.
    Removed,
}

impl ToolChangeKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Added, Self::Changed, Self::Removed];

    /// The word for it in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Removed => "removed",
        }
    }
}

impl FromStr for ToolChangeKind {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or(Problem::UnknownChoice)
    }
}
