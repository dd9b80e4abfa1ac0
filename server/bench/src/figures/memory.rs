//! What clients cost that do nothing.

use std::{path::Path, time::Duration};

use anyhow::{Context, Result, ensure};
use serde_json::json;
use tokio::time::sleep;

use super::{Figure, Kind, Scale};
use crate::{
    client::{Client, NO_CAPABILITIES},
    gateway::{self, Gateway, Setup},
    process,
};

const SESSIONS: usize = 1000;
const STREAMS: usize = 10_000;

/// What the first ones cost is not the price of one more.
const FIRST: usize = 50;

/// What was begun with the last of them has ended.
const SETTLED: Duration = Duration::from_secs(2);

const KIB: f64 = 1024.0;

/// The memory of a gateway grows by so much with each session.
#[expect(clippy::cast_precision_loss, reason = "no process has 2^52 bytes")]
pub(super) async fn sessions(programs: &Path, scale: Scale) -> Result<Vec<Figure>> {
    let gateway = gateway(programs).await?;
    let running = gateway.start_and_wait().await?;
    for _ in 0..FIRST {
        session(&gateway).await?.close().await?;
    }
    sleep(SETTLED).await;
    let before = process::rss(&[running.pid()])?;
    let count = scale.of(SESSIONS);
    for _ in 0..count {
        // The session stays when its connection goes.
        drop(session(&gateway).await?);
    }
    sleep(SETTLED).await;
    let after = process::rss(&[running.pid()])?;
    running.stop().await?;
    Ok(vec![Figure {
        kind: Kind::Session,
        found: after.saturating_sub(before) as f64 / count as f64 / KIB,
    }])
}

/// The whole memory of a gateway with streams, each of a session and on a connection of its own.
#[expect(clippy::cast_precision_loss, reason = "no process has 2^52 bytes")]
pub(super) async fn streams(programs: &Path, scale: Scale) -> Result<Vec<Figure>> {
    let gateway = gateway(programs).await?;
    let running = gateway.start_and_wait().await?;
    let count = scale.of(STREAMS);
    let mut open = Vec::with_capacity(count);
    for number in 0..count {
        let stream = async {
            let mut client = session(&gateway).await?;
            let stream = client.listen().await?;
            anyhow::Ok((client, stream))
        };
        let hint = || format!("stream {number} of {count}; ulimit -n says how many a process may have");
        open.push(stream.await.with_context(hint)?);
    }
    sleep(SETTLED).await;
    let found = process::rss(&[running.pid()])?;
    let descriptors = process::descriptors(running.pid())?;
    ensure!(
        descriptors >= count,
        "of {count} streams no more than {descriptors} stayed open"
    );
    drop(open);
    running.stop().await?;
    Ok(vec![Figure {
        kind: Kind::Streams,
        found: found as f64 / KIB / KIB,
    }])
}

async fn gateway(programs: &Path) -> Result<Gateway> {
    let most = (STREAMS * 2).to_string();
    Gateway::set_up(Setup {
        environment: vec![
            ("METAMCP_MAX_SESSIONS", most.clone()),
            ("METAMCP_MAX_SESSIONS_PER_PRINCIPAL", most),
        ],
        ..Setup::of(
            programs,
            json!({ "demo": { "command": gateway::program(programs, "testkit-demo")? } }),
        )
    })
    .await
}

async fn session(gateway: &Gateway) -> Result<Client> {
    Client::open(&gateway.target(0)?, NO_CAPABILITIES).await
}
