//! Lines as plain text: without colours of terminals, without keys and tokens.

use std::{borrow::Cow, sync::LazyLock};

use model::MASK;
use regex::Regex;

/// What is a secret whoever wrote it: keys and tokens of ours, what stands in an `Authorization` header, tokens that can be told by
/// their form, and passwords in URLs. Secrets of servers are hidden before, by their values.
static TOKENS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
        (?-u:\b)sk_mt_[A-Za-z0-9_-]+
        | (?-u:\b)mcp_token_[A-Za-z0-9_.~-]+
        | (?P<keep>(?i:(?-u:\b)(?:bearer|basic)\s+))(?:[A-Za-z.]*[0-9_~+/=-][A-Za-z0-9._~+/=-]*|[A-Za-z.]{16,})
        | (?-u:\b)eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*
        | (?P<scheme>[a-z][a-z0-9+.-]*://[^\s/:@]*:)[^\s/@]+@
        ",
    )
    .expect("it is written as regex writes them")
});

/// The text without keys and tokens.
pub fn hide_tokens(text: &str) -> Cow<'_, str> {
    TOKENS.replace_all(text, |found: &regex::Captures<'_>| {
        match (found.name("keep"), found.name("scheme")) {
            (Some(keep), _) => format!("{}{MASK}", keep.as_str()),
            (_, Some(scheme)) => format!("{}{MASK}@", scheme.as_str()),
            _ => MASK.to_owned(),
        }
    })
}

/// The text without sequences that control terminals (ECMA-48) and other characters that nobody sees.
pub(super) fn without_controls(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\u{1b}' => match characters.next() {
                // Parameters and intermediates, then one final character.
                Some('[') => {
                    characters.find(|it| matches!(it, '\u{40}'..='\u{7e}'));
                }
                // A string, which BEL or ST ends.
                Some(']' | 'P' | 'X' | '^' | '_') => {
                    while let Some(it) = characters.next() {
                        if it == '\u{7}' || (it == '\u{1b}' && characters.next_if_eq(&'\\').is_some()) {
                            break;
                        }
                    }
                }
                _ => {}
            },
            '\u{9b}' => {
                characters.find(|it| matches!(it, '\u{40}'..='\u{7e}'));
            }
            '\t' => plain.push(' '),
            // What a terminal would show is what was written last.
            '\r' => {
                if characters.peek().is_some() {
                    plain.push(' ');
                }
            }
            '\n' => plain.push('↵'),
            it if it.is_control() => {}
            it => plain.push(it),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use model::MASK;

    use super::{hide_tokens, without_controls};

    #[test]
    fn colours_and_titles_are_left_out() {
        for (text, plain) in [
            ("\u{1b}[31;1mred\u{1b}[0m", "red"),
            ("\u{1b}[38;2;1;2;3mx\u{1b}[K", "x"),
            ("\u{1b}]0;title\u{7}after", "after"),
            ("\u{1b}]8;;https://x\u{1b}\\link\u{1b}]8;;\u{1b}\\", "link"),
            ("a\tb\u{0}c\u{7}", "a bc"),
            ("\u{9b}1mold", "old"),
            ("cut \u{1b}[3", "cut "),
            ("two\nlines", "two↵lines"),
        ] {
            assert_eq!(without_controls(text), plain, "{text:?}");
        }
    }

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
