//! What is counted without being kept: what found no room, and what was said.

use std::sync::atomic::{AtomicU64, Ordering};

use model::LogLevel;

/// Counts since the start of the process.
#[derive(Debug, Default)]
pub struct Counts {
    /// Records of calls that were not counted.
    pub records: Count,
    /// Spans that were not sent.
    pub spans: Count,
    /// Events that were not sent.
    pub logs: Count,
    events: [Count; LogLevel::ALL.len()],
}

/// A number that only grows.
#[derive(Debug, Default)]
pub struct Count(AtomicU64);

impl Counts {
    /// Events of a level that the process has logged.
    pub fn events(&self, level: LogLevel) -> &Count {
        &self.events[level as usize]
    }
}

impl Count {
    /// So many more.
    pub fn add(&self, more: u64) {
        self.0.fetch_add(more, Ordering::Relaxed);
    }

    /// As many as there were.
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}
