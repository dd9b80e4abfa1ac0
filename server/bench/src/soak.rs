//! A gateway under traffic of many clients while half of its servers crash: is every answer the right one, and does
//! nothing grow?

mod census;
mod client;
mod fleet;
mod judge;
mod outcome;
mod table;
mod tally;

use std::{
    collections::BTreeMap,
    fs,
    io::Write,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use clap::Args;
use serde::Serialize;
use tokio::{
    task::JoinSet,
    time::{sleep, timeout},
};

use census::{Census, Sample};
use client::{Calling, World};
use fleet::Fleet;
use judge::Check;
use tally::{Counts, Tally};

use crate::gateway::{self, Gateway, Running, Setup};

/// Each opens the endpoint for a part of the clients: nothing is shared between those of two keys.
const KEYS: usize = 4;

/// Two looks at what the gateway uses.
const SAMPLE: Duration = Duration::from_secs(5);

/// A short soak still looks so often.
const FEWEST_SAMPLES: u32 = 20;

/// What comes with the first traffic is there after this part of the time, and after a minute.
const WARM_UP_PART: u32 = 10;
const LONGEST_WARM_UP: Duration = Duration::from_mins(1);

/// Nothing that was begun takes longer. Idle sockets to servers are kept for 50 seconds.
const REST: Duration = Duration::from_secs(90);

/// Counts that stay the same for so long are those at rest.
const STILL: Duration = Duration::from_secs(3);

/// What clients that end their last call need.
const FAREWELL: Duration = Duration::from_mins(1);

/// The command line of `bench soak`.
#[derive(Debug, Args)]
pub(crate) struct SoakOptions {
    /// How long; fractions are allowed
    #[arg(long, default_value_t = 10.0)]
    minutes: f64,
    /// Clients at once
    #[arg(long, default_value_t = 50)]
    clients: usize,
    /// How many calls a crashing command survives on average
    #[arg(long, default_value_t = 300)]
    crash_every: u32,
    /// What clients do, and when servers over HTTP are killed, follows from this number
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Folder with metamcp and the programs of testkit
    #[arg(long, value_name = "FOLDER", default_value = "target/release")]
    programs: PathBuf,
    /// Write what was found here as JSON
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write the gateway's log here
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
}

/// What is written as JSON.
#[derive(Serialize)]
struct Report<'a> {
    seconds: f64,
    clients: usize,
    servers: usize,
    seed: u64,
    counts: Counts,
    explained: BTreeMap<String, u64>,
    complaints: &'a [String],
    before: Census,
    after: Census,
    samples: &'a [Sample],
    checks: &'a [Check],
    passed: bool,
}

/// Soaks, tells how it goes, and says whether all is well.
pub(crate) async fn run(options: &SoakOptions, out: &mut impl Write) -> Result<bool> {
    ensure!(
        options.minutes.is_finite() && options.minutes > 0.0 && options.clients > 0,
        "a soak needs time and clients"
    );
    let length = Duration::from_secs_f64(options.minutes * 60.0);
    let fleet = Fleet::start(&options.programs, options.crash_every, options.seed).await?;
    let gateway = Gateway::set_up(Setup {
        keys: KEYS,
        environment: vec![("METAMCP_LOG", "warn".to_owned())],
        log: options.log.clone(),
        ..Setup::of(&options.programs, fleet.declaration())
    })
    .await?;
    let running = gateway.start_and_wait().await?;
    let soak = Soak {
        world: Arc::new(World::new(&gateway, KEYS, &fleet)?),
        pid: running.pid(),
        fleet,
        options,
    };

    writeln!(out, "Warming up ...")?;
    let warm_up = (length / WARM_UP_PART).min(LONGEST_WARM_UP);
    soak.traffic(warm_up, &Arc::default(), async |_| Ok(())).await?;
    // Before the traffic and after it every client has the connections that it needs.
    soak.world.visit().await?;
    let before = soak.at_rest().await?;

    let tally = Arc::new(Tally::default());
    let samples = soak.watched(length, &tally, out).await?;
    writeln!(out, "Coming to rest ...")?;
    soak.world.visit().await?;
    let after = soak.back_to(&before).await?;
    let left = soak.shut_down(running).await?;

    let counts = tally.counts();
    let checks = judge::judge(&counts, &samples, &before, &after, left);
    let complaints = tally.complaints();
    let passed = checks.iter().all(|check| check.holds);
    write!(out, "{}", table::verdict(&checks, &complaints))?;
    if let Some(path) = &options.json {
        let report = Report {
            seconds: length.as_secs_f64(),
            clients: options.clients,
            servers: soak.fleet.servers().len(),
            seed: options.seed,
            counts,
            explained: tally.explained(),
            complaints: &complaints,
            before,
            after,
            samples: &samples,
            checks: &checks,
            passed,
        };
        let json = serde_json::to_string_pretty(&report)?;
        fs::write(path, json).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(passed)
}

struct Soak<'a> {
    world: Arc<World>,
    pid: u32,
    fleet: Fleet,
    options: &'a SoakOptions,
}

impl Soak<'_> {
    /// Lets clients call for a while, and crashing servers crash.
    async fn traffic(
        &self,
        length: Duration,
        tally: &Arc<Tally>,
        meanwhile: impl AsyncFnOnce(Instant) -> Result<()>,
    ) -> Result<()> {
        let end = Instant::now() + length;
        let mut clients = JoinSet::new();
        for number in 0..self.options.clients {
            let calling = Calling::new(&self.world, tally, number, self.options.seed, end);
            clients.spawn(calling.until_the_end());
        }
        self.fleet.trouble(true);
        meanwhile(end).await?;
        let all = timeout(
            end.saturating_duration_since(Instant::now()) + FAREWELL,
            clients.join_all(),
        );
        all.await.context("a client does not come to its end")?;
        self.fleet.trouble(false);
        Ok(())
    }

    /// Traffic that is looked at; a line a minute.
    async fn watched(
        &self,
        length: Duration,
        tally: &Arc<Tally>,
        out: &mut impl Write,
    ) -> Result<Vec<Sample>> {
        let mut samples = Vec::new();
        let interval = SAMPLE.min(length / FEWEST_SAMPLES);
        writeln!(out, "{}", table::HEAD)?;
        self.traffic(length, tally, async |end| {
            let began = Instant::now();
            let mut line_at = Duration::from_mins(1).min(length);
            while Instant::now() + interval <= end {
                sleep(interval).await;
                let at = began.elapsed();
                let sample = Sample::take(self.pid, self.fleet.mark(), at)?;
                if at + interval > line_at {
                    writeln!(out, "{}", table::line(&sample, &tally.counts()))?;
                    line_at += Duration::from_mins(1);
                }
                samples.push(sample);
            }
            Ok(())
        })
        .await?;
        Ok(samples)
    }

    fn census(&self) -> Result<Census> {
        Census::take(self.pid, self.fleet.mark())
    }

    /// The counts once nothing moves any more.
    async fn at_rest(&self) -> Result<Census> {
        let mut last = self.census()?;
        let mut since = Instant::now();
        let rest = gateway::until("rest", REST, async || {
            let now = self.census()?;
            if now != last {
                (last, since) = (now, Instant::now());
            }
            Ok(since.elapsed() >= STILL)
        });
        rest.await?;
        Ok(last)
    }

    /// The counts once they are what they were, or when they should be.
    async fn back_to(&self, before: &Census) -> Result<Census> {
        let mut now = self.census()?;
        let give_up = Instant::now() + REST;
        while !judge::is_back(&now, before) && Instant::now() < give_up {
            sleep(Duration::from_millis(200)).await;
            now = self.census()?;
        }
        Ok(now)
    }

    /// Ends the gateway; how many of its processes are left?
    async fn shut_down(&self, running: Running) -> Result<usize> {
        running.stop().await?;
        crate::process::with_mark(self.fleet.mark())
    }
}
