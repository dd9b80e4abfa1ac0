//! Keys that clients present.

use serde::{Deserialize, Serialize};

use crate::{ApiKeyId, FieldErrors, Problem, Timestamp, Visibility};

/// The longest name of a key, in characters.
pub const MAX_API_KEY_NAME: usize = 100;

/// A key as a form writes it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKeyInput {
    /// For people.
    pub name: String,
    /// A public key opens public endpoints; a private one also its owner's private ones.
    #[serde(default)]
    pub visibility: Visibility,
}

impl ApiKeyInput {
    /// Checks the name.
    pub fn validate(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::new();
        match self.name.trim().chars().count() {
            0 => errors.add("name", Problem::Required),
            n if n > MAX_API_KEY_NAME => errors.add(
                "name",
                Problem::TooLong {
                    max: MAX_API_KEY_NAME,
                },
            ),
            _ => {}
        }
        errors.into_result()
    }
}

/// A key as callers see it: never the key itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKeyView {
    /// Id.
    pub id: ApiKeyId,
    /// For people.
    pub name: String,
    /// `sk_mt_` and the first characters, enough to tell keys apart.
    pub hint: String,
    /// What it opens.
    pub visibility: Visibility,
    /// It is accepted.
    pub active: bool,
    /// The caller may change it.
    pub editable: bool,
    /// Made at.
    pub created_at: Timestamp,
    /// Last accepted at, to the minute.
    pub last_used_at: Option<Timestamp>,
}

/// A new key, the only time it is shown.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreatedApiKey {
    /// The key as it will be listed.
    pub view: ApiKeyView,
    /// The key itself, `sk_mt_…`.
    pub key: String,
}

impl std::fmt::Debug for CreatedApiKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CreatedApiKey")
            .field("view", &self.view)
            .finish_non_exhaustive()
    }
}
