//! The parts of a definition that can change.

use serde::{Deserialize, Serialize};

use super::ChangeLevel;

/// One part that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartChange {
    /// Which one.
    pub part: ChangedPart,
    /// What it means by itself: compatible or breaking.
    pub level: ChangeLevel,
    /// What stood there before: a text as it is, anything else as indented JSON.
    pub before: Option<String>,
    /// What stands there now.
    pub after: Option<String>,
}

/// A part of a definition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangedPart {
    /// The title.
    Title,
    /// The description.
    Description,
    /// An argument.
    Argument {
        /// Its name.
        name: String,
        /// What happened to it.
        change: FieldChange,
    },
    /// What the input schema says beside its properties.
    InputSchema,
    /// A field of the structured output.
    OutputField {
        /// Its name.
        name: String,
        /// What happened to it.
        change: FieldChange,
    },
    /// What the output schema says beside its properties.
    OutputSchema,
    /// The hints about its behaviour.
    Annotations,
    /// Another member of the definition.
    Other {
        /// Its name.
        name: String,
    },
    /// All of it: one of the definitions is not a JSON object.
    Definition,
}

impl ChangedPart {
    /// The name that the server gave to it.
    pub(super) fn name_mut(&mut self) -> Option<&mut String> {
        match self {
            Self::Argument { name, .. } | Self::OutputField { name, .. } | Self::Other { name } => Some(name),
            Self::Title
            | Self::Description
            | Self::InputSchema
            | Self::OutputSchema
            | Self::Annotations
            | Self::Definition => None,
        }
    }
}

/// What happened to an argument or to a field of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldChange {
    /// It is new and may be left out.
    Added,
    /// It is new and always there.
    AddedRequired,
    /// It is gone.
    Removed,
    /// It may not be left out any more.
    BecameRequired,
    /// It may be left out now.
    BecameOptional,
    /// It takes the same values, and something else is said about it.
    Described,
    /// Its schema changed, and who kept to the schema before still does.
    StillFits,
    /// Its schema changed, and who kept to the schema before may not any more.
    NoLongerFits,
}
