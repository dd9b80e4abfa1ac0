//! A closed loop: each connection opens one MCP session and calls a tool, one call after the other.

mod caller;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Result, bail};
use clap::Args;
use http::Uri;
use tokio::{
    task::JoinSet,
    time::{Interval, MissedTickBehavior},
};

use caller::Caller;

use crate::{client::Target, measurement::Measurement, process};

const RETRY: Duration = Duration::from_millis(100);

/// The command line of `bench load`.
#[derive(Debug, Args)]
pub(crate) struct LoadOptions {
    /// Streamable HTTP endpoint, `http://host:port/path`
    #[arg(long)]
    url: Uri,
    /// API key, sent as `Authorization: Bearer`
    #[arg(long)]
    key: Option<String>,
    /// Connections at once
    #[arg(long, default_value_t = 8)]
    connections: usize,
    /// Calls a second of all connections together; without it, one call after the other
    #[arg(long)]
    rate: Option<u32>,
    /// Length of the measured window
    #[arg(long, default_value_t = 8.0)]
    seconds: f64,
    /// Load before the window, not measured
    #[arg(long, default_value_t = 1.0)]
    warm_up: f64,
    /// How long the first call may take to succeed, while the peer starts
    #[arg(long, default_value_t = 15.0)]
    patience: f64,
    /// A tool that returns its argument `message` as text
    #[arg(long, default_value = "echo")]
    tool: String,
    /// Process whose CPU time and memory are measured; may be given more than once
    #[arg(long = "pid", value_name = "PID")]
    pids: Vec<u32>,
    /// What the measurement is called
    #[arg(long, default_value = "peer")]
    peer: String,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Where clients go and what they do there.
#[derive(Debug)]
pub(crate) struct Job {
    /// Where.
    pub(crate) target: Target,
    /// What.
    pub(crate) work: Work,
}

/// What clients do again and again.
#[derive(Debug)]
pub(crate) enum Work {
    /// Call a tool that returns its argument `message` as text.
    Call {
        /// Its name.
        tool: String,
        /// How every message of this load begins: with another beginning, no call repeats one of an earlier load.
        beginning: String,
    },
    /// List all tools, of which there is one page.
    List,
    /// Search for tools.
    Search,
}

/// How it is measured.
#[derive(Debug)]
pub(crate) struct Plan {
    /// Connections at once.
    pub(crate) connections: usize,
    /// Calls a second of all connections together; `None`: one call after the other.
    pub(crate) rate: Option<u32>,
    /// Load before the window, not measured.
    pub(crate) warm_up: Duration,
    /// Length of the measured window.
    pub(crate) length: Duration,
    /// Processes whose CPU time and memory are measured.
    pub(crate) pids: Vec<u32>,
    /// What the measurement is called.
    pub(crate) peer: String,
}

/// The measured window.
#[derive(Debug, Clone, Copy)]
struct Window {
    begin: Instant,
    end: Instant,
}

/// What one connection counted.
#[derive(Debug, Default)]
struct Tally {
    latencies_ns: Vec<u64>,
    /// Those that ended well, in the window or not.
    all: u64,
    errors: u64,
    first_error: Option<String>,
}

impl Tally {
    fn error(&mut self, error: &anyhow::Error) {
        self.errors += 1;
        self.first_error.get_or_insert_with(|| format!("{error:#}"));
    }
}

/// Waits until the peer works, then measures it under load.
pub(crate) async fn run(options: LoadOptions) -> Result<Measurement> {
    let job = Arc::new(Job {
        target: Target::new(&options.url, options.key)?,
        work: Work::Call {
            tool: options.tool,
            beginning: String::new(),
        },
    });
    wait_until_it_works(&job, Duration::from_secs_f64(options.patience)).await?;
    let plan = Plan {
        connections: options.connections,
        rate: options.rate,
        warm_up: Duration::from_secs_f64(options.warm_up),
        length: Duration::from_secs_f64(options.seconds),
        pids: options.pids,
        peer: options.peer,
    };
    measure(&job, plan).await
}

/// Runs the load and measures it.
pub(crate) async fn measure(job: &Arc<Job>, plan: Plan) -> Result<Measurement> {
    let watched = (!plan.pids.is_empty()).then_some(plan.pids.as_slice());
    let rss_before = watched.map(process::rss).transpose()?;

    let mut callers = Vec::with_capacity(plan.connections);
    for number in 0..plan.connections {
        callers.push(Caller::open(Arc::clone(job), number).await?);
    }
    let begin = Instant::now() + plan.warm_up;
    let window = Window {
        begin,
        end: begin + plan.length,
    };
    let mut loops = JoinSet::new();
    for caller in callers {
        loops.spawn(work_until_the_end(caller, window, pace(&plan)));
    }
    tokio::time::sleep_until(window.begin.into()).await;
    let cpu_before = watched.map(process::cpu_us).transpose()?;
    tokio::time::sleep_until(window.end.into()).await;
    let cpu_after = watched.map(process::cpu_us).transpose()?;
    let rss_after = watched.map(process::rss).transpose()?;

    let mut all = Tally::default();
    for tally in loops.join_all().await {
        all.latencies_ns.extend(tally.latencies_ns);
        all.all += tally.all;
        all.errors += tally.errors;
        all.first_error = all.first_error.or(tally.first_error);
    }
    all.latencies_ns.sort_unstable();
    Ok(Measurement {
        peer: plan.peer,
        connections: plan.connections,
        seconds: plan.length.as_secs_f64(),
        calls: all.latencies_ns.len() as u64,
        all_calls: all.all,
        errors: all.errors,
        first_error: all.first_error,
        p50_us: percentile_us(&all.latencies_ns, 50),
        p99_us: percentile_us(&all.latencies_ns, 99),
        cpu_us: cpu_before.zip(cpu_after).map(|(before, after)| after - before),
        rss_before,
        rss_after,
    })
}

/// A gateway that has just started connects its upstream with the first call.
async fn wait_until_it_works(job: &Arc<Job>, patience: Duration) -> Result<()> {
    let until = Instant::now() + patience;
    loop {
        let attempt = async {
            let mut caller = Caller::open(Arc::clone(job), 0).await?;
            caller.work().await?;
            caller.close().await
        };
        match attempt.await {
            Ok(()) => return Ok(()),
            Err(error) if Instant::now() > until => {
                bail!(
                    "{error:#}\nno call to {} succeeded in {patience:?}",
                    job.target.authority
                )
            }
            Err(_) => tokio::time::sleep(RETRY).await,
        }
    }
}

/// When each connection makes its calls. One that is late makes the next at once, so that the rate is kept.
fn pace(plan: &Plan) -> Option<Interval> {
    let connections = u32::try_from(plan.connections).unwrap_or(u32::MAX);
    let rate = plan.rate?;
    let mut pace = tokio::time::interval(Duration::from_secs(1) * connections / rate);
    pace.set_missed_tick_behavior(MissedTickBehavior::Burst);
    Some(pace)
}

async fn work_until_the_end(mut caller: Caller, window: Window, mut pace: Option<Interval>) -> Tally {
    let mut tally = Tally::default();
    while Instant::now() < window.end {
        if let Some(pace) = &mut pace {
            pace.tick().await;
        }
        let sent = Instant::now();
        match caller.work().await {
            Ok(()) => {
                tally.all += 1;
                let done = Instant::now();
                if sent >= window.begin && done <= window.end {
                    tally.latencies_ns.push(nanoseconds(done - sent));
                }
            }
            Err(error) => {
                tally.error(&error);
                // A broken connection would fail at once, a million times over.
                match caller.reopen().await {
                    Ok(reopened) => caller = reopened,
                    Err(error) => {
                        tally.error(&error);
                        break;
                    }
                }
            }
        }
    }
    tally
}

fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

/// The value below which `percent` of the sorted values lie; 0 when there are none.
#[expect(clippy::cast_precision_loss, reason = "latencies are far below 2^52 ns")]
fn percentile_us(sorted_ns: &[u64], percent: usize) -> f64 {
    let rank = (sorted_ns.len() * percent).div_ceil(100).saturating_sub(1);
    sorted_ns.get(rank).map_or(0.0, |ns| *ns as f64 / 1000.0)
}

#[cfg(test)]
mod tests;
