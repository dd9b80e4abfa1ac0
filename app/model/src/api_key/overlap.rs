//! Another text for a key, and how long the one before is still accepted.

use serde::{Deserialize, Serialize};

/// Another text for a key, as a form asks for it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RotateKeyInput {
    /// How long the one before is accepted as well.
    #[serde(default)]
    pub overlap: KeyOverlap,
}

/// From now on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyOverlap {
    /// Not at all: for a key that somebody else may know.
    None,
    /// An hour.
    Hour,
    /// A day.
    #[default]
    Day,
    /// Seven days.
    Week,
}

impl KeyOverlap {
    /// Every one, the default first.
    pub const ALL: [Self; 4] = [Self::Day, Self::Hour, Self::Week, Self::None];

    /// The word for it in forms.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
        }
    }

    /// In milliseconds.
    pub const fn as_millis(self) -> i64 {
        const HOUR: i64 = 60 * 60 * 1000;
        match self {
            Self::None => 0,
            Self::Hour => HOUR,
            Self::Day => 24 * HOUR,
            Self::Week => 7 * 24 * HOUR,
        }
    }
}
