//! Finds tools by a piece of their name or by a pattern between slashes.

use crate::browser;

/// What is searched for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Matcher {
    /// A piece of text, in small letters.
    Piece(String),
    /// A regular expression of the browser.
    Pattern(String),
}

/// The words to search by; none where a pattern is typed.
pub(super) fn words(typed: &str) -> &str {
    let typed = typed.trim();
    if typed.starts_with('/') { "" } else { typed }
}

impl Matcher {
    /// Reads what was typed. Patterns are for a page that is alive: the server knows no regular expressions, and the
    /// first render has to equal the server's, so until then what is between the slashes is a piece of text.
    pub(super) fn of(typed: &str, alive: bool) -> Self {
        let typed = typed.trim();
        let pattern = typed
            .strip_prefix('/')
            .and_then(|rest| rest.strip_suffix('/'))
            .filter(|pattern| !pattern.is_empty());
        match pattern {
            Some(pattern) if alive => Self::Pattern(pattern.to_owned()),
            Some(pattern) => Self::Piece(pattern.to_lowercase()),
            None => Self::Piece(typed.to_lowercase()),
        }
    }

    /// One of the texts is what is searched for.
    pub(super) fn finds(&self, texts: &[&str]) -> bool {
        match self {
            Self::Piece(piece) => texts.iter().any(|text| text.to_lowercase().contains(piece)),
            Self::Pattern(pattern) => texts
                .iter()
                .any(|text| browser::matches_regex(pattern, text) == Some(true)),
        }
    }

    /// It is no pattern that the browser can read.
    pub(super) fn is_broken(&self) -> bool {
        match self {
            Self::Piece(_) => false,
            Self::Pattern(pattern) => browser::matches_regex(pattern, "").is_none(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Matcher;

    #[test]
    fn a_piece_is_found_in_any_case() {
        let matcher = Matcher::of(" READ ", true);
        assert!(matcher.finds(&["list", "fs__read_file"]));
        assert!(!matcher.finds(&["list"]));
        assert!(Matcher::of("", true).finds(&["anything"]));
    }

    #[test]
    fn a_pattern_has_no_words() {
        assert_eq!(super::words(" read a file "), "read a file");
        assert_eq!(super::words("/^read/"), "");
        assert_eq!(super::words("/re"), "", "it is being typed");
    }

    #[test]
    fn slashes_make_a_pattern_once_the_page_is_alive() {
        assert_eq!(Matcher::of("/^read/", true), Matcher::Pattern("^read".to_owned()));
        assert_eq!(Matcher::of("/read/", false), Matcher::Piece("read".to_owned()));
        assert_eq!(Matcher::of("/", true), Matcher::Piece("/".to_owned()));
        assert_eq!(Matcher::of("//", true), Matcher::Piece("//".to_owned()));
    }
}
