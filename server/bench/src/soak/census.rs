//! What the gateway uses at a moment.

use std::time::Duration;

use anyhow::Result;
use serde::Serialize;

use crate::process;

/// What must be the same before and after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct Census {
    /// Open files, sockets and pipes of the gateway.
    pub(super) descriptors: usize,
    /// Processes that the gateway has started, wherever they are by now.
    pub(super) processes: usize,
    /// Processes that have ended unnoticed.
    pub(super) zombies: usize,
}

/// One look during the traffic.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Sample {
    /// Since the traffic began.
    pub(super) seconds: f64,
    /// Memory of the gateway, in bytes.
    pub(super) rss: u64,
    /// Its threads.
    pub(super) threads: usize,
    /// The rest.
    #[serde(flatten)]
    pub(super) census: Census,
}

impl Census {
    /// `mark` is in the environment of the processes that the gateway starts.
    pub(super) fn take(gateway: u32, mark: &str) -> Result<Self> {
        Ok(Self {
            descriptors: process::descriptors(gateway)?,
            processes: process::with_mark(mark)?,
            zombies: process::zombies(gateway)?,
        })
    }
}

impl Sample {
    pub(super) fn take(gateway: u32, mark: &str, at: Duration) -> Result<Self> {
        Ok(Self {
            seconds: at.as_secs_f64(),
            rss: process::rss(&[gateway])?,
            threads: process::threads(gateway)?,
            census: Census::take(gateway, mark)?,
        })
    }
}
