//! What asks the process to stop: Ctrl-C on a terminal, SIGTERM from a service manager.

use anyhow::Context;
use nix::sys::signal::Signal;
use tokio::signal::unix::{self, SignalKind, signal};

/// Where a limit on the size of files is reached (`ulimit -f`), the system sends a signal that ends the process. Caught, the
/// write fails instead, as on a full disk, and what needs no database goes on.
///
/// # Errors
/// When the system does not let it.
pub(crate) fn outlive_full_files() -> anyhow::Result<()> {
    let kind = SignalKind::from_raw(Signal::SIGXFSZ as i32);
    // It stays caught when the stream of signals is dropped.
    signal(kind).map(drop).context("could not catch SIGXFSZ")
}

/// Both signals, caught from when this is made: one that comes before [`Self::received`] is not lost.
pub(crate) struct StopSignals {
    interrupt: unix::Signal,
    terminate: unix::Signal,
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
