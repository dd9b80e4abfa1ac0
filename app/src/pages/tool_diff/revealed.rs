//! Texts of servers with nothing hidden in them.

use leptos::prelude::*;
use model::{Piece, reveal};

/// A text in which characters that nobody sees stand as their codes.
#[component]
pub(crate) fn Revealed(text: String) -> impl IntoView {
    let pieces = reveal(&text).into_iter().map(|piece| match piece {
        Piece::Seen(seen) => seen.to_owned().into_any(),
        Piece::Hidden(c) => view! { <span class="hidden-character">{code(c)}</span> }.into_any(),
    });
    pieces.collect_view()
}

/// The same for a place where only text can stand.
pub(super) fn revealed(text: &str) -> String {
    let pieces = reveal(text).into_iter().map(|piece| match piece {
        Piece::Seen(seen) => seen.to_owned(),
        Piece::Hidden(c) => code(c),
    });
    pieces.collect()
}

/// As people look it up: `U+200B`.
pub(super) fn code(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

#[cfg(test)]
mod tests {
    use super::revealed;

    #[test]
    fn codes_stand_where_something_is_hidden() {
        assert_eq!(revealed("a\u{200B}b\u{E0041}"), "aU+200BbU+E0041");
        assert_eq!(revealed("plain"), "plain");
    }
}
