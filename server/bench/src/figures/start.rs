//! How soon a gateway serves a list after its start, when no server is there to be asked.

use std::{path::Path, time::Instant};

use anyhow::{Result, ensure};

use super::{Figure, Kind, Scale, learnt};
use crate::{gateway, measurement::median};

const STARTS: usize = 21;
const SERVERS: usize = 5;
const TOOLS_OF_EACH: usize = 20;

pub(super) async fn measure(programs: &Path, scale: Scale) -> Result<Vec<Figure>> {
    let gateway = learnt::gateway(programs, SERVERS, TOOLS_OF_EACH, gateway::LISTED).await?;
    let mut milliseconds = Vec::new();
    for _ in 0..scale.of(STARTS) {
        let began = Instant::now();
        let running = gateway.start()?;
        let mut client = gateway.open_first().await?;
        let tools = learnt::count(&mut client).await?;
        milliseconds.push(began.elapsed().as_secs_f64() * 1000.0);
        ensure!(
            tools == SERVERS * TOOLS_OF_EACH,
            "the first list has {tools} tools"
        );
        drop(client);
        running.stop().await?;
    }
    Ok(vec![Figure {
        kind: Kind::FirstList,
        found: median(milliseconds),
    }])
}
