//! Points in time: exact in the page as it is sent, relative once it is alive.

use leptos::prelude::*;
use model::Timestamp;

use crate::{
    contexts::use_now,
    i18n::{common::AgoMessages, use_messages},
};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// From here on the date says more than a count of days.
const LONG_AGO: i64 = 30 * DAY;

/// A point in time, relative to now, with the exact one on hover. The server writes the exact one, because its clock
/// is not the reader's.
#[component]
pub fn Time(
    /// The point in time.
    at: Timestamp,
) -> impl IntoView {
    let iso = at.to_iso();
    let readable = readable(&iso);
    let exact = readable.clone();
    let (now, ago) = (use_now(), &use_messages().common.ago);
    let text = move || {
        now.get()
            .and_then(|now| relative(at, now, ago))
            .unwrap_or_else(|| exact.clone())
    };
    view! { <time datetime=iso title=readable>{text}</time> }
}

/// `2026-11-21T10:30:00Z` as people write it.
fn readable(iso: &str) -> String {
    format!("{} UTC", iso.trim_end_matches('Z').replace('T', " "))
}

/// How far away, in the unit that says most. `None` when the date says more.
fn relative(at: Timestamp, now_ms: i64, words: &AgoMessages) -> Option<String> {
    let ago = now_ms - at.as_millis();
    if ago <= -HOUR || ago >= LONG_AGO {
        return None;
    }
    match ago {
        ..=-1000 => Some((words.in_seconds)(-ago / 1000)),
        -999..MINUTE => Some(words.now.to_owned()),
        MINUTE..HOUR => Some((words.minutes)(ago / MINUTE)),
        HOUR..DAY => Some((words.hours)(ago / HOUR)),
        _ => Some((words.days)(ago / DAY)),
    }
}

#[cfg(test)]
mod tests {
    use model::Timestamp;

    use super::{DAY, HOUR, MINUTE, readable, relative};
    use crate::{i18n::messages, visit::Language};

    #[test]
    fn says_how_long_ago_in_the_unit_that_says_most() {
        let ago = &messages(Language::En).common.ago;
        let at = |distance: i64| {
            relative(
                Timestamp::from_millis(1_000_000 * MINUTE - distance),
                1_000_000 * MINUTE,
                ago,
            )
        };
        assert_eq!(at(0).as_deref(), Some("just now"));
        assert_eq!(at(MINUTE - 1).as_deref(), Some("just now"));
        assert_eq!(at(5 * MINUTE).as_deref(), Some("5 min ago"));
        assert_eq!(at(HOUR * 23).as_deref(), Some("23 h ago"));
        assert_eq!(at(DAY).as_deref(), Some("yesterday"));
        assert_eq!(at(DAY * 29).as_deref(), Some("29 days ago"));
        assert_eq!(at(DAY * 30), None);
        assert_eq!(at(-42_000).as_deref(), Some("in 42 s"));
        assert_eq!(at(-HOUR), None);
    }

    #[test]
    fn writes_the_exact_time_for_people() {
        assert_eq!(readable("2026-11-21T10:30:00Z"), "2026-11-21 10:30:00 UTC");
    }
}
