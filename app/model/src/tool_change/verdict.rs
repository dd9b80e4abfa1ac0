//! What was decided about a definition of a tool.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Problem;

/// What was decided about a definition of a tool in a namespace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ToolVerdict {
    /// It was there when the namespace began to watch, and nobody looked at it by itself.
    Kept,
    /// Somebody has seen and approved it.
    Approved,
    /// Somebody went back to it.
    Returned,
    /// Somebody does not want it.
    Refused,
}

impl ToolVerdict {
    /// Every verdict.
    pub const ALL: [Self; 4] = [Self::Kept, Self::Approved, Self::Returned, Self::Refused];

    /// The word for it in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Approved => "approved",
            Self::Returned => "returned",
            Self::Refused => "refused",
        }
    }
}

impl FromStr for ToolVerdict {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|verdict| verdict.as_str() == text)
            .ok_or(Problem::UnknownChoice)
    }
}
