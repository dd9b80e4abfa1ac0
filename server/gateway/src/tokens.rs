//! Keys and tokens that can be told by their form.

use std::{borrow::Cow, sync::LazyLock};

use model::MASK;
use regex::{Captures, Regex};

use crate::middleware::redaction::shapes;

/// Keys and tokens of ours, what stands in an `Authorization` header, JSON Web Tokens, and passwords in URLs.
const OURS: &str = r#"(?x:
        (?-u:\b)sk_mt_[A-Za-z0-9_-]+
        | (?-u:\b)mcp_token_[A-Za-z0-9_.~-]+
        | (?P<keep>(?i:(?-u:\b)(?:bearer|basic)\s+))(?:[A-Za-z.]*[0-9_~+/=-][A-Za-z0-9._~+/=-]*|[A-Za-z.]{16,})
        | (?-u:\b)eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*
        | (?P<scheme>[a-z][a-z0-9+.-]*://[^\s/:@"]*:)[^\s/@"]+@
    )"#;

/// What is a secret whoever wrote it. Secrets of servers are hidden before, by their values.
static TOKENS: LazyLock<Regex> = LazyLock::new(|| {
    let all: Vec<&str> = [OURS].into_iter().chain(shapes::of_keys()).collect();
    Regex::new(&all.join("|")).expect("it is written as regex writes them")
});

/// The text without keys and tokens.
pub fn hide_tokens(text: &str) -> Cow<'_, str> {
    TOKENS.replace_all(text, |found: &Captures<'_>| {
        match (found.name("keep"), found.name("scheme")) {
            (Some(keep), _) => format!("{}{MASK}", keep.as_str()),
            (_, Some(scheme)) => format!("{}{MASK}@", scheme.as_str()),
            _ => MASK.to_owned(),
        }
    })
}

#[cfg(test)]
mod tests {
    use model::MASK;

    use super::hide_tokens;

    #[test]
    fn keys_and_tokens_are_hidden_and_words_are_not() {
        for (text, hidden) in [
            ("key sk_mt_0123456789abcdefgh!", format!("key {MASK}!")),
            (
                "Authorization: Bearer abc.def-123",
                format!("Authorization: Bearer {MASK}"),
            ),
            ("basic dXNlcjpwdw==", format!("basic {MASK}")),
            ("got mcp_token_AbC-1", format!("got {MASK}")),
            (
                "postgres://me:pw1234@host/db",
                format!("postgres://me:{MASK}@host/db"),
            ),
            (
                "{\"a\":\"glpat-0123456789abcdefghij\"}",
                format!("{{\"a\":\"{MASK}\"}}"),
            ),
            ("the bearer of news", "the bearer of news".to_owned()),
            ("Basic authentication.", "Basic authentication.".to_owned()),
            (
                "at https://example.com:8080/x",
                "at https://example.com:8080/x".to_owned(),
            ),
        ] {
            assert_eq!(hide_tokens(text), hidden);
        }
    }
}
