//! Words of checks of conformance.

use model::{Check, Era, Verdict, VerdictCount};

/// Words of checks of conformance.
pub struct ConformanceMessages {
    pub title: &'static str,
    pub lead: &'static str,
    pub run: &'static str,
    pub none_title: &'static str,
    pub none_text: &'static str,
    pub good: &'static str,
    pub bad: &'static str,
    pub skipped: &'static str,
    pub count: fn(VerdictCount) -> String,
    pub sessions: &'static str,
    pub stateless: &'static str,
    pub access: &'static str,
    pub verdict: &'static str,
    pub check: &'static str,
    pub specification: &'static str,
    pub details: &'static str,
    pub sent: &'static str,
    pub came: &'static str,
    pub to_do: &'static str,
    pub runs: &'static str,
    pub by: &'static str,
    pub result: &'static str,
    /// What is checked, and what to do where it is bad.
    pub words: fn(Check) -> (&'static str, &'static str),
}

impl ConformanceMessages {
    /// What came of a check.
    pub const fn verdict(&self, verdict: Verdict) -> &'static str {
        match verdict {
            Verdict::Good => self.good,
            Verdict::Bad => self.bad,
            Verdict::Skipped => self.skipped,
        }
    }

    /// A part of the protocol.
    pub const fn era(&self, era: Era) -> &'static str {
        match era {
            Era::Sessions => self.sessions,
            Era::Stateless => self.stateless,
            Era::Access => self.access,
        }
    }
}
