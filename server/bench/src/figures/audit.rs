//! What it costs calls that everything is written down of them, beside calls of which nothing is; and whether all are there.

use std::{path::Path, sync::Arc, time::Duration};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::{Figure, Kind, Scale};
use crate::{
    gateway::{self, Gateway, Running, Setup},
    load::{self, Job, Plan, Work},
    measurement::{Measurement, median},
    upstream::Upstream,
};

/// Calls a second.
const RATE: u32 = 2_000;
const CONNECTIONS: usize = 8;

/// A minute of each, in turns, so that what else the machine does concerns all.
const ROUNDS: usize = 24;
const WARM_UP: Duration = Duration::from_millis(500);
const WINDOW: Duration = Duration::from_millis(2_500);

/// A gateway that runs, and what it was found to do.
struct Measured {
    gateway: Gateway,
    running: Running,
    p99_us: Vec<f64>,
    calls: u64,
}

/// With `postgres`, the URL of an empty database, besides SQLite.
///
/// # Errors
///
/// A call is not written down, or not as it was written.
pub(super) async fn measure(programs: &Path, scale: Scale, postgres: Option<String>) -> Result<Vec<Figure>> {
    let program = gateway::program(programs, "testkit-http-upstream")?;
    let upstream = Upstream::start(&program, &[], "127.0.0.1:0").await?;
    let off = vec![("METAMCP_AUDIT", "off".to_owned())];
    let everything = json!([{ "kind": "audit_detail", "arguments": "full", "results": "full" }]);
    let mut without = Measured::start(programs, &upstream, json!([]), off).await?;
    let mut with = vec![(
        Kind::AuditSqlite,
        Measured::start(programs, &upstream, everything.clone(), Vec::new()).await?,
    )];
    if let Some(url) = postgres {
        let settings = vec![("DATABASE_URL", url)];
        let measured = Measured::start(programs, &upstream, everything, settings).await?;
        with.push((Kind::AuditPostgres, measured));
    }
    for _ in 0..scale.of(ROUNDS) {
        without.round().await?;
        for (_, measured) in &mut with {
            measured.round().await?;
        }
    }
    let mut figures = Vec::new();
    for (kind, measured) in with {
        let shares = measured.p99_us.iter().zip(&without.p99_us);
        let found = median(shares.map(|(with, without)| with / without).collect());
        measured.check().await?;
        figures.push(Figure { kind, found });
    }
    without.running.stop().await?;
    Ok(figures)
}

impl Measured {
    async fn start(
        programs: &Path,
        upstream: &Upstream,
        middleware: Value,
        environment: Vec<(&'static str, String)>,
    ) -> Result<Self> {
        let gateway = Gateway::set_up(Setup {
            middleware,
            environment,
            ..Setup::of(programs, json!({ "demo": { "url": upstream.url } }))
        })
        .await?;
        Ok(Self {
            running: gateway.start_and_wait().await?,
            gateway,
            p99_us: Vec::new(),
            calls: 0,
        })
    }

    async fn round(&mut self) -> Result<()> {
        let job = Arc::new(Job {
            target: self.gateway.target(0)?,
            work: Work::Call {
                tool: "demo__echo".to_owned(),
                beginning: String::new(),
            },
        });
        let plan = Plan {
            connections: CONNECTIONS,
            rate: Some(RATE),
            warm_up: WARM_UP,
            length: WINDOW,
            pids: Vec::new(),
            peer: "audit".to_owned(),
        };
        let found = load::measure(&job, plan).await?;
        ensure_all(&found)?;
        self.p99_us.push(found.p99_us);
        self.calls += found.all_calls;
        Ok(())
    }

    /// Every call is there, and as it was written.
    async fn check(self) -> Result<()> {
        self.running.stop().await?;
        let said = self.gateway.says(&["audit", "verify"]).await?;
        let written = said
            .lines()
            .filter_map(|line| line.strip_prefix("calls: as they were written (rows: "))
            .map(|rest| rest.trim_end_matches(')').parse::<u64>())
            .sum::<Result<u64, _>>()
            .with_context(|| format!("a number of rows in: {said}"))?;
        ensure!(
            written == self.calls,
            "{} calls were made, and {written} are written down",
            self.calls
        );
        Ok(())
    }
}

/// None failed, and the load was the one that is wanted.
fn ensure_all(found: &Measurement) -> Result<()> {
    const KEPT: f64 = 0.98;
    ensure!(
        found.errors == 0,
        "{} calls failed, the first: {}",
        found.errors,
        found.first_error.as_deref().unwrap_or_default()
    );
    ensure!(
        found.rate() >= f64::from(RATE) * KEPT,
        "{:.0} calls a second in place of {RATE}: this machine is too slow or too busy for that",
        found.rate()
    );
    Ok(())
}
