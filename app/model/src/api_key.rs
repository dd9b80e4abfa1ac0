//! Keys that clients present.

use serde::{Deserialize, Serialize};

use crate::{ApiKeyId, FieldErrors, Problem, Timestamp, Visibility};

mod limits;
mod limits_input;
mod overlap;

pub use limits::{KeyLimits, KeyPlaces};
pub use limits_input::{KeyLimitsInput, KeyReach, MAX_TOOL_PATTERNS};
pub use overlap::{KeyOverlap, RotateKeyInput};

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
    /// What of that it may be used for.
    #[serde(default)]
    pub limits: KeyLimitsInput,
}

impl ApiKeyInput {
    /// A key without limits.
    pub fn unlimited(name: &str, visibility: Visibility) -> Self {
        Self {
            name: name.to_owned(),
            visibility,
            ..Self::default()
        }
    }

    /// Checks the fields; what [`KeyLimitsInput::validate`] leaves to the service, so does this.
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
        errors.check_inside("limits", self.limits.validate());
        errors.into_result()
    }
}

/// A key as callers see it: never the key itself.
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own")]
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
    /// The team that owns it, or the person, when it is somebody else's.
    pub owner: Option<String>,
    /// What of that it may be used for.
    pub limits: KeyLimits,
    /// The names of its places that the caller may see, endpoints first; empty when it is accepted everywhere.
    pub places: Vec<String>,
    /// It is accepted.
    pub active: bool,
    /// From then on it is refused.
    pub expires_at: Option<Timestamp>,
    /// That time is over.
    pub is_expired: bool,
    /// Its text was replaced, and the one before is accepted until then.
    pub replaced_until: Option<Timestamp>,
    /// The caller may change it.
    pub editable: bool,
    /// The caller may give it another text.
    pub rotatable: bool,
    /// Made at.
    pub created_at: Timestamp,
    /// Last accepted at, to the minute.
    pub last_used_at: Option<Timestamp>,
}

impl ApiKeyView {
    /// What a form shows that changes it.
    pub fn input(&self) -> ApiKeyInput {
        ApiKeyInput {
            name: self.name.clone(),
            visibility: self.visibility,
            limits: KeyLimitsInput::of(&self.limits, self.expires_at),
        }
    }
}

/// A new key, or a new text for one: the only time it is shown.
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
