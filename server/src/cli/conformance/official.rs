//! The official suite, which is a package of npm.

use std::process::Stdio;

use anyhow::{Context, bail};
use tokio::process::Command;

use crate::cli::print;

/// One that is known to run, whatever is published later.
const SUITE: &str = "@modelcontextprotocol/conformance@0.2.0-alpha.12";
const REVISIONS: [&str; 2] = ["2025-11-25", "2026-07-28"];
/// Older ones cannot load it.
const OLDEST_NODE: u64 = 22;

/// Runs both revisions. An error when one does not pass.
pub(super) async fn run(url: &str) -> anyhow::Result<()> {
    check_node().await?;
    let mut failed = Vec::new();
    for revision in REVISIONS {
        print::line(&format!("== {revision}"))?;
        let suite = ["-y", SUITE, "server", "--url", url, "--requirements", revision];
        let status = Command::new("npx")
            .args(suite)
            .stdin(Stdio::null())
            .status()
            .await;
        let status = status.context("npx cannot be started; it comes with Node.js")?;
        if !status.success() {
            failed.push(revision);
        }
    }
    if failed.is_empty() {
        return Ok(());
    }
    bail!("the official suite did not pass: {}", failed.join(", "))
}

async fn check_node() -> anyhow::Result<()> {
    let needed = || format!("the official suite needs Node.js {OLDEST_NODE} or newer");
    let output = Command::new("node").arg("--version").output().await;
    let output = output.with_context(|| format!("node cannot be started; {}", needed()))?;
    let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    match major(&version) {
        Some(major) if major >= OLDEST_NODE => Ok(()),
        _ => bail!("{}; there is {version}", needed()),
    }
}

fn major(version: &str) -> Option<u64> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn versions_of_node_begin_with_a_letter() {
        assert_eq!(major("v22.1.0"), Some(22));
        assert_eq!(major("22"), None);
    }
}
