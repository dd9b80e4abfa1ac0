//! What is not to be read.

use serde::{Deserialize, Serialize};

use super::setting::{Reader, Setting, Settings, Values};
use crate::{FieldErrors, Problem};

/// Own patterns of one link.
const MAX_PATTERNS: usize = 50;
/// Characters of a pattern.
const MAX_PATTERN: usize = 500;
/// Characters of the name of a pattern.
const MAX_NAME: usize = 40;

/// Puts `[redacted: name]` in place of secrets, in every text that passes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Redaction {
    /// Known shapes of secrets.
    pub built_in: Vec<BuiltInPattern>,
    /// Own ones.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub patterns: Vec<NamedPattern>,
    /// The secrets that the namespace's servers are given: values of their variables, headers and tokens.
    pub known: bool,
    /// In what goes to servers.
    pub arguments: bool,
    /// In what comes back.
    pub results: bool,
}

/// A regular expression (as of the `regex` crate) with the name of what it finds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedPattern {
    /// What it finds, for whoever reads a text without it.
    pub name: String,
    /// The expression.
    pub pattern: String,
}

/// A shape of secrets that is known well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BuiltInPattern {
    /// Keys of AWS, Google, GitHub, GitLab, Slack, Stripe, `OpenAI`, Anthropic, npm, and MetaMCP's own.
    ApiKeys,
    /// Private keys in PEM.
    PrivateKeys,
    /// JSON Web Tokens.
    Jwt,
    /// Passwords in URLs.
    UrlPasswords,
    /// Addresses of e-mail.
    Email,
    /// Numbers of payment cards that pass their checksum.
    Cards,
}

words!(BuiltInPattern:
    ApiKeys = "api_keys",
    PrivateKeys = "private_keys",
    Jwt = "jwt",
    UrlPasswords = "url_passwords",
    Email = "email",
    Cards = "cards",
);

impl Default for Redaction {
    fn default() -> Self {
        use BuiltInPattern as P;
        Self {
            built_in: vec![P::ApiKeys, P::PrivateKeys, P::Jwt, P::UrlPasswords],
            patterns: Vec::new(),
            known: true,
            arguments: false,
            results: true,
        }
    }
}

impl Settings for Redaction {
    fn describe(&self) -> Vec<Setting> {
        let own: Vec<String> = self
            .patterns
            .iter()
            .map(|it| format!("{}={}", it.name, it.pattern))
            .collect();
        let mut settings = vec![
            Setting::switch("results", self.results),
            Setting::switch("arguments", self.arguments),
            Setting::switch("known", self.known),
        ];
        let built_in = BuiltInPattern::ALL.iter();
        settings.extend(built_in.map(|it| Setting::switch(it.as_str(), self.built_in.contains(it))));
        settings.push(Setting::lines("patterns", &own));
        settings
    }

    fn read(values: &Values) -> Result<Self, FieldErrors> {
        let mut reader = Reader::new(values);
        let chosen = BuiltInPattern::ALL.iter().copied();
        let redaction = Self {
            built_in: chosen.filter(|it| reader.switch(it.as_str())).collect(),
            patterns: read_patterns(&mut reader),
            known: reader.switch("known"),
            arguments: reader.switch("arguments"),
            results: reader.switch("results"),
        };
        reader.finish(redaction)
    }
}

/// Lines of `name=pattern`. That a pattern is an expression only the server can tell.
fn read_patterns(reader: &mut Reader<'_>) -> Vec<NamedPattern> {
    let lines = reader.lines("patterns");
    if lines.len() > MAX_PATTERNS {
        reader.problem("patterns", Problem::TooMany { max: MAX_PATTERNS });
    }
    let mut patterns = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        match line
            .split_once('=')
            .map(|(name, pattern)| (name.trim(), pattern.trim()))
        {
            Some((name, pattern)) if !name.is_empty() && !pattern.is_empty() => {
                if name.chars().count() > MAX_NAME {
                    reader.problem("patterns", Problem::TooLong { max: MAX_NAME });
                }
                if pattern.chars().count() > MAX_PATTERN {
                    reader.problem("patterns", Problem::TooLong { max: MAX_PATTERN });
                }
                patterns.push(NamedPattern {
                    name: name.to_owned(),
                    pattern: pattern.to_owned(),
                });
            }
            _ => reader.problem("patterns", Problem::BadPair { line: at + 1 }),
        }
    }
    patterns
}
