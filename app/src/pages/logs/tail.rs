//! The lines of an open page: those that are shown, and those that wait while it is paused.

use std::{collections::VecDeque, sync::Arc};

use model::{LogLine, LogLines};

/// Lines that are shown. A page with more of them would answer slowly.
pub(super) const MOST_SHOWN: usize = 1000;
/// Lines that wait while the page is paused.
pub(super) const MOST_HELD: usize = 5000;

/// What a page knows. Cloning a line is cheap.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Tail {
    pub(super) shown: VecDeque<Arc<LogLine>>,
    pub(super) held: VecDeque<Arc<LogLine>>,
    /// Nothing new is shown.
    pub(super) is_paused: bool,
    /// So many were not shown: there were too many at once, or the page was paused for too long.
    pub(super) missed: u64,
}

impl Tail {
    /// A page that begins with these.
    pub(super) fn new(latest: LogLines) -> Self {
        let mut tail = Self::default();
        tail.take(latest);
        tail
    }

    /// More has come.
    pub(super) fn take(&mut self, more: LogLines) {
        self.missed += more.missed;
        let lines = more.lines.into_iter().map(Arc::new);
        if self.is_paused {
            self.held.extend(lines);
            let too_many = self.held.len().saturating_sub(MOST_HELD);
            self.held.drain(..too_many);
            self.missed += too_many as u64;
        } else {
            self.shown.extend(lines);
            self.cut();
        }
    }

    /// Stops, or shows what has come meanwhile.
    pub(super) fn pause(&mut self, is_paused: bool) {
        self.is_paused = is_paused;
        if !is_paused {
            self.shown.append(&mut self.held);
            self.cut();
        }
    }

    /// Shows nothing of what there was.
    pub(super) fn clear(&mut self) {
        self.shown.clear();
        self.held.clear();
        self.missed = 0;
    }

    /// The oldest go as on a terminal; that is no loss to speak of.
    fn cut(&mut self) {
        let too_many = self.shown.len().saturating_sub(MOST_SHOWN);
        self.shown.drain(..too_many);
    }
}

#[cfg(test)]
mod tests {
    use model::{LogLine, LogLines, Timestamp};

    use super::{MOST_HELD, MOST_SHOWN, Tail};

    fn lines(numbers: std::ops::Range<u64>) -> LogLines {
        LogLines {
            last: numbers.end - 1,
            lines: numbers
                .map(|number| LogLine {
                    number,
                    at: Timestamp::from_millis(0),
                    level: None,
                    server: None,
                    process_id: None,
                    text: String::new(),
                })
                .collect(),
            missed: 0,
        }
    }

    #[test]
    fn nothing_is_lost_while_it_is_paused() {
        let mut tail = Tail::new(lines(1..4));
        tail.pause(true);
        tail.take(lines(4..10));
        assert_eq!((tail.shown.len(), tail.held.len()), (3, 6));
        tail.pause(false);
        let numbers: Vec<u64> = tail.shown.iter().map(|line| line.number).collect();
        assert_eq!(numbers, (1..10).collect::<Vec<_>>());
        assert_eq!((tail.held.len(), tail.missed), (0, 0));
    }

    #[test]
    fn what_is_too_much_is_counted_while_it_is_paused() {
        let mut tail = Tail::default();
        tail.pause(true);
        tail.take(lines(1..MOST_HELD as u64 + 11));
        assert_eq!((tail.held.len(), tail.missed), (MOST_HELD, 10));
        tail.pause(false);
        assert_eq!(tail.shown.len(), MOST_SHOWN);
        assert_eq!(tail.shown.back().expect("some").number, MOST_HELD as u64 + 10);
        tail.clear();
        assert_eq!(tail, Tail::default());
    }
}
