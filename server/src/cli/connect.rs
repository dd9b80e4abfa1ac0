//! `metamcp connect`.

use std::io::stderr;

use anyhow::Context;
use gateway::{Authorities, Bridge};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing_subscriber::{EnvFilter, fmt};

use crate::lifecycle::StopSignals;

pub(super) const HELP: &str = "\
For clients that start commands and cannot connect to a URL. Everything that the endpoint offers passes through:
tools, prompts, resources, progress, questions to the user, changes of lists. A lost session is begun anew.
Messages are on stdout, everything else is on stderr.

In a client's configuration:
  {
    \"mcpServers\": {
      \"metamcp\": {
        \"command\": \"metamcp\",
        \"args\": [\"connect\", \"http://localhost:12008/metamcp/dev/mcp\"],
        \"env\": { \"METAMCP_API_KEY\": \"sk_mt_…\" }
      }
    }
  }

Other headers:
  metamcp connect https://mcp.example.com/metamcp/dev/mcp --header \"X-Team: blue\"";

/// Carries messages until stdin ends or the process is asked to.
pub(super) async fn run(
    url: &str,
    key: Option<&str>,
    headers: &[String],
    authorities: Authorities,
) -> anyhow::Result<()> {
    // Clients collect stderr, often as one line of their own for each of these.
    let filter = EnvFilter::new("warn,gateway::bridge=info");
    let _ = fmt()
        .with_env_filter(filter)
        .with_writer(stderr)
        .with_ansi(false)
        .with_target(false)
        .without_time()
        .try_init();
    let bridge = Bridge::new(url, key, headers)
        .context("cannot connect")?
        .trusting(authorities);
    let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
    let (stopping, signals) = (stop.clone(), StopSignals::listen()?);
    tasks.spawn(async move {
        signals.received().await;
        stopping.cancel();
    });
    bridge.run(tokio::io::stdin(), tokio::io::stdout(), stop).await;
    Ok(())
}
