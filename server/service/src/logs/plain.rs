//! Lines as plain text: without colours of terminals.

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
    use super::without_controls;

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
}
