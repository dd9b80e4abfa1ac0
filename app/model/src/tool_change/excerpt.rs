//! Cuts long texts to what a page shows of them, around the place where they begin to differ.

/// Pages show so many characters of one text.
const MOST_SHOWN: usize = 4000;
/// Of what is the same in both, so many characters stay before the difference.
const LEAD: usize = 200;
/// Of names, and of ways to a place.
const MOST_OF_NAME: usize = 200;
const CUT: char = '…';

/// Both texts, cut at the same place when one of them is too long.
pub(super) fn of(before: Option<String>, after: Option<String>) -> (Option<String>, Option<String>) {
    let is_long = |text: &Option<String>| {
        text.as_ref()
            .is_some_and(|text| text.chars().count() > MOST_SHOWN)
    };
    if !is_long(&before) && !is_long(&after) {
        return (before, after);
    }
    let start = match (&before, &after) {
        (Some(before), Some(after)) => common(before, after).saturating_sub(LEAD),
        _ => 0,
    };
    let cut = |text: String| cut(&text, start);
    (before.map(cut), after.map(cut))
}

/// Cuts a name that is too long for a sentence.
pub(super) fn shorten_name(name: &mut String) {
    if name.chars().count() > MOST_OF_NAME {
        *name = cut_to(name, MOST_OF_NAME);
    }
}

/// How many characters both begin with.
fn common(one: &str, other: &str) -> usize {
    one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count()
}

fn cut(text: &str, start: usize) -> String {
    let rest: String = text.chars().skip(start).collect();
    let lead = if start > 0 { CUT.to_string() } else { String::new() };
    lead + &cut_to(&rest, MOST_SHOWN)
}

fn cut_to(text: &str, most: usize) -> String {
    let mut rest = text.chars();
    let mut shown: String = rest.by_ref().take(most).collect();
    if rest.next().is_some() {
        shown.push(CUT);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::{LEAD, MOST_OF_NAME, MOST_SHOWN, of, shorten_name};

    #[test]
    fn short_texts_stay_whole() {
        let texts = (Some("é".repeat(MOST_SHOWN)), None);
        assert_eq!(of(texts.0.clone(), None), texts);
    }

    #[test]
    fn a_difference_at_the_end_of_a_long_text_is_shown() {
        let same = "same ".repeat(MOST_SHOWN);
        let (before, after) = of(Some(format!("{same}old")), Some(format!("{same}new")));
        let (before, after) = (before.expect("kept"), after.expect("kept"));
        assert!(before.starts_with('…') && before.ends_with("old"), "{before}");
        assert!(after.ends_with("new"), "{after}");
        assert_eq!(after.chars().count(), LEAD + "new".len() + 1);
    }

    #[test]
    fn what_is_new_and_long_is_cut_at_its_end() {
        let (before, after) = of(None, Some("x".repeat(MOST_SHOWN + 1)));
        assert_eq!(before, None);
        assert_eq!(after, Some(format!("{}…", "x".repeat(MOST_SHOWN))));
    }

    #[test]
    fn a_name_fits_into_a_sentence() {
        let (mut short, mut long) = ("日".repeat(MOST_OF_NAME), "x".repeat(MOST_OF_NAME + 1));
        shorten_name(&mut short);
        shorten_name(&mut long);
        assert_eq!(short, "日".repeat(MOST_OF_NAME));
        assert_eq!(long, format!("{}…", "x".repeat(MOST_OF_NAME)));
    }
}
