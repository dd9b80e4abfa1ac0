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
    /// It is still to come. Everything else has happened, also when the reader's clock is a little behind.
    #[prop(optional)]
    due: bool,
) -> impl IntoView {
    let iso = at.to_iso();
    let readable = readable(&iso);
    let exact = readable.clone();
    let (now, ago) = (use_now(), &use_messages().common.ago);
    let text = move || {
        let relative = now.get().and_then(|now| {
            let distance = now - at.as_millis();
            if due {
                until(-distance, ago)
            } else {
                since(distance, ago)
            }
        });
        relative.unwrap_or_else(|| exact.clone())
    };
    view! { <time datetime=iso title=readable>{text}</time> }
}

/// `2026-11-21T10:30:00Z` as people write it.
fn readable(iso: &str) -> String {
    format!("{} UTC", iso.trim_end_matches('Z').replace('T', " "))
}

/// How long ago, in the unit that says most. `None` when the date says more.
fn since(ago: i64, words: &AgoMessages) -> Option<String> {
    match ago {
        LONG_AGO.. => None,
        DAY.. => Some((words.days)(ago / DAY)),
        HOUR.. => Some((words.hours)(ago / HOUR)),
        MINUTE.. => Some((words.minutes)(ago / MINUTE)),
        _ => Some(words.now.to_owned()),
    }
}

/// How long until then, the same way.
pub(super) fn until(left: i64, words: &AgoMessages) -> Option<String> {
    match left {
        HOUR.. => None,
        MINUTE.. => Some((words.in_minutes)(left / MINUTE)),
        1000.. => Some((words.in_seconds)(left / 1000)),
        _ => Some(words.soon.to_owned()),
    }
}

/// A duration, given in microseconds, in the unit that fits, with three digits at most before it.
pub fn elapsed(micros: u64) -> String {
    match micros {
        0..1_000 => format!("{micros} µs"),
        1_000..10_000 => format!("{}.{} ms", micros / 1_000, micros % 1_000 / 100),
        10_000..1_000_000 => format!("{} ms", micros / 1_000),
        _ => format!("{}.{} s", micros / 1_000_000, micros % 1_000_000 / 100_000),
    }
}

#[cfg(test)]
mod tests {
    use super::{DAY, HOUR, MINUTE, elapsed, readable, since, until};
    use crate::{i18n::messages, visit::Language};

    #[test]
    fn says_how_long_ago_in_the_unit_that_says_most() {
        let ago = &messages(Language::En).common.ago;
        let at = |distance: i64| since(distance, ago);
        assert_eq!(at(0).as_deref(), Some("just now"));
        assert_eq!(at(MINUTE - 1).as_deref(), Some("just now"));
        assert_eq!(at(5 * MINUTE).as_deref(), Some("5 min ago"));
        assert_eq!(at(HOUR * 23).as_deref(), Some("23 h ago"));
        assert_eq!(at(DAY).as_deref(), Some("yesterday"));
        assert_eq!(at(DAY * 29).as_deref(), Some("29 days ago"));
        assert_eq!(at(DAY * 30), None);
        assert_eq!(at(-42_000).as_deref(), Some("just now"), "another clock is ahead");
    }

    #[test]
    fn says_how_long_it_takes() {
        let ago = &messages(Language::En).common.ago;
        let left = |distance: i64| until(distance, ago);
        assert_eq!(left(-DAY).as_deref(), Some("now"));
        assert_eq!(left(999).as_deref(), Some("now"));
        assert_eq!(left(42_000).as_deref(), Some("in 42 s"));
        assert_eq!(left(5 * MINUTE).as_deref(), Some("in 5 min"));
        assert_eq!(left(HOUR), None);
    }

    #[test]
    fn writes_the_exact_time_for_people() {
        assert_eq!(readable("2026-11-21T10:30:00Z"), "2026-11-21 10:30:00 UTC");
    }

    #[test]
    fn durations_have_the_unit_that_fits() {
        let cases = [
            (999, "999 µs"),
            (4_120, "4.1 ms"),
            (212_900, "212 ms"),
            (1_950_000, "1.9 s"),
        ];
        for (micros, text) in cases {
            assert_eq!(elapsed(micros), text);
        }
    }
}
