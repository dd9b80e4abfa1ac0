//! Lists of many tools, from the stored catalogue.

use std::{path::Path, sync::Arc, time::Duration};

use anyhow::{Result, bail, ensure};

use super::{Figure, Kind, Scale, learnt};
use crate::{
    client::{Client, NO_CAPABILITIES},
    gateway,
    load::{self, Job, Plan, Work},
};

const SERVERS: usize = 50;
const TOOLS_OF_EACH: usize = 20;
const CONNECTIONS: usize = 8;
const WARM_UP: Duration = Duration::from_secs(1);
const SECONDS: usize = 10;

pub(super) async fn measure(programs: &Path, scale: Scale) -> Result<Vec<Figure>> {
    let gateway = learnt::gateway(programs, SERVERS, TOOLS_OF_EACH, gateway::LISTED).await?;
    let running = gateway.start_and_wait().await?;
    let mut client = Client::open(&gateway.target(0)?, NO_CAPABILITIES).await?;
    let tools = learnt::count(&mut client).await?;
    ensure!(tools == SERVERS * TOOLS_OF_EACH, "{tools} tools are listed");
    client.close().await?;
    let job = Arc::new(Job {
        target: gateway.target(0)?,
        work: Work::List,
    });
    let plan = Plan {
        connections: CONNECTIONS,
        rate: None,
        warm_up: WARM_UP,
        length: Duration::from_secs(scale.of(SECONDS) as u64),
        pids: vec![running.pid()],
        peer: "lists".to_owned(),
    };
    let found = load::measure(&job, plan).await?;
    running.stop().await?;
    if let Some(error) = &found.first_error {
        bail!("{} of {} lists failed: {error}", found.errors, found.calls);
    }
    Ok(vec![
        Figure {
            kind: Kind::ListRate,
            found: found.rate(),
        },
        Figure {
            kind: Kind::ListP99,
            found: found.p99_us / 1000.0,
        },
    ])
}
