//! The life of one connection: it works, takes no new calls, is asked to end, has ended.

use std::sync::{Arc, OnceLock};

use model::Failure;
use tokio_util::sync::CancellationToken;

/// Shared by a connection and the tasks that serve it.
#[derive(Default)]
pub(super) struct Life {
    retired: CancellationToken,
    stop: CancellationToken,
    ended: CancellationToken,
    failure: OnceLock<Arc<Failure>>,
}

impl Life {
    /// New calls may use the connection.
    pub(super) fn is_alive(&self) -> bool {
        !self.retired.is_cancelled()
    }

    /// No new calls; those that run may finish.
    pub(super) fn retire(&self) {
        self.retired.cancel();
    }

    /// As [`Self::retire`], because of a failure that need not touch the calls that run.
    pub(super) fn retire_failed(&self, failure: Arc<Failure>) {
        self.note(failure);
        self.retire();
    }

    /// Asks the connection to end now.
    pub(super) fn stop(&self) {
        self.retire();
        self.stop.cancel();
    }

    /// The connection is lost.
    pub(super) fn fail(&self, failure: Arc<Failure>) {
        self.note(failure);
        self.stop();
    }

    /// Why it ended, if not because it was asked to.
    pub(super) fn failure(&self) -> Option<&Arc<Failure>> {
        self.failure.get()
    }

    /// Returns once there are no new calls.
    pub(super) async fn retired(&self) {
        self.retired.cancelled().await;
    }

    /// Returns once it was asked to end, or is lost.
    pub(super) async fn stopping(&self) {
        self.stop.cancelled().await;
    }

    /// Nothing of it is left: its tasks are done, its process is gone.
    pub(super) fn mark_ended(&self) {
        self.ended.cancel();
    }

    /// Returns once nothing of it is left.
    pub(super) async fn ended(&self) {
        self.ended.cancelled().await;
    }

    fn note(&self, failure: Arc<Failure>) {
        // What happens after a connection was asked to end is not a failure.
        if !self.stop.is_cancelled() {
            // The first reason counts.
            let _ = self.failure.set(failure);
        }
    }
}
