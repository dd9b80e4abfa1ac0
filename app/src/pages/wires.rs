//! What passes on both wires: recordings, one recording as a time line, one entry with all of its text.

mod entry;
mod list;
mod time_line;

pub(crate) use self::time_line::TimeLine;
pub use self::{entry::WireEntryPage, list::RecordingsPage, time_line::RecordingPage};

const PATH: &str = "/wires";

/// The page of a recording.
pub(crate) fn path(id: model::RecordingId) -> String {
    format!("{PATH}/{id}")
}

/// Microseconds as people read them: as many digits as tell something.
fn span(us: i64) -> String {
    match us {
        ..1_000 => format!("{us} µs"),
        1_000..10_000 => format!("{:.2} ms", exact(us) / 1e3),
        10_000..1_000_000 => format!("{:.1} ms", exact(us) / 1e3),
        _ => format!("{:.2} s", exact(us) / 1e6),
    }
}

#[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
fn exact(us: i64) -> f64 {
    us as f64
}

#[cfg(test)]
mod tests {
    use super::span;

    #[test]
    fn spans_have_as_many_digits_as_tell_something() {
        for (us, text) in [
            (7, "7 µs"),
            (1_234, "1.23 ms"),
            (45_678, "45.7 ms"),
            (2_345_678, "2.35 s"),
        ] {
            assert_eq!(span(us), text);
        }
    }
}
