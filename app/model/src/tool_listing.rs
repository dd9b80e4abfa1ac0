//! What clients of an endpoint get when they ask for the tools.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{FieldErrors, Problem, bounds::Bounds};

/// From one tool to more than any model reads.
const TOKENS: Bounds = Bounds::new(100, 10_000_000);

/// The budget of [`ToolListing::Auto`] where none is given: a small part of what models read.
pub const USUAL_BUDGET: u32 = 10_000;

/// What clients of an endpoint get when they ask for the tools.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum ToolListing {
    /// All of them.
    #[default]
    Full,
    /// Three tools to find and call all others with.
    Search,
    /// All of them, or those three where the list has more tokens than this.
    Auto(u32),
}

/// [`ToolListing`] without its number, for forms.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToolListingMode {
    /// As [`ToolListing::Full`].
    #[default]
    Full,
    /// As [`ToolListing::Search`].
    Search,
    /// As [`ToolListing::Auto`].
    Auto,
}

/// [`ToolListing`] in a form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ToolListingInput {
    /// Which.
    pub mode: ToolListingMode,
    /// From how many tokens on; empty is [`USUAL_BUDGET`].
    pub budget: String,
}

/// A text that is no [`ToolListing`].
#[derive(Debug, thiserror::Error)]
#[error("a listing is `full`, `search`, `auto` or `auto:` and a number of tokens from 100 to 10000000")]
pub struct NoListing;

// === impl ToolListing ===

impl ToolListing {
    /// Which of the three.
    pub fn mode(self) -> ToolListingMode {
        match self {
            Self::Full => ToolListingMode::Full,
            Self::Search => ToolListingMode::Search,
            Self::Auto(_) => ToolListingMode::Auto,
        }
    }
}

impl fmt::Display for ToolListing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full => f.write_str("full"),
            Self::Search => f.write_str("search"),
            Self::Auto(budget) => write!(f, "auto:{budget}"),
        }
    }
}

impl FromStr for ToolListing {
    type Err = NoListing;

    fn from_str(text: &str) -> Result<Self, NoListing> {
        match text {
            "full" => Ok(Self::Full),
            "search" => Ok(Self::Search),
            "auto" => Ok(Self::Auto(USUAL_BUDGET)),
            _ => {
                let budget = text.strip_prefix("auto:").and_then(|it| it.parse().ok());
                budget
                    .filter(|budget| TOKENS.check(Some(*budget)).is_ok())
                    .map(Self::Auto)
                    .ok_or(NoListing)
            }
        }
    }
}

impl From<ToolListing> for String {
    fn from(listing: ToolListing) -> Self {
        listing.to_string()
    }
}

impl TryFrom<String> for ToolListing {
    type Error = NoListing;

    fn try_from(text: String) -> Result<Self, NoListing> {
        text.parse()
    }
}

// === impl ToolListingMode ===

impl ToolListingMode {
    /// All of them, the usual one first.
    pub const ALL: [Self; 3] = [Self::Full, Self::Search, Self::Auto];

    /// The word on the wire and in forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Search => "search",
            Self::Auto => "auto",
        }
    }
}

// === impl ToolListingInput ===

impl ToolListingInput {
    /// What it says, or what is wrong with it.
    pub fn parsed(&self) -> Result<ToolListing, FieldErrors> {
        let budget = TOKENS
            .read(&self.budget)
            .map_err(|problem: Problem| FieldErrors::of("budget", problem))?;
        Ok(match self.mode {
            ToolListingMode::Full => ToolListing::Full,
            ToolListingMode::Search => ToolListing::Search,
            ToolListingMode::Auto => ToolListing::Auto(budget.unwrap_or(USUAL_BUDGET)),
        })
    }
}

impl From<ToolListing> for ToolListingInput {
    fn from(listing: ToolListing) -> Self {
        Self {
            mode: listing.mode(),
            budget: match listing {
                ToolListing::Auto(budget) => budget.to_string(),
                ToolListing::Full | ToolListing::Search => String::new(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ToolListing, ToolListingInput, ToolListingMode, USUAL_BUDGET};
    use crate::Problem;

    #[test]
    fn is_a_word_on_the_wire_and_survives_its_form() {
        for (listing, word) in [
            (ToolListing::Full, "full"),
            (ToolListing::Search, "search"),
            (ToolListing::Auto(8000), "auto:8000"),
        ] {
            assert_eq!(listing.to_string(), word);
            assert_eq!(word.parse::<ToolListing>().expect("a listing"), listing);
            assert_eq!(ToolListingInput::from(listing).parsed(), Ok(listing));
        }
        let usual = "auto".parse::<ToolListing>().expect("a listing");
        assert_eq!(usual, ToolListing::Auto(USUAL_BUDGET));
        for wrong in ["", "all", "auto:", "auto:5", "auto:-1"] {
            assert!(wrong.parse::<ToolListing>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_budget_has_bounds() {
        let input = ToolListingInput {
            mode: ToolListingMode::Auto,
            budget: "5".to_owned(),
        };
        let errors = input.parsed().expect_err("too small");
        assert_eq!(
            errors.get("budget"),
            [Problem::NotInRange {
                min: 100,
                max: 10_000_000
            }]
        );
    }
}
