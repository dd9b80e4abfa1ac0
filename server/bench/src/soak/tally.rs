//! What all clients counted.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use serde::Serialize;

use super::{fleet::Server, outcome::Outcome};

/// As many complaints are kept word by word as a person wants to read.
const COMPLAINTS: usize = 20;

/// Counts as they go.
#[derive(Debug, Default)]
pub(super) struct Tally(Mutex<Notes>);

#[derive(Debug, Default)]
struct Notes {
    counts: Counts,
    explained: BTreeMap<String, u64>,
    complaints: Vec<String>,
}

/// How often what happened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(super) struct Counts {
    /// Calls that were sent and answered, or not.
    pub(super) calls: u64,
    /// Answers to their questions.
    pub(super) right: u64,
    /// Of these, calls of servers that crash.
    pub(super) to_crashing: u64,
    /// Errors that say how a crashing server failed.
    pub(super) explained: u64,
    /// Errors of servers that do not crash, and errors that explain nothing.
    pub(super) unallowed: u64,
    /// Answers to other questions.
    pub(super) wrong: u64,
    /// Calls without an answer.
    pub(super) lost: u64,
    /// Sessions that began, and connections of clients without sessions.
    pub(super) sessions: u64,
    /// Sessions that could not begin or end.
    pub(super) failed_sessions: u64,
}

impl Tally {
    /// A call came to its end.
    pub(super) fn note(&self, server: &Server, outcome: &Outcome) {
        let mut notes = self.notes();
        let counts = &mut notes.counts;
        counts.calls += 1;
        counts.to_crashing += u64::from(server.crashes);
        let complaint = match outcome {
            Outcome::Right => {
                counts.right += 1;
                None
            }
            Outcome::Explained(class) if server.crashes => {
                counts.explained += 1;
                let what = format!("{}: {class}", server.tool);
                *notes.explained.entry(what).or_default() += 1;
                None
            }
            Outcome::Explained(_) => {
                counts.unallowed += 1;
                Some("an error of a server that does not crash".to_owned())
            }
            Outcome::Unexplained(what) => {
                counts.unallowed += 1;
                Some(format!("an error that explains nothing: {what}"))
            }
            Outcome::Wrong(what) => {
                counts.wrong += 1;
                Some(format!("a wrong answer: {what}"))
            }
            Outcome::Lost(what) => {
                counts.lost += 1;
                Some(format!("no answer: {what}"))
            }
        };
        if let Some(complaint) = complaint {
            notes.complain(format!("{}: {complaint}", server.tool));
        }
    }

    pub(super) fn session_begun(&self) {
        self.notes().counts.sessions += 1;
    }

    pub(super) fn session_failed(&self, why: &str) {
        let mut notes = self.notes();
        notes.counts.failed_sessions += 1;
        notes.complain(format!("a session: {why}"));
    }

    /// So far.
    pub(super) fn counts(&self) -> Counts {
        self.notes().counts
    }

    /// Errors that say how a crashing server failed, by the tool that was called and by what happened.
    pub(super) fn explained(&self) -> BTreeMap<String, u64> {
        self.notes().explained.clone()
    }

    /// The first of them, word by word.
    pub(super) fn complaints(&self) -> Vec<String> {
        self.notes().complaints.clone()
    }

    /// Counts stay whole whatever panicked while it held the lock.
    fn notes(&self) -> MutexGuard<'_, Notes> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Notes {
    fn complain(&mut self, what: String) {
        if self.complaints.len() < COMPLAINTS {
            self.complaints.push(what);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::fleet::Server, COMPLAINTS, Outcome, Tally};

    #[test]
    fn only_servers_that_crash_may_explain_errors() {
        let tally = Tally::default();
        let server = |crashes| Server {
            tool: "time__echo".to_owned(),
            crashes,
        };
        tally.note(&server(true), &Outcome::Explained("exited".to_owned()));
        assert_eq!(tally.explained()["time__echo: exited"], 1);
        tally.note(&server(false), &Outcome::Explained("exited".to_owned()));
        tally.note(&server(true), &Outcome::Unexplained("HTTP 500".to_owned()));
        let counts = tally.counts();
        assert_eq!((counts.calls, counts.to_crashing), (3, 2));
        assert_eq!((counts.explained, counts.unallowed), (1, 2));
        for _ in 0..COMPLAINTS * 2 {
            tally.note(&server(true), &Outcome::Lost("gone".to_owned()));
        }
        assert_eq!(tally.counts().lost, 2 * COMPLAINTS as u64);
        assert_eq!(tally.complaints().len(), COMPLAINTS);
        assert!(tally.complaints()[1].contains("HTTP 500"));
    }
}
