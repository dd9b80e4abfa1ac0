//! What a list of tools costs the models that read it.

use std::{
    collections::BTreeMap,
    iter::Sum,
    ops::{Add, AddAssign},
};

use serde::{Deserialize, Serialize};

use crate::{Problem, ServerId, ToolId};

/// Models that read a text as the same tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModelFamily {
    /// GPT-4o and what came after it.
    Gpt,
    /// GPT-4 and GPT-3.5.
    OlderGpt,
    /// Claude. How it reads is not published.
    Claude,
}

words!(ModelFamily: Gpt = "gpt", OlderGpt = "older_gpt", Claude = "claude");

/// A number of tokens for each family.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenCost {
    /// By `o200k_base`.
    pub gpt: u64,
    /// By `cl100k_base`.
    pub older_gpt: u64,
    /// A token for each 3.5 characters: what Anthropic says of English texts. An estimate.
    pub claude: u64,
}

impl TokenCost {
    /// For one family.
    pub fn of(self, family: ModelFamily) -> u64 {
        match family {
            ModelFamily::Gpt => self.gpt,
            ModelFamily::OlderGpt => self.older_gpt,
            ModelFamily::Claude => self.claude,
        }
    }

    /// The estimate for a text of so many characters.
    pub fn claude_of(characters: usize) -> u64 {
        let characters = u64::try_from(characters).unwrap_or(u64::MAX / 2);
        (characters * 2).div_ceil(7)
    }
}

impl Add for TokenCost {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            gpt: self.gpt + other.gpt,
            older_gpt: self.older_gpt + other.older_gpt,
            claude: self.claude + other.claude,
        }
    }
}

impl AddAssign for TokenCost {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sum for TokenCost {
    fn sum<I: Iterator<Item = Self>>(costs: I) -> Self {
        costs.fold(Self::default(), Add::add)
    }
}

/// What a whole list costs, as it is sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListCost {
    /// Tools in it.
    pub tools: usize,
    /// Its length in bytes.
    pub bytes: usize,
    /// Its tokens.
    pub tokens: TokenCost,
}

/// What the tools of a namespace cost clients.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamespaceCosts {
    /// The list of all of them.
    pub list: ListCost,
    /// The list of an endpoint whose clients search.
    pub search: ListCost,
    /// Tools that are listed.
    pub tools: BTreeMap<ToolId, TokenCost>,
    /// What is listed of each server.
    pub servers: BTreeMap<ServerId, TokenCost>,
}

/// What clients would get after an edit that is not saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamespacePreview {
    /// The list as saved; nothing for a namespace that is new.
    pub before: Option<ListCost>,
    /// The list after the edit.
    pub after: ListCost,
    /// The list of an endpoint whose clients search, after the edit.
    pub search: ListCost,
    /// Names after the edit in the order of the list, and behind them those that are gone.
    pub names: Vec<PreviewName>,
    /// How many more there are.
    pub more_names: usize,
    /// Names that would be one: both owners are named.
    pub collisions: Vec<Problem>,
}

/// A name that clients see, or saw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewName {
    /// The name.
    pub name: String,
    /// Its server's name; empty where that is not for the caller to see.
    pub server: String,
    /// What the edit does to it.
    pub change: NameChange,
}

/// What an edit does to a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameChange {
    /// Nothing.
    Same,
    /// The tool is new in the list.
    New,
    /// The tool had this other name.
    Renamed(String),
    /// The tool leaves the list.
    Gone,
}

#[cfg(test)]
mod tests {
    use super::{ModelFamily, TokenCost};

    #[test]
    fn an_estimate_counts_what_is_begun() {
        for (characters, tokens) in [(0, 0), (1, 1), (7, 2), (8, 3), (3500, 1000)] {
            assert_eq!(TokenCost::claude_of(characters), tokens, "{characters}");
        }
    }

    #[test]
    fn costs_add_up_by_family() {
        let cost = |n| TokenCost {
            gpt: n,
            older_gpt: 2 * n,
            claude: 3 * n,
        };
        let sum: TokenCost = [cost(1), cost(10)].into_iter().sum();
        let of = ModelFamily::ALL.iter().map(|family| sum.of(*family));
        assert_eq!(of.collect::<Vec<_>>(), [11, 22, 33]);
    }
}
