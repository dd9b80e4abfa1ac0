//! What a change means for those who use the tool.

use serde::{Deserialize, Serialize};

/// What a change means for those who use the tool, from harmless to alarming.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeLevel {
    /// Calls that worked go on working.
    Compatible,
    /// Calls that worked may fail, or answer something that nobody expects.
    Breaking,
    /// It says something that is not meant for people to read.
    Suspicious,
}
