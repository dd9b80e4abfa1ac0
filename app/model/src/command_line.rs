//! Command lines as people paste them: POSIX quoting, no expansion.

/// A quote is opened and never closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a quote is not closed")]
pub struct UnbalancedQuote;

/// Splits a command line into its words: single quotes keep everything, double quotes and bare words know
/// `\`. Windows paths survive in quotes. Nothing is expanded: what is written is what is run.
pub fn split_command_line(line: &str) -> Result<Vec<String>, UnbalancedQuote> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote: Option<char> = None;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some('"'), '\\') if matches!(chars.peek(), Some('"' | '\\' | '$' | '`')) => {
                word.get_or_insert_default().extend(chars.next());
            }
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, '\\') => match chars.next() {
                // A continued line, as shells write long commands.
                Some('\n') => {}
                Some('\r') => {
                    chars.next_if_eq(&'\n');
                }
                Some(next) => word.get_or_insert_default().push(next),
                None => word.get_or_insert_default().push('\\'),
            },
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    if quote.is_some() {
        return Err(UnbalancedQuote);
    }
    words.extend(word);
    Ok(words)
}

/// One line that [`split_command_line`] takes apart into the same words.
pub fn join_command_line<S: AsRef<str>>(words: &[S]) -> String {
    words
        .iter()
        .map(|word| quoted(word.as_ref()))
        .collect::<Vec<_>>()
        .join(" ")
}

fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./:@=,+%^~{}$".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{UnbalancedQuote, join_command_line, split_command_line};

    #[test]
    fn splits_what_people_paste() {
        let cases: [(&str, &[&str]); 6] = [
            ("npx -y @scope/server-x", &["npx", "-y", "@scope/server-x"]),
            ("  a   'b c' \"d 'e'\" ", &["a", "b c", "d 'e'"]),
            (r#"run --json "{\"a\": 1}""#, &["run", "--json", r#"{"a": 1}"#]),
            (r"a\ b ''", &["a b", ""]),
            ("npx \\\n  -y x", &["npx", "-y", "x"]),
            ("", &[]),
        ];
        for (line, words) in cases {
            assert_eq!(split_command_line(line).expect(line), words, "{line}");
        }
    }

    #[test]
    fn refuses_an_open_quote() {
        assert_eq!(split_command_line("say 'hello"), Err(UnbalancedQuote));
    }

    proptest! {
        #[test]
        fn words_survive_the_round_trip(words in prop::collection::vec(".{0,20}", 0..6)) {
            prop_assert_eq!(split_command_line(&join_command_line(&words)), Ok(words));
        }
    }
}
