//! Characters that a model reads and a person does not see.

use std::ops::RangeInclusive;

/// Characters without a shape (Unicode: format characters, fillers, selectors, tags) and those that turn the direction
/// of the text around them. Control characters, ANSI escapes among them, come to these.
const HIDDEN: &[RangeInclusive<char>] = &[
    '\u{AD}'..='\u{AD}',
    '\u{34F}'..='\u{34F}',
    '\u{61C}'..='\u{61C}',
    '\u{115F}'..='\u{1160}',
    '\u{17B4}'..='\u{17B5}',
    '\u{180B}'..='\u{180F}',
    '\u{200B}'..='\u{200F}',
    '\u{202A}'..='\u{202E}',
    '\u{2060}'..='\u{206F}',
    '\u{2800}'..='\u{2800}',
    '\u{3164}'..='\u{3164}',
    '\u{FE00}'..='\u{FE0F}',
    '\u{FEFF}'..='\u{FEFF}',
    '\u{FFA0}'..='\u{FFA0}',
    '\u{FFF0}'..='\u{FFFB}',
    '\u{1BCA0}'..='\u{1BCA3}',
    '\u{1D173}'..='\u{1D17A}',
    '\u{E0000}'..='\u{E0FFF}',
];

/// Letters that are written together or apart by joiners: of Arabic, Indic and neighbouring scripts.
const JOINED_LETTERS: &[RangeInclusive<char>] = &[
    '\u{600}'..='\u{8FF}',
    '\u{900}'..='\u{109F}',
    '\u{1780}'..='\u{18AF}',
];

/// Pictures that are put together by joiners, and have a plain and a coloured look.
const PICTURES: &[RangeInclusive<char>] = &[
    '\u{A9}'..='\u{AE}',
    '\u{203C}'..='\u{2049}',
    '\u{2100}'..='\u{27BF}',
    '\u{2900}'..='\u{2BFF}',
    '\u{3030}'..='\u{303D}',
    '\u{3297}'..='\u{3299}',
    '\u{1F000}'..='\u{1FAFF}',
];

const COLOURED: char = '\u{FE0F}';
const PLAIN: char = '\u{FE0E}';

/// A piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Seen as it is.
    Seen(&'a str),
    /// A character that nobody would see.
    Hidden(char),
}

/// Takes a text apart, so that what is hidden in it can be shown. All pieces together are the text.
pub fn reveal(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut seen_from = 0;
    for (at, c) in hidden(text) {
        if seen_from < at {
            pieces.push(Piece::Seen(&text[seen_from..at]));
        }
        pieces.push(Piece::Hidden(c));
        seen_from = at + c.len_utf8();
    }
    if seen_from < text.len() {
        pieces.push(Piece::Seen(&text[seen_from..]));
    }
    pieces
}

/// The hidden characters of a text and where they begin.
pub(super) fn hidden(text: &str) -> impl Iterator<Item = (usize, char)> {
    let before = std::iter::once(None).chain(text.chars().map(Some));
    let after = text.chars().skip(1).map(Some).chain([None]);
    text.char_indices()
        .zip(before.zip(after))
        .filter(|((_, c), (before, after))| is_hidden(*before, *c, *after))
        .map(|(found, _)| found)
}

fn is_hidden(before: Option<char>, c: char, after: Option<char>) -> bool {
    match c {
        '\t' | '\n' | '\r' => false,
        // Part of a word or of a picture, as people write them.
        '\u{200C}' | '\u{200D}' => !(before.is_some_and(is_joined) && after.is_some_and(is_joined)),
        COLOURED | PLAIN => !before.is_some_and(has_two_looks),
        _ => c.is_control() || is_among(HIDDEN, c),
    }
}

fn is_joined(c: char) -> bool {
    c == COLOURED || is_among(JOINED_LETTERS, c) || is_among(PICTURES, c)
}

/// Digits too: a keycap is a digit with a frame.
fn has_two_looks(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '#' | '*') || is_among(PICTURES, c)
}

fn is_among(ranges: &[RangeInclusive<char>], c: char) -> bool {
    ranges.iter().any(|range| range.contains(&c))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Piece, hidden, reveal};

    fn hides_something(text: &str) -> bool {
        hidden(text).next().is_some()
    }

    #[test]
    fn what_nobody_sees_is_found() {
        for text in [
            "zero\u{200B}width",
            "a\u{200D}b",
            "\u{FEFF}mark",
            "\u{202E}reversed",
            "\u{2066}isolated\u{2069}",
            "\u{E0041}\u{E0042}",
            "\u{1B}[8mconcealed\u{1B}[0m",
            "\u{9B}8m",
            "\u{8}",
            "soft\u{AD}hyphen",
            "a\u{FE0F}",
            "😀\u{FE0F}\u{FE0F}",
            "😀\u{E0101}",
            "\u{3164}",
        ] {
            assert!(hides_something(text), "{text:?}");
        }
    }

    #[test]
    fn what_people_write_is_not_hidden() {
        for text in [
            "",
            "Line one.\r\n\tLine two.",
            "naïve café, 日本語 工具, Ελληνικά",
            "family 👩\u{200D}👩\u{200D}👧, heart ❤\u{FE0F}, key 1\u{FE0F}\u{20E3}, rainbow 🏳\u{FE0F}\u{200D}🌈",
            "می\u{200C}خواهم",
            "क्\u{200D}ष",
        ] {
            assert!(!hides_something(text), "{text:?}");
        }
    }

    #[test]
    fn a_text_is_taken_apart_at_what_is_hidden() {
        let pieces = [
            Piece::Seen("a"),
            Piece::Hidden('\u{200B}'),
            Piece::Hidden('\u{202E}'),
            Piece::Seen("é"),
        ];
        assert_eq!(reveal("a\u{200B}\u{202E}é"), pieces);
        assert_eq!(reveal(""), []);
    }

    proptest! {
        #[test]
        fn all_pieces_together_are_the_text(text in "[\u{0}-\u{7F}é日😀\u{200B}-\u{200F}\u{FE0F}\u{E0041}]*") {
            let together: String = reveal(&text)
                .into_iter()
                .map(|piece| match piece {
                    Piece::Seen(seen) => seen.to_owned(),
                    Piece::Hidden(c) => c.to_string(),
                })
                .collect();
            prop_assert_eq!(together, text);
        }

        #[test]
        fn plain_text_hides_nothing(text in "[ -~\n\t]*") {
            prop_assert!(!hides_something(&text));
        }
    }
}
