//! The limits of a key as a form writes them.

use serde::{Deserialize, Serialize};

use super::{KeyLimits, KeyPlaces};
use crate::{EndpointId, FieldErrors, NamespaceId, Problem, Timestamp};

/// The most patterns of tools that one key has.
pub const MAX_TOOL_PATTERNS: usize = 100;
/// The longest pattern, in characters; names of tools are not longer either.
const MAX_TOOL_PATTERN: usize = 128;

/// Where a key is accepted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyReach {
    /// Wherever its visibility lets it.
    #[default]
    Everywhere,
    /// Of these places, at the chosen ones only.
    Chosen,
}

impl KeyReach {
    /// Every reach, the default first.
    pub const ALL: [Self; 2] = [Self::Everywhere, Self::Chosen];

    /// The word for it in forms.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Everywhere => "everywhere",
            Self::Chosen => "chosen",
        }
    }
}

/// What a key may be used for and until when, as a form writes it. By default everything, for ever.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyLimitsInput {
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
    /// The last day on which the key is accepted, such as `2026-12-31`, until midnight UTC; empty for no end.
    #[serde(default)]
    pub last_day: String,
}

impl KeyLimitsInput {
    /// As a form shows limits that are there.
    pub fn of(limits: &KeyLimits, expires_at: Option<Timestamp>) -> Self {
        let reach = match limits.places {
            Some(_) => KeyReach::Chosen,
            None => KeyReach::Everywhere,
        };
        let places = limits.places.clone().unwrap_or_default();
        Self {
            reach,
            endpoints: places.endpoints,
            namespaces: places.namespaces,
            tools: limits.tools.join("\n"),
            last_day: expires_at.map(Timestamp::day_before).unwrap_or_default(),
        }
    }

    /// Checks the fields; whether the places exist, and whether the last day is over, is the service's to judge.
    pub fn validate(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::new();
        if self.reach == KeyReach::Chosen && self.endpoints.is_empty() && self.namespaces.is_empty() {
            errors.add("endpoints", Problem::Required);
        }
        errors.check("tools", check_patterns(&patterns(&self.tools)));
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
            tools: patterns(&self.tools),
        }
    }

    /// The end of the last day; `None` without one, and when it is none.
    pub fn expires_at(&self) -> Option<Timestamp> {
        Timestamp::end_of_day(self.last_day.trim())
    }
}

/// Patterns, one a line; empty lines do not count.
fn patterns(text: &str) -> Vec<String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(str::to_owned).collect()
}

/// Checks what [`patterns`] found.
fn check_patterns(patterns: &[String]) -> Result<(), Problem> {
    if patterns.len() > MAX_TOOL_PATTERNS {
        return Err(Problem::TooMany {
            max: MAX_TOOL_PATTERNS,
        });
    }
    let is_bad = |pattern: &&String| {
        pattern.chars().count() > MAX_TOOL_PATTERN
            || pattern.chars().any(|c| c.is_whitespace() || c.is_control())
    };
    match patterns.iter().find(is_bad) {
        Some(pattern) => Err(Problem::BadToolPattern {
            pattern: pattern.chars().take(MAX_TOOL_PATTERN).collect(),
        }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{KeyLimitsInput, KeyReach};
    use crate::{EndpointId, KeyPlaces, Problem, Timestamp};

    fn input() -> KeyLimitsInput {
        KeyLimitsInput::default()
    }

    #[test]
    fn a_key_for_chosen_places_needs_one() {
        let endpoint = EndpointId::from_uuid(Uuid::from_u128(1));
        let chosen = KeyLimitsInput {
            reach: KeyReach::Chosen,
            ..input()
        };
        let errors = chosen.validate().expect_err("nothing is chosen");
        assert_eq!(errors.get("endpoints"), [Problem::Required]);
        let chosen = KeyLimitsInput {
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
        let everywhere = KeyLimitsInput {
            reach: KeyReach::Everywhere,
            ..chosen
        };
        assert_eq!(everywhere.limits().places, None);
    }

    #[test]
    fn patterns_stand_one_a_line() {
        let tools = |tools: &str| KeyLimitsInput {
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
        let last_day = |day: &str| KeyLimitsInput {
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
