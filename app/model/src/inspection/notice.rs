//! What a server says by itself.

use serde::{Deserialize, Serialize};

use super::content::InspectedMessage;
use crate::{FieldErrors, Problem, Timestamp};

/// The longest answer to a question, in bytes.
const MAX_ANSWER: usize = 1024 * 1024;

/// How severe a log message of a server is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum McpLogLevel {
    /// For who looks for mistakes.
    Debug,
    /// As usual.
    Info,
    /// As usual, and worth to know.
    Notice,
    /// Something may go wrong.
    Warning,
    /// Something went wrong.
    Error,
    /// A part does not work.
    Critical,
    /// Somebody has to do something now.
    Alert,
    /// Nothing works.
    Emergency,
}

impl McpLogLevel {
    /// Every level, the least severe first.
    pub const ALL: [Self; 8] = [
        Self::Debug,
        Self::Info,
        Self::Notice,
        Self::Warning,
        Self::Error,
        Self::Critical,
        Self::Alert,
        Self::Emergency,
    ];

    /// The protocol's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Info => "info",
            Self::Notice => "notice",
            Self::Warning => "warning",
            Self::Error => "error",
            Self::Critical => "critical",
            Self::Alert => "alert",
            Self::Emergency => "emergency",
        }
    }

    /// The level of this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.as_str() == word)
    }
}

/// A notification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeView {
    /// Counts from 1 in an inspection.
    pub n: u64,
    /// When it came.
    pub at: Timestamp,
    /// The method.
    pub method: String,
    /// How severe it is, where it is a log message.
    pub level: Option<McpLogLevel>,
    /// Who has logged it; empty when that is not said.
    pub logger: String,
    /// Its parameters, indented JSON.
    pub params: String,
}

/// What a question of a server is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionKind {
    /// A message of a model is wanted.
    Sampling,
    /// A form is to be filled in.
    Form,
    /// A page is to be opened.
    Url,
}

/// A question of a server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionView {
    /// Counts from 1 in an inspection.
    pub n: u64,
    /// What it is about.
    pub kind: QuestionKind,
    /// `sampling/createMessage` or `elicitation/create`.
    pub method: String,
    /// What it says to the person; empty for sampling.
    pub message: String,
    /// The page it asks to open.
    pub url: Option<String>,
    /// Whose page that is.
    pub host: Option<String>,
    /// The JSON Schema of the form; empty where it asks for no form.
    pub schema: String,
    /// An object with what the form asks for, to be filled in; empty where it asks for no form.
    pub to_fill: String,
    /// The messages that a model is to answer.
    pub messages: Vec<InspectedMessage>,
    /// What the model is told before; empty when there is nothing.
    pub system_prompt: String,
    /// Which model is wanted, indented JSON; empty when it does not matter.
    pub preferences: String,
    /// The longest answer that is wanted.
    pub max_tokens: Option<u64>,
    /// All of its parameters, indented JSON.
    pub params: String,
}

/// What somebody does with a question.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionAct {
    /// Answers it.
    #[default]
    Accept,
    /// Says no.
    Decline,
    /// Says nothing.
    Cancel,
}

/// An answer to a question of a server.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerInput {
    /// What is done.
    pub act: QuestionAct,
    /// The values of a form as JSON, or the text of a message.
    #[serde(default)]
    pub content: String,
}

impl AnswerInput {
    /// It is within bounds.
    pub fn validate(&self) -> Result<(), FieldErrors> {
        if self.content.len() > MAX_ANSWER {
            return Err(FieldErrors::of("content", Problem::TooLong { max: MAX_ANSWER }));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::McpLogLevel;

    #[test]
    fn levels_have_the_words_of_the_protocol() {
        for level in McpLogLevel::ALL {
            assert_eq!(McpLogLevel::parse(level.as_str()), Some(level));
            let json = format!("\"{}\"", level.as_str());
            assert_eq!(serde_json::to_string(&level).ok(), Some(json));
        }
        assert!(McpLogLevel::Debug < McpLogLevel::Emergency);
        assert_eq!(McpLogLevel::parse("fatal"), None);
    }
}
