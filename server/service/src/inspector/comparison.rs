//! Two answers beside each other, line by line.

use std::time::Duration;

use model::{ComparedLine, LineKind};
use similar::{ChangeTag, TextDiff};

/// Lines of each answer that are compared.
const MOST_LINES: usize = 5000;
/// What is not found in this time is shown as changed.
const LONGEST: Duration = Duration::from_millis(500);

/// The lines of both, and whether there are more than are compared.
pub(super) fn compare(one: &str, other: &str) -> (Vec<ComparedLine>, bool) {
    let ((one, one_is_cut), (other, other_is_cut)) = (beginning(one), beginning(other));
    let compared = TextDiff::configure().timeout(LONGEST).diff_lines(one, other);
    let lines = compared.iter_all_changes().map(|change| ComparedLine {
        kind: match change.tag() {
            ChangeTag::Equal => LineKind::Same,
            ChangeTag::Delete => LineKind::Removed,
            ChangeTag::Insert => LineKind::Added,
        },
        text: change.value().trim_end_matches('\n').to_owned(),
    });
    (lines.collect(), one_is_cut || other_is_cut)
}

fn beginning(text: &str) -> (&str, bool) {
    match text.match_indices('\n').nth(MOST_LINES) {
        Some((end, _)) => (&text[..end], true),
        None => (text, false),
    }
}

#[cfg(test)]
mod tests {
    use model::LineKind::{Added, Removed, Same};

    use super::{MOST_LINES, compare};

    #[test]
    fn lines_are_the_same_or_in_one_of_both() {
        let (lines, is_cut) = compare("{\n  \"a\": 1,\n  \"b\": 2\n}", "{\n  \"a\": 1,\n  \"b\": 3\n}");
        let kinds: Vec<_> = lines.iter().map(|line| line.kind).collect();
        assert_eq!((kinds, is_cut), (vec![Same, Same, Removed, Added, Same], false));
        assert_eq!(lines[2].text, "  \"b\": 2");
    }

    #[test]
    fn what_is_too_long_is_cut() {
        let long = "a\n".repeat(MOST_LINES + 2);
        let (lines, is_cut) = compare(&long, &long);
        assert!(is_cut && lines.len() <= MOST_LINES + 1, "{}", lines.len());
    }
}
