//! How a namespace names what its servers offer.

use serde::{Deserialize, Serialize};

/// When the name of a server stands before the names of its tools and prompts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NamingPolicy {
    /// Always: `{server}__{tool}`.
    #[default]
    Always,
    /// Only where two servers of the namespace use the same name.
    OnCollision,
    /// Never; two servers with the same name for a tool cannot be in one namespace then.
    Never,
}

impl NamingPolicy {
    /// Every policy, the default first.
    pub const ALL: [Self; 3] = [Self::Always, Self::OnCollision, Self::Never];

    /// The word for it in forms and files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::OnCollision => "on_collision",
            Self::Never => "never",
        }
    }

    /// The policy that a word stands for.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|policy| policy.as_str() == word)
    }
}

/// What a namespace has names for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NamedThing {
    /// A tool.
    Tool,
    /// A prompt.
    Prompt,
}

impl NamedThing {
    /// The English word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tool => "tool",
            Self::Prompt => "prompt",
        }
    }
}
