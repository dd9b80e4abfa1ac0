//! Keys that clients present.

use serde::{Deserialize, Serialize};

use crate::{ApiKeyId, EndpointId, FieldErrors, NamespaceId, Problem, Timestamp, Visibility};

mod limits;
mod overlap;

pub use limits::{KeyLimits, KeyPlaces, KeyReach, MAX_TOOL_PATTERNS};
pub use overlap::KeyOverlap;

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
    /// Where it is accepted.
    #[serde(default)]
    pub reach: KeyReach,
    /// The endpoints, with [`KeyReach::Chosen`].
    #[serde(default)]
    pub endpoints: Vec<EndpointId>,
    /// The namespaces whose endpoints, with [`KeyReach::Chosen`].
    #[serde(default)]
    pub namespaces: Vec<NamespaceId>,
    /// As [`KeyLimits::tools`], one a line.
    #[serde(default)]
    pub tools: String,
    /// The last day on which it is accepted, such as `2026-12-31`, until midnight UTC; empty for no end.
    #[serde(default)]
    pub last_day: String,
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

    /// Checks the fields; whether the places exist, and whether the last day is over, is the service's to judge.
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
        if self.reach == KeyReach::Chosen && self.endpoints.is_empty() && self.namespaces.is_empty() {
            errors.add("endpoints", Problem::Required);
        }
        errors.check("tools", limits::check_patterns(&limits::patterns(&self.tools)));
        if !self.last_day.trim().is_empty() && self.expires_at().is_none() {
            errors.add("last_day", Problem::BadDay);
        }
        errors.into_result()
    }

    /// What the key may be used for.
    pub fn limits(&self) -> KeyLimits {
        let places = KeyPlaces {
            endpoints: self.endpoints.clone(),
            namespaces: self.namespaces.clone(),
        };
        KeyLimits {
            places: (self.reach == KeyReach::Chosen).then_some(places),
            tools: limits::patterns(&self.tools),
        }
    }

    /// The end of the last day; `None` without one, and when it is none.
    pub fn expires_at(&self) -> Option<Timestamp> {
        Timestamp::end_of_day(self.last_day.trim())
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
        let places = self.limits.places.clone();
        let reach = if places.is_some() {
            KeyReach::Chosen
        } else {
            KeyReach::Everywhere
        };
        let places = places.unwrap_or_default();
        ApiKeyInput {
            name: self.name.clone(),
            visibility: self.visibility,
            reach,
            endpoints: places.endpoints,
            namespaces: places.namespaces,
            tools: self.limits.tools.join("\n"),
            last_day: self.expires_at.map(Timestamp::day_before).unwrap_or_default(),
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

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{ApiKeyInput, KeyPlaces, KeyReach};
    use crate::{EndpointId, Problem, Timestamp, Visibility};

    fn input() -> ApiKeyInput {
        ApiKeyInput::unlimited("laptop", Visibility::Private)
    }

    #[test]
    fn a_key_for_chosen_places_needs_one() {
        let endpoint = EndpointId::from_uuid(Uuid::from_u128(1));
        let chosen = ApiKeyInput {
            reach: KeyReach::Chosen,
            ..input()
        };
        let errors = chosen.validate().expect_err("nothing is chosen");
        assert_eq!(errors.get("endpoints"), [Problem::Required]);
        let chosen = ApiKeyInput {
            endpoints: vec![endpoint],
            ..chosen
        };
        assert_eq!(chosen.validate(), Ok(()));
        let places = KeyPlaces {
            endpoints: vec![endpoint],
            ..KeyPlaces::default()
        };
        assert_eq!(chosen.limits().places, Some(places));
        // What was chosen does not count once the key is for everywhere.
        let everywhere = ApiKeyInput {
            reach: KeyReach::Everywhere,
            ..chosen
        };
        assert_eq!(everywhere.limits().places, None);
    }

    #[test]
    fn patterns_stand_one_a_line() {
        let tools = |tools: &str| ApiKeyInput {
            tools: tools.to_owned(),
            ..input()
        };
        assert_eq!(tools(" fs__* \r\n\n time ").limits().tools, ["fs__*", "time"]);
        let bad = Problem::BadToolPattern {
            pattern: "two words".to_owned(),
        };
        let errors = tools("one\ntwo words").validate().expect_err("a space");
        assert_eq!(errors.get("tools"), [bad]);
        let many = tools(&"a\n".repeat(101)).validate().expect_err("too many");
        assert_eq!(many.get("tools"), [Problem::TooMany { max: 100 }]);
    }

    #[test]
    fn the_last_day_counts_to_its_end() {
        let last_day = |day: &str| ApiKeyInput {
            last_day: day.to_owned(),
            ..input()
        };
        let end = last_day("2026-12-31").expires_at().map(Timestamp::to_iso);
        assert_eq!(end.as_deref(), Some("2027-01-01T00:00:00Z"));
        assert_eq!(last_day("").expires_at(), None);
        let errors = last_day("31.12.2026").validate().expect_err("another order");
        assert_eq!(errors.get("last_day"), [Problem::BadDay]);
    }
}
