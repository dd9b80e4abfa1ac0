//! What an upstream writes beside the protocol: the last lines of stderr, and text among its frames.

use std::{
    collections::VecDeque,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

/// Lines that are kept of each kind.
const MAX_LINES: usize = 40;

/// Bytes that are kept of each line.
const MAX_LINE: usize = 500;

/// Kept for the explanation of a failure.
#[derive(Default)]
pub(super) struct Evidence {
    stderr: Tail,
    garbage: Tail,
}

/// The last lines of a stream.
#[derive(Default)]
struct Tail {
    lines: Mutex<VecDeque<String>>,
    count: AtomicUsize,
}

impl Evidence {
    /// A line of stderr.
    pub(super) fn add_stderr(&self, line: &str) {
        self.stderr.push(line);
    }

    /// A line where a frame belongs. Returns how many there were.
    pub(super) fn add_garbage(&self, line: &[u8]) -> usize {
        self.garbage
            .push(&String::from_utf8_lossy(&line[..line.len().min(MAX_LINE)]))
    }

    /// Something else than frames was written to stdout.
    pub(super) fn has_garbage(&self) -> bool {
        self.garbage.count.load(Ordering::Relaxed) > 0
    }

    /// The last lines of stderr.
    pub(super) fn stderr(&self) -> String {
        self.stderr.text()
    }

    /// Both, what stood in place of frames first.
    pub(super) fn output(&self) -> String {
        let (garbage, stderr) = (self.garbage.text(), self.stderr.text());
        match (garbage.is_empty(), stderr.is_empty()) {
            (true, _) => stderr,
            (false, true) => garbage,
            (false, false) => format!("{garbage}\n{stderr}"),
        }
    }
}

impl Tail {
    fn push(&self, line: &str) -> usize {
        let line = &line[..line.floor_char_boundary(MAX_LINE.min(line.len()))];
        let mut lines = self.lock();
        if lines.len() == MAX_LINES {
            lines.pop_front();
        }
        lines.push_back(line.to_owned());
        self.count.fetch_add(1, Ordering::Relaxed) + 1
    }

    fn text(&self) -> String {
        let lines = self.lock();
        lines.iter().map(String::as_str).collect::<Vec<_>>().join("\n")
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<String>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::{Evidence, MAX_LINE, MAX_LINES};

    #[test]
    fn keeps_the_last_lines_and_their_start() {
        let evidence = Evidence::default();
        for number in 0..MAX_LINES + 10 {
            evidence.add_stderr(&format!("{number} {}", "é".repeat(MAX_LINE)));
        }
        let text = evidence.stderr();
        assert_eq!(text.lines().count(), MAX_LINES);
        assert!(text.starts_with("10 é"));
        assert!(text.lines().all(|line| line.len() <= MAX_LINE));
    }

    #[test]
    fn shows_what_stood_in_place_of_frames_before_stderr() {
        let evidence = Evidence::default();
        assert_eq!(evidence.output(), "");
        evidence.add_stderr("warning");
        assert_eq!(evidence.output(), "warning");
        assert_eq!(evidence.add_garbage(b"hello \xff"), 1);
        assert_eq!(evidence.output(), "hello \u{fffd}\nwarning");
    }
}
