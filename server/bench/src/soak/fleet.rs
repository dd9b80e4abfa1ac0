//! The servers: commands and servers over HTTP, half of them crashing.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use anyhow::Result;
use rand::{Rng, SeedableRng, rngs::StdRng};
use serde_json::{Map, Value, json};
use tokio::{task::JoinSet, time::sleep};

use crate::{gateway::program, upstream::Upstream};

/// Of each of the four kinds.
pub(super) const OF_EACH_KIND: usize = 5;

/// A crashing server over HTTP lives for so long on average, and is away for so long at most.
const LIFE: Duration = Duration::from_secs(8);
const AWAY: Duration = Duration::from_millis(1500);

/// Longer than any soak; the processes end with their gateway.
const LIFETIME_SECONDS: &str = "864000";

/// In the environment of every process that the gateway starts.
const MARK_NAME: &str = "METAMCP_SOAK";

/// All of them.
pub(super) struct Fleet {
    servers: Vec<Server>,
    declared: Map<String, Value>,
    mark: String,
    in_trouble: Arc<AtomicBool>,
    // Ended when dropped.
    steady: Vec<Upstream>,
    crashing_http: JoinSet<()>,
}

/// One of them, as its clients know it.
#[derive(Debug, Clone)]
pub(super) struct Server {
    /// Its tool that returns its argument `message` as text.
    pub(super) tool: String,
    /// Errors are to be expected.
    pub(super) crashes: bool,
}

impl Fleet {
    /// Starts those over HTTP; commands are started by the gateway.
    pub(super) async fn start(programs: &Path, crash_every: u32, seed: u64) -> Result<Self> {
        let demo = program(programs, "testkit-demo")?;
        let bad_peer = program(programs, "testkit-bad-peer")?;
        let over_http = program(programs, "testkit-http-upstream")?;
        let mut fleet = Self {
            servers: Vec::new(),
            declared: Map::new(),
            mark: format!("soak-{}-{:016x}", std::process::id(), rand::rng().random::<u64>()),
            in_trouble: Arc::default(),
            steady: Vec::new(),
            crashing_http: JoinSet::new(),
        };
        let env = json!({ MARK_NAME: fleet.mark });
        let crash_every = crash_every.to_string();
        let crashes = [
            "--mode",
            "crash",
            "--crash-every",
            &crash_every,
            "--lifetime-s",
            LIFETIME_SECONDS,
        ];
        for number in 1..=OF_EACH_KIND {
            fleet.declare(
                format!("steady-command-{number}"),
                false,
                json!({ "command": demo, "env": env }),
            );
            fleet.declare(
                format!("crashing-command-{number}"),
                true,
                json!({ "command": bad_peer, "args": crashes, "env": env }),
            );
            let steady = Upstream::start(&over_http, &[], "127.0.0.1:0").await?;
            fleet.declare(
                format!("steady-http-{number}"),
                false,
                json!({ "url": steady.url }),
            );
            fleet.steady.push(steady);
            let crashing = Upstream::start(&over_http, &[], "127.0.0.1:0").await?;
            fleet.declare(
                format!("crashing-http-{number}"),
                true,
                json!({ "url": crashing.url }),
            );
            let crashes = Crashes {
                program: over_http.clone(),
                upstream: crashing,
                in_trouble: fleet.in_trouble.clone(),
                dice: StdRng::seed_from_u64(seed ^ (number as u64) << 32),
            };
            fleet.crashing_http.spawn(crashes.again_and_again());
        }
        Ok(fleet)
    }

    fn declare(&mut self, name: String, crashes: bool, declaration: Value) {
        self.servers.push(Server {
            tool: format!("{name}__echo"),
            crashes,
        });
        self.declared.insert(name, declaration);
    }

    /// As the gateway is told.
    pub(super) fn declaration(&self) -> Value {
        self.declared.clone().into()
    }

    /// All of them.
    pub(super) fn servers(&self) -> &[Server] {
        &self.servers
    }

    /// A text that only processes have in their environment that this soak's gateway has started.
    pub(super) fn mark(&self) -> &str {
        &self.mark
    }

    /// Servers over HTTP crash from now on, or do not.
    pub(super) fn trouble(&self, is_there: bool) {
        self.in_trouble.store(is_there, Ordering::Relaxed);
    }
}

/// Kills a server and starts it again, on the same port.
struct Crashes {
    program: PathBuf,
    upstream: Upstream,
    in_trouble: Arc<AtomicBool>,
    dice: StdRng,
}

impl Crashes {
    async fn again_and_again(mut self) {
        loop {
            let life = LIFE.mul_f64(self.dice.random_range(0.0..2.0));
            sleep(life).await;
            if !self.in_trouble.load(Ordering::Relaxed) {
                continue;
            }
            // One that cannot be killed or started again shows as a server that never answers.
            let _ = self.upstream.kill().await;
            sleep(AWAY.mul_f64(self.dice.random_range(0.0..1.0))).await;
            let address = self.upstream.address().to_owned();
            if let Ok(upstream) = Upstream::start(&self.program, &[], &address).await {
                self.upstream = upstream;
            }
        }
    }
}
