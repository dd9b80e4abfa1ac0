//! What asks the process to stop: Ctrl-C on a terminal, SIGTERM from a service manager.

use anyhow::Context;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Both signals, caught from when this is made: one that comes before [`Self::received`] is not lost.
pub(crate) struct StopSignals {
    interrupt: Signal,
    terminate: Signal,
}

impl StopSignals {
    /// Catches the signals from now on.
    ///
    /// # Errors
    /// When the system does not let it.
    pub(crate) fn listen() -> anyhow::Result<Self> {
        let caught = |kind| signal(kind).context("could not listen for the signals that stop the process");
        Ok(Self {
            interrupt: caught(SignalKind::interrupt())?,
            terminate: caught(SignalKind::terminate())?,
        })
    }

    /// Returns once one of them has come.
    pub(crate) async fn received(mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}
