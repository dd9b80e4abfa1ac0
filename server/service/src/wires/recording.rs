//! What was watched, kept in memory within bounds.

use std::{
    collections::VecDeque,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use model::{EndpointId, RecordingId, RecordingView, Reference, Timestamp, UserId, WireEntry};
use tokio_util::sync::CancellationToken;

/// Entries of one recording. The oldest make room.
const MAX_ENTRIES: usize = 5000;
/// Bytes of one recording.
const MAX_BYTES: usize = 32 * 1024 * 1024;
/// What an entry takes beside its texts, roughly.
const ENTRY_BYTES: usize = 256;

/// A recording of one person.
pub(crate) struct Recording {
    pub(crate) id: RecordingId,
    pub(super) owner: UserId,
    pub(super) endpoint: Reference<EndpointId>,
    session: Option<String>,
    /// It stands among its owner's recordings.
    pub(super) is_listed: bool,
    began_at: Timestamp,
    pub(super) began: Instant,
    pub(super) missed: AtomicU64,
    /// Cancelled when nothing more is recorded.
    pub(super) over: CancellationToken,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    entries: VecDeque<WireEntry>,
    bytes: usize,
    forgotten: u64,
    last: u64,
}

impl Recording {
    pub(super) fn new(
        id: RecordingId,
        owner: UserId,
        endpoint: Reference<EndpointId>,
        session: Option<String>,
        is_listed: bool,
        (began_at, began): (Timestamp, Instant),
    ) -> Self {
        Self {
            id,
            owner,
            endpoint,
            session,
            is_listed,
            began_at,
            began,
            missed: AtomicU64::new(0),
            over: CancellationToken::new(),
            kept: Mutex::default(),
        }
    }

    /// Keeps more, and forgets what is too much.
    pub(super) fn add(&self, entries: Vec<WireEntry>) {
        // Whoever has stopped it has seen the last.
        if self.over.is_cancelled() {
            return;
        }
        let mut kept = self.kept();
        for entry in entries {
            kept.bytes += size(&entry);
            kept.last = entry.n;
            kept.entries.push_back(entry);
        }
        while kept.entries.len() > MAX_ENTRIES || kept.bytes > MAX_BYTES {
            let Some(oldest) = kept.entries.pop_front() else {
                break;
            };
            kept.bytes -= size(&oldest);
            kept.forgotten += 1;
        }
    }

    /// The first entries behind a number that fit, at most so many, and whether there are more.
    pub(super) fn after(
        &self,
        n: u64,
        most: usize,
        fits: impl Fn(&WireEntry) -> bool,
    ) -> (Vec<WireEntry>, bool) {
        let kept = self.kept();
        let mut wanted = kept.entries.iter().filter(|entry| entry.n > n && fits(entry));
        let entries = wanted.by_ref().take(most).cloned().collect();
        (entries, wanted.next().is_some())
    }

    /// The latest entries that fit, at most so many, in order, and whether there are earlier ones.
    pub(super) fn latest(&self, most: usize, fits: impl Fn(&WireEntry) -> bool) -> (Vec<WireEntry>, bool) {
        let kept = self.kept();
        let mut wanted = kept.entries.iter().rev().filter(|entry| fits(entry));
        let mut entries: Vec<_> = wanted.by_ref().take(most).cloned().collect();
        entries.reverse();
        (entries, wanted.next().is_some())
    }

    /// As people see it.
    pub(super) fn view(&self) -> RecordingView {
        let kept = self.kept();
        RecordingView {
            id: self.id,
            endpoint: self.endpoint.clone(),
            session: self.session.clone(),
            began_at: self.began_at,
            is_running: !self.over.is_cancelled(),
            entries: kept.last,
            forgotten: kept.forgotten,
            bytes: kept.bytes as u64,
            missed: self.missed.load(Ordering::Relaxed),
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn size(entry: &WireEntry) -> usize {
    let headers = entry.headers.iter();
    let of_headers: usize = headers.map(|(name, value)| name.len() + value.len()).sum();
    let of_body = entry.body.as_ref().map_or(0, |body| body.text.len());
    of_headers + of_body + ENTRY_BYTES
}
