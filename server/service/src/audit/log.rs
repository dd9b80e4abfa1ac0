//! Where calls wait until they are written down.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use gateway::{CallRecord, CallRecorder, PartDetail};
use tokio::sync::mpsc;

/// Calls that may wait.
const WAITING: usize = 64 * 1024;
/// Bytes of their texts.
const WAITING_BYTES: u64 = 64 * 1024 * 1024;

/// What is written down, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditOptions {
    /// Calls and acts are written down.
    pub is_on: bool,
    /// For so many days; 0 for ever.
    pub days: u64,
    /// So many calls at most; 0 without a bound.
    pub most_rows: u64,
    /// So many may wait to be written.
    pub most_waiting: usize,
}

impl Default for AuditOptions {
    fn default() -> Self {
        Self {
            is_on: true,
            days: 30,
            most_rows: 1_000_000,
            most_waiting: WAITING,
        }
    }
}

/// A new log: one clone goes to the gateway, the other to [`crate::Parts`].
pub fn audit_log(options: AuditOptions) -> Arc<AuditLog> {
    let (sender, receiver) = mpsc::channel(options.most_waiting.max(1));
    Arc::new(AuditLog {
        options,
        sender,
        receiver: Mutex::new(Some(receiver)),
        waiting: AtomicU64::new(0),
        waiting_bytes: AtomicU64::new(0),
        missing: AtomicU64::new(0),
    })
}

/// Takes calls from the gateway, which never waits here: what does not fit is counted.
pub struct AuditLog {
    options: AuditOptions,
    sender: mpsc::Sender<CallRecord>,
    receiver: Mutex<Option<mpsc::Receiver<CallRecord>>>,
    waiting: AtomicU64,
    waiting_bytes: AtomicU64,
    /// Calls that are not written down.
    pub(super) missing: AtomicU64,
}

impl CallRecorder for AuditLog {
    fn record(&self, call: CallRecord) {
        if !self.options.is_on {
            return;
        }
        let bytes = bytes_of(&call);
        let waiting = self.waiting_bytes.fetch_add(bytes, Ordering::Relaxed);
        self.waiting.fetch_add(1, Ordering::Relaxed);
        if waiting.saturating_add(bytes) > WAITING_BYTES || self.sender.try_send(call).is_err() {
            self.waiting_bytes.fetch_sub(bytes, Ordering::Relaxed);
            self.waiting.fetch_sub(1, Ordering::Relaxed);
            self.missing.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl AuditLog {
    pub(super) fn options(&self) -> &AuditOptions {
        &self.options
    }

    /// Calls and acts are written down.
    pub fn is_on(&self) -> bool {
        self.options.is_on
    }

    /// Calls that wait.
    pub(super) fn waiting(&self) -> u64 {
        self.waiting.load(Ordering::Relaxed)
    }

    /// The other end, once.
    pub(super) fn take_receiver(&self) -> Option<mpsc::Receiver<CallRecord>> {
        self.receiver
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }

    /// These calls wait no more: they are written, or lost.
    pub(super) fn let_go(&self, calls: &[CallRecord]) {
        let bytes = calls.iter().map(bytes_of).sum();
        self.waiting_bytes.fetch_sub(bytes, Ordering::Relaxed);
        self.waiting.fetch_sub(calls.len() as u64, Ordering::Relaxed);
    }

    /// Calls that could not be written down.
    pub(super) fn lose(&self, calls: u64) {
        self.missing.fetch_add(calls, Ordering::Relaxed);
    }
}

/// What a call holds of its own; the rest is shared.
pub(super) fn bytes_of(call: &CallRecord) -> u64 {
    let part = |part: &Option<PartDetail>| {
        part.as_ref()
            .and_then(|it| it.text.as_ref())
            .map_or(0, |text| text.len())
    };
    let error = call.error.as_ref().map_or(0, |error| error.len());
    (part(&call.arguments) + part(&call.result) + error) as u64
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering;

    use gateway::{CallRecord, CallRecorder, PartDetail};
    use model::Timestamp;

    use super::{AuditOptions, WAITING_BYTES, audit_log};
    use crate::recorder::tests::call;

    #[test]
    fn what_does_not_fit_is_counted() {
        let log = audit_log(AuditOptions {
            most_waiting: 3,
            ..AuditOptions::default()
        });
        let endpoint = crate::mint::id(Timestamp::from_millis(0));
        (0..5).for_each(|at| log.record(call(endpoint, at)));
        assert_eq!((log.waiting(), log.missing.load(Ordering::Relaxed)), (3, 2));
        let mut receiver = log.take_receiver().expect("nobody has it");
        let first = receiver.try_recv().expect("waits");
        log.let_go(&[first]);
        log.record(call(endpoint, 9));
        assert_eq!((log.waiting(), log.missing.load(Ordering::Relaxed)), (3, 2));
    }

    #[test]
    fn texts_are_bounded_too() {
        let log = audit_log(AuditOptions::default());
        let size = usize::try_from(WAITING_BYTES / 2).expect("small") + 1;
        let text = PartDetail {
            bytes: 0,
            digest: None,
            text: Some("x".repeat(size).into()),
        };
        for _ in 0..2 {
            log.record(CallRecord {
                result: Some(text.clone()),
                ..call(crate::mint::id(Timestamp::from_millis(0)), 1)
            });
        }
        assert_eq!((log.waiting(), log.missing.load(Ordering::Relaxed)), (1, 1));
    }

    #[test]
    fn nothing_waits_where_nothing_is_written() {
        let off = AuditOptions {
            is_on: false,
            ..AuditOptions::default()
        };
        let log = audit_log(off);
        log.record(call(crate::mint::id(Timestamp::from_millis(0)), 1));
        assert_eq!((log.waiting(), log.missing.load(Ordering::Relaxed)), (0, 0));
    }
}
