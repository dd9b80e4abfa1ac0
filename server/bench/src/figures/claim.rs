//! The first call of a client that has a process of its own: one that is kept ready, or one that has to start.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use anyhow::Result;
use serde_json::json;
use tokio::time::sleep;

use super::{Figure, Kind, Scale};
use crate::{
    answer,
    client::Client,
    gateway::{self, Gateway, Setup},
    measurement::median,
};

const SESSIONS: usize = 50;

/// Who offers something to be asked has processes of its own.
const CAPABILITIES: &str = r#"{"roots":{}}"#;

/// Long enough for the next process to be ready.
const PAUSE: Duration = Duration::from_millis(300);

/// Medians, in milliseconds.
struct Calls {
    first: f64,
    /// The first call's time above the second's.
    difference: f64,
}

pub(super) async fn measure(programs: &Path, scale: Scale) -> Result<Vec<Figure>> {
    let sessions = scale.of(SESSIONS);
    let warm = calls(programs, 1, sessions).await?;
    let cold = calls(programs, 0, sessions).await?;
    let found = [
        (Kind::ColdCall, cold.first),
        (Kind::WarmCall, warm.first),
        (Kind::Claim, warm.difference),
    ];
    Ok(found.map(|(kind, found)| Figure { kind, found }).to_vec())
}

async fn calls(programs: &Path, spares: usize, sessions: usize) -> Result<Calls> {
    let gateway = Gateway::set_up(Setup {
        environment: vec![("METAMCP_SPARE_CONNECTIONS", spares.to_string())],
        ..Setup::of(
            programs,
            json!({ "demo": { "command": gateway::program(programs, "testkit-demo")? } }),
        )
    })
    .await?;
    let running = gateway.start_and_wait().await?;
    // The first session makes the server known, and the first spare.
    session(&gateway).await?;
    let (mut first, mut differences) = (Vec::new(), Vec::new());
    for _ in 0..sessions {
        sleep(PAUSE).await;
        let times = session(&gateway).await?;
        first.push(times[0]);
        differences.push(times[0] - times[1]);
    }
    running.stop().await?;
    Ok(Calls {
        first: median(first),
        difference: median(differences),
    })
}

/// How long the first two calls of a new session take, in milliseconds.
async fn session(gateway: &Gateway) -> Result<[f64; 2]> {
    let mut client = Client::open(&gateway.target(0)?, CAPABILITIES).await?;
    let mut times = [0.0; 2];
    for time in &mut times {
        let began = Instant::now();
        let answer = client.call("demo__echo", r#"{"message":"hello"}"#).await?;
        *time = began.elapsed().as_secs_f64() * 1000.0;
        answer::check(&answer.ok()?, "hello")?;
    }
    client.close().await?;
    Ok(times)
}
