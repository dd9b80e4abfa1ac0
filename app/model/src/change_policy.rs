//! What a namespace does when a server changes a tool.

use serde::{Deserialize, Serialize};

/// What a namespace does when a server changes a tool, or brings a new one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangePolicy {
    /// Clients get it at once.
    #[default]
    Accept,
    /// Clients get it at once, and people are told until one of them has seen it.
    Tell,
    /// Clients do not get the tool until somebody approves it.
    Hold,
}

impl ChangePolicy {
    /// Every policy, the default first.
    pub const ALL: [Self; 3] = [Self::Accept, Self::Tell, Self::Hold];

    /// The word for it in forms and files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Tell => "tell",
            Self::Hold => "hold",
        }
    }

    /// The policy that a word stands for.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|policy| policy.as_str() == word)
    }

    /// Somebody wants to know what changes.
    pub const fn is_watchful(self) -> bool {
        matches!(self, Self::Tell | Self::Hold)
    }
}

#[cfg(test)]
mod tests {
    use super::ChangePolicy;

    #[test]
    fn is_one_word_in_forms_and_files() {
        for policy in ChangePolicy::ALL {
            assert_eq!(ChangePolicy::parse(policy.as_str()), Some(policy));
            let json = serde_json::to_string(&policy).expect("a word");
            assert_eq!(json, format!("\"{}\"", policy.as_str()));
        }
        assert_eq!(ChangePolicy::parse("Hold"), None);
    }
}
