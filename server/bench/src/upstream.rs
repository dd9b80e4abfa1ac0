//! Servers of testkit over HTTP, each a process that prints its URL first.

use std::{path::Path, process::Stdio, time::Duration};

use anyhow::{Context, Result};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    time::timeout,
};

const START: Duration = Duration::from_secs(10);

/// A server that runs. Killed when dropped.
pub(crate) struct Upstream {
    child: Child,
    /// What a gateway is configured with.
    pub(crate) url: String,
}

impl Upstream {
    /// Starts it on a free port, or on the one that it had.
    pub(crate) async fn start(program: &Path, arguments: &[&str], address: &str) -> Result<Self> {
        let mut child = Command::new(program)
            .args(["--listen", address])
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("cannot start {}", program.display()))?;
        let output = child.stdout.take().context("its output is ours")?;
        let mut lines = BufReader::new(output).lines();
        let line = timeout(START, lines.next_line()).await;
        let url = line.with_context(|| format!("{} does not start", program.display()))??;
        let url = url.with_context(|| format!("{} ended at once", program.display()))?;
        Ok(Self { child, url })
    }

    /// Host and port.
    pub(crate) fn address(&self) -> &str {
        let rest = self.url.trim_start_matches("http://");
        rest.split_once('/').map_or(rest, |(address, _)| address)
    }

    /// Ends it without a warning, and waits until it has.
    pub(crate) async fn kill(&mut self) -> Result<()> {
        Ok(self.child.kill().await?)
    }
}
