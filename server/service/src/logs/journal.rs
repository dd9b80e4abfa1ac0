//! The latest lines, in memory.

use std::{
    collections::VecDeque,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use gateway::{OutputLine, ServerOutput};
use model::{LogLevel, LogLine, LogLines, Reference};
use tokio::sync::watch;

use super::{level, plain};
use crate::{Clock, SystemClock};

/// Lines that are kept.
pub const KEPT_LINES: usize = 20_000;
/// Bytes of text that are kept, over all lines.
pub const KEPT_BYTES: usize = 8 * 1024 * 1024;
/// The most bytes of one line; the rest is cut.
const MAX_LINE: usize = 8 * 1024;

/// Takes every line somewhere else, too. It must not wait.
pub trait LineSink: Send + Sync {
    /// Takes one line.
    fn line(&self, line: &LogLine);
}

/// A new journal, whose lines also go to `sink`.
pub fn journal(sink: Option<Box<dyn LineSink>>) -> Arc<Journal> {
    Arc::new(Journal {
        kept: Mutex::default(),
        news: watch::Sender::new(0),
        sink,
    })
}

/// The latest lines. Its lock is held for moments only: to add a line, and to take out those that somebody reads.
pub struct Journal {
    kept: Mutex<Kept>,
    news: watch::Sender<u64>,
    sink: Option<Box<dyn LineSink>>,
}

#[derive(Default)]
struct Kept {
    lines: VecDeque<Arc<LogLine>>,
    bytes: usize,
    last: u64,
}

impl fmt::Debug for Journal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Journal").finish_non_exhaustive()
    }
}

impl ServerOutput for Journal {
    fn line(&self, line: OutputLine) {
        let text = readable(&line.text);
        self.add(LogLine {
            number: 0,
            at: SystemClock.now(),
            level: level::of(&text),
            server: Some(Reference {
                id: line.server_id,
                name: line.server.as_ref().to_owned(),
            }),
            process_id: line.process_id,
            text,
        });
    }
}

impl Journal {
    /// An event of the gateway.
    pub fn event(&self, level: LogLevel, text: &str) {
        self.add(LogLine {
            number: 0,
            at: SystemClock.now(),
            level: Some(level),
            server: None,
            process_id: None,
            text: readable(text),
        });
    }

    pub(super) fn news(&self) -> watch::Receiver<u64> {
        self.news.subscribe()
    }

    /// Those that pass, at most so many of the latest, after the line with this number.
    pub(super) fn read(
        &self,
        after: Option<u64>,
        most: usize,
        passes: impl Fn(&LogLine) -> bool,
    ) -> LogLines {
        let (all, last, after) = {
            let kept = self.lock();
            // A number that has not been: it is of the process before this one.
            let after = after.filter(|after| *after <= kept.last);
            let new = kept.lines.iter().rev();
            let new = new.take_while(|line| after.is_none_or(|after| line.number > after));
            (new.cloned().collect::<Vec<_>>(), kept.last, after)
        };
        // Those that fell out before they were read may have passed or not.
        let forgotten = match (after, all.last()) {
            (Some(after), Some(first)) => first.number.saturating_sub(after + 1),
            _ => 0,
        };
        let mut lines: Vec<LogLine> = Vec::new();
        let mut missed = 0;
        for line in all.iter().filter(|line| passes(line)) {
            if lines.len() < most {
                lines.push(line.as_ref().clone());
            } else {
                missed += 1;
            }
        }
        lines.reverse();
        LogLines {
            lines,
            missed: if after.is_some() { missed + forgotten } else { 0 },
            last,
        }
    }

    fn add(&self, line: LogLine) {
        let line = {
            let mut kept = self.lock();
            kept.last += 1;
            let line = Arc::new(LogLine {
                number: kept.last,
                ..line
            });
            kept.bytes += line.text.len();
            kept.lines.push_back(line.clone());
            while kept.lines.len() > KEPT_LINES || kept.bytes > KEPT_BYTES {
                let oldest = kept.lines.pop_front();
                kept.bytes -= oldest.map_or(0, |line| line.text.len());
            }
            line
        };
        if let Some(sink) = &self.sink {
            sink.line(&line);
        }
        // Two threads may pass each other here; who listens reads what there is.
        self.news.send_if_modified(|last| {
            let is_newer = line.number > *last;
            *last = line.number.max(*last);
            is_newer
        });
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Secrets are hidden before a line is cut, so that none is cut in two.
fn readable(text: &str) -> String {
    let text = plain::hide_tokens(&plain::without_controls(text)).into_owned();
    if text.len() <= MAX_LINE {
        return text;
    }
    format!("{}…", &text[..text.floor_char_boundary(MAX_LINE)])
}

#[cfg(test)]
mod tests {
    use model::LogLevel;

    use super::{KEPT_BYTES, KEPT_LINES, MAX_LINE, journal};

    #[test]
    fn keeps_the_latest_lines_and_tells_how_many_were_missed() {
        let journal = journal(None);
        for number in 0..KEPT_LINES + 10 {
            journal.event(LogLevel::Info, &number.to_string());
        }
        let all = journal.read(None, usize::MAX, |_| true);
        assert_eq!(all.lines.len(), KEPT_LINES);
        assert_eq!((all.lines[0].number, all.missed), (11, 0));
        let last = all.last;
        let some = journal.read(Some(last - 5), 2, |_| true);
        assert_eq!((some.lines.len(), some.missed, some.last), (2, 3, last));
        assert_eq!(some.lines[1].number, last, "the latest, the oldest first");
        assert_eq!(journal.read(Some(3), usize::MAX, |_| true).missed, 7);
        assert!(journal.read(Some(last), 5, |_| true).lines.is_empty());
        let of_another_process = journal.read(Some(last + 1000), 5, |_| true);
        assert_eq!(
            (of_another_process.lines.len(), of_another_process.missed),
            (5, 0)
        );
        assert!(journal.read(None, 5, |_| false).lines.is_empty());
    }

    #[test]
    fn long_lines_are_cut_and_many_of_them_push_others_out() {
        let journal = journal(None);
        let long = "é".repeat(MAX_LINE);
        for _ in 0..KEPT_BYTES / MAX_LINE + 10 {
            journal.event(LogLevel::Info, &long);
        }
        let kept = journal.read(None, usize::MAX, |_| true).lines;
        assert!(kept.iter().map(|line| line.text.len()).sum::<usize>() <= KEPT_BYTES);
        assert!(kept[0].text.ends_with("é…") && kept[0].text.len() <= MAX_LINE + 3);
    }

    #[tokio::test]
    async fn tells_that_there_is_more() {
        let journal = journal(None);
        let mut news = journal.news();
        journal.event(LogLevel::Warn, "one");
        journal.event(LogLevel::Warn, "two");
        news.changed().await.expect("it lives");
        assert_eq!(*news.borrow_and_update(), 2);
    }
}
