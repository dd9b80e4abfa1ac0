//! How much may pass at once.

use serde::{Deserialize, Serialize};

use super::setting::{Reader, Setting, Settings, Values};
use crate::{FieldErrors, bounds::Bounds};

/// In KiB, up to 1 GiB.
const KIB: Bounds = Bounds::new(1, 1024 * 1024);

/// Bounds of what goes to servers and of what comes back, in KiB. Models read no megabytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SizeLimit {
    /// Of arguments; nothing is no bound of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arguments: Option<u32>,
    /// Of results.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<u32>,
    /// What becomes of larger results.
    pub excess: Excess,
}

/// What becomes of a result that is too large.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Excess {
    /// Its texts are cut and say so; what is no text, and structured content, is left out.
    #[default]
    Cut,
    /// The client gets an error in its place.
    Refuse,
}

words!(Excess: Cut = "cut", Refuse = "refuse");

const EXCESS: &[&str] = &["cut", "refuse"];

impl Default for SizeLimit {
    fn default() -> Self {
        Self {
            arguments: None,
            result: Some(256),
            excess: Excess::Cut,
        }
    }
}

impl Settings for SizeLimit {
    fn describe(&self) -> Vec<Setting> {
        vec![
            Setting::number("arguments", self.arguments),
            Setting::number("result", self.result),
            Setting::choice("excess", EXCESS, self.excess.as_str()),
        ]
    }

    fn read(values: &Values) -> Result<Self, FieldErrors> {
        let mut reader = Reader::new(values);
        let limit = Self {
            arguments: reader.number("arguments", KIB),
            result: reader.number("result", KIB),
            excess: reader.choice("excess", Excess::Cut),
        };
        reader.finish(limit)
    }
}
