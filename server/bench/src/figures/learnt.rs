//! A gateway that knows what its servers offer, though none of them is there any more.

use std::{path::Path, time::Duration};

use anyhow::{Context, Result};
use serde::{Deserialize, de::IgnoredAny};
use serde_json::{Map, json};
use tokio::time::sleep;

use crate::{
    client::{Client, NO_CAPABILITIES},
    gateway::{self, Gateway, Setup},
    upstream::Upstream,
};

/// The first list waits for servers by itself.
const PATIENCE: Duration = Duration::from_mins(1);

/// What servers offer is stored one after the other, and nobody waits for it.
const STORING: Duration = Duration::from_secs(5);

/// Starts a gateway, lets it ask so many servers for their tools, and ends all of them. One process is all the servers.
pub(super) async fn gateway(
    programs: &Path,
    servers: usize,
    tools_of_each: usize,
    listing: &'static str,
) -> Result<Gateway> {
    let program = gateway::program(programs, "testkit-bad-peer")?;
    let size = tools_of_each.to_string();
    let mut upstream = Upstream::start(
        &program,
        &["--mode", "many-tools", "--size", &size],
        "127.0.0.1:0",
    )
    .await?;
    let declared: Map<_, _> = (1..=servers)
        .map(|number| (format!("server-{number:02}"), json!({ "url": upstream.url })))
        .collect();
    let gateway = Gateway::set_up(Setup {
        listing,
        ..Setup::of(programs, declared.into())
    })
    .await?;
    let running = gateway.start_and_wait().await?;
    let mut client = Client::open(&gateway.target(0)?, NO_CAPABILITIES).await?;
    let all = servers * tools_of_each;
    gateway::until("list of all tools", PATIENCE, async || {
        let known = match listing {
            gateway::SEARCHED => searched(&mut client).await?,
            _ => count(&mut client).await?,
        };
        Ok(known == all)
    })
    .await?;
    client.close().await?;
    sleep(STORING).await;
    running.stop().await?;
    upstream.kill().await?;
    Ok(gateway)
}

/// How many tools are listed.
pub(super) async fn count(client: &mut Client) -> Result<usize> {
    #[derive(Deserialize)]
    struct Frame {
        result: List,
    }
    #[derive(Deserialize)]
    struct List {
        tools: Vec<IgnoredAny>,
    }
    let answer = client.list_tools().await?.ok()?;
    let frame: Frame = serde_json::from_slice(&answer.body).context("not a list of tools")?;
    Ok(frame.result.tools.len())
}

/// How many tools are searched.
pub(super) async fn searched(client: &mut Client) -> Result<usize> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Outcome {
        structured_content: Found,
    }
    #[derive(Deserialize)]
    struct Found {
        total: usize,
    }
    #[derive(Deserialize)]
    struct Frame {
        result: Outcome,
    }
    let answer = client.call("search_tools", r#"{"query":"tool"}"#).await?.ok()?;
    let frame: Frame = serde_json::from_slice(&answer.body).context("not what a search finds")?;
    Ok(frame.result.structured_content.total)
}
