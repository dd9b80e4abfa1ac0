//! Search over many tools, and what clients are spared by it.

use std::{path::Path, sync::Arc, time::Duration};

use anyhow::{Result, bail, ensure};

use super::{Figure, Kind, Scale, learnt};
use crate::{
    client::{Client, NO_CAPABILITIES},
    gateway,
    load::{self, Job, Plan, Work},
};

const SERVERS: usize = 100;
const TOOLS_OF_EACH: usize = 100;
const CONNECTIONS: usize = 1;
const WARM_UP: Duration = Duration::from_secs(1);
const SECONDS: usize = 10;

pub(super) async fn measure(programs: &Path, scale: Scale) -> Result<Vec<Figure>> {
    let gateway = learnt::gateway(programs, SERVERS, TOOLS_OF_EACH, gateway::SEARCHED).await?;
    let running = gateway.start_and_wait().await?;
    let mut client = Client::open(&gateway.target(0)?, NO_CAPABILITIES).await?;
    let tools = learnt::searched(&mut client).await?;
    ensure!(tools == SERVERS * TOOLS_OF_EACH, "{tools} tools are searched");
    client.close().await?;
    let job = Arc::new(Job {
        target: gateway.target(0)?,
        work: Work::Search,
    });
    let plan = Plan {
        connections: CONNECTIONS,
        rate: None,
        warm_up: WARM_UP,
        length: Duration::from_secs(scale.of(SECONDS) as u64),
        pids: vec![running.pid()],
        peer: "search".to_owned(),
    };
    let found = load::measure(&job, plan).await?;
    running.stop().await?;
    if let Some(error) = &found.first_error {
        bail!("{} of {} searches failed: {error}", found.errors, found.calls);
    }
    Ok(vec![Figure {
        kind: Kind::SearchP99,
        found: found.p99_us / 1000.0,
    }])
}
