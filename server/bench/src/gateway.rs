//! A gateway of our own: a configuration in a folder that goes away with it, and `metamcp serve` on it.

use std::{
    fs::{self, File},
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use rand::Rng;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    process::{Child, Command},
    time::{sleep, timeout},
};

use crate::client::{Client, Target};

/// Nothing takes so long to start.
const START: Duration = Duration::from_secs(30);

/// Longer than the gateway's own time for shutdown.
const STOP: Duration = Duration::from_secs(20);

const POLL: Duration = Duration::from_millis(50);

/// Who starts wants to know at once.
const SHORT_POLL: Duration = Duration::from_micros(500);

/// The one namespace and the one endpoint.
const EVERYTHING: &str = "all";

/// Clients get the tools themselves.
pub(crate) const LISTED: &str = "full";

/// Clients get tools to find the others with.
pub(crate) const SEARCHED: &str = "search";

/// What a gateway is to know.
pub(crate) struct Setup {
    /// Folder with `metamcp`.
    pub(crate) programs: PathBuf,
    /// Servers by their names, as in a declaration.
    pub(crate) servers: Value,
    /// What its namespace does with requests, as in a declaration.
    pub(crate) middleware: Value,
    /// What clients get when they ask for the tools, as in a declaration.
    pub(crate) listing: &'static str,
    /// How many API keys open the endpoint.
    pub(crate) keys: usize,
    /// Settings.
    pub(crate) environment: Vec<(&'static str, String)>,
    /// Where its log goes, if it is to stay; it begins anew.
    pub(crate) log: Option<PathBuf>,
}

impl Setup {
    /// These servers, and nothing else but a key.
    pub(crate) fn of(programs: &Path, servers: Value) -> Self {
        Self {
            programs: programs.to_owned(),
            servers,
            middleware: json!([]),
            listing: LISTED,
            keys: 1,
            environment: Vec::new(),
            log: None,
        }
    }
}

/// A configuration, started or not.
pub(crate) struct Gateway {
    program: PathBuf,
    folder: TempDir,
    address: SocketAddr,
    keys: Vec<String>,
    environment: Vec<(&'static str, String)>,
    log: PathBuf,
}

/// A gateway that runs. Killed when dropped.
pub(crate) struct Running {
    child: Child,
    pid: u32,
}

impl Gateway {
    /// Applies a configuration with one endpoint for all servers.
    pub(crate) async fn set_up(setup: Setup) -> Result<Self> {
        let folder = tempfile::tempdir().context("cannot make a folder")?;
        let log = match setup.log {
            Some(log) => {
                File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
                log
            }
            None => folder.path().join("metamcp.log"),
        };
        let gateway = Self {
            program: program(&setup.programs, "metamcp")?,
            address: free_address()?,
            keys: (0..setup.keys).map(|_| key()).collect(),
            environment: setup.environment,
            folder,
            log,
        };
        let declaration = gateway.folder.path().join("metamcp.json");
        let declared = gateway.declaration(&setup.servers, &setup.middleware, setup.listing);
        fs::write(&declaration, declared.to_string())?;
        let applied = gateway
            .command(&["apply", "-f"])?
            .arg(&declaration)
            .status()
            .await?;
        ensure!(
            applied.success(),
            "metamcp apply: {applied}{}",
            gateway.last_words()
        );
        Ok(gateway)
    }

    fn declaration(&self, servers: &Value, middleware: &Value, listing: &str) -> Value {
        let names: Vec<_> = servers
            .as_object()
            .into_iter()
            .flat_map(|all| all.keys())
            .collect();
        let keys = self.keys.iter().enumerate();
        let keys: serde_json::Map<_, _> = keys
            .map(|(number, key)| (format!("bench-{number}"), json!({ "key": key })))
            .collect();
        json!({
            "servers": servers,
            "namespaces": { EVERYTHING: { "servers": names, "middleware": middleware } },
            "endpoints": { EVERYTHING: { "namespace": EVERYTHING, "listing": listing } },
            "api_keys": keys,
        })
    }

    /// The endpoint, for the holder of one of the keys.
    pub(crate) fn target(&self, key: usize) -> Result<Target> {
        let url = format!("http://{}/metamcp/{EVERYTHING}/mcp", self.address);
        Target::new(&url.parse()?, Some(self.keys[key].clone()))
    }

    /// Starts it and does not wait.
    pub(crate) fn start(&self) -> Result<Running> {
        let child = self.command(&["serve"])?.kill_on_drop(true).spawn();
        let child = child.with_context(|| format!("cannot start {}", self.program.display()))?;
        let pid = child.id().context("it has not ended")?;
        Ok(Running { child, pid })
    }

    /// Starts it and waits until it serves.
    pub(crate) async fn start_and_wait(&self) -> Result<Running> {
        let running = self.start()?;
        self.open_first().await?.close().await?;
        Ok(running)
    }

    /// The first session of a gateway that is just starting.
    pub(crate) async fn open_first(&self) -> Result<Client> {
        let target = self.target(0)?;
        let until = Instant::now() + START;
        loop {
            match Client::open(&target, crate::client::NO_CAPABILITIES).await {
                Ok(client) => return Ok(client),
                Err(error) if Instant::now() > until => {
                    bail!("metamcp does not serve: {error:#}{}", self.last_words());
                }
                Err(_) => sleep(SHORT_POLL).await,
            }
        }
    }

    /// What a command of the program prints.
    pub(crate) async fn says(&self, arguments: &[&str]) -> Result<String> {
        let said = self
            .command(arguments)?
            .stdout(std::process::Stdio::piped())
            .output()
            .await?;
        ensure!(
            said.status.success(),
            "metamcp {}: {}{}",
            arguments.join(" "),
            said.status,
            self.last_words()
        );
        Ok(String::from_utf8(said.stdout)?)
    }

    fn command(&self, arguments: &[&str]) -> Result<Command> {
        let log = File::options().append(true).create(true).open(&self.log)?;
        let mut command = Command::new(&self.program);
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env("METAMCP_LISTEN", self.address.to_string())
            .env("METAMCP_DATA_DIR", self.folder.path().join("data"))
            .env("APP_URL", format!("http://{}", self.address))
            .envs(
                self.environment
                    .iter()
                    .map(|(name, value)| (*name, value.as_str())),
            )
            .stdin(std::process::Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log);
        Ok(command)
    }

    fn last_words(&self) -> String {
        const SHOWN: usize = 10;
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<_> = log.lines().collect();
        let last = &lines[lines.len().saturating_sub(SHOWN)..];
        format!("; its last words:\n{}", last.join("\n"))
    }
}

impl Running {
    /// Its process.
    pub(crate) fn pid(&self) -> u32 {
        self.pid
    }

    /// Asks it to end, and waits until it has.
    pub(crate) async fn stop(mut self) -> Result<()> {
        kill(Pid::from_raw(i32::try_from(self.pid)?), Signal::SIGTERM)?;
        let ended = timeout(STOP, self.child.wait()).await;
        let status = ended.with_context(|| format!("metamcp has not ended within {STOP:?}"))??;
        ensure!(status.success(), "metamcp ended with {status}");
        Ok(())
    }
}

/// Asks again and again until it is true.
pub(crate) async fn until<F>(what: &str, patience: Duration, mut is_true: F) -> Result<()>
where
    F: AsyncFnMut() -> Result<bool>,
{
    let give_up = Instant::now() + patience;
    while !is_true().await? {
        ensure!(Instant::now() < give_up, "no {what} within {patience:?}");
        sleep(POLL).await;
    }
    Ok(())
}

/// A program of this project, in the folder with all of them.
pub(crate) fn program(programs: &Path, name: &str) -> Result<PathBuf> {
    let path = programs.join(name);
    ensure!(
        path.is_file(),
        "{} is missing: build it, or name another folder with --programs",
        path.display()
    );
    Ok(fs::canonicalize(path)?)
}

/// Free at this moment: the gateway is told its address before it starts.
fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}

fn key() -> String {
    let mut random = rand::rng();
    let digits = (0..48).map(|_| char::from_digit(random.random_range(0..16), 16).unwrap_or('0'));
    "sk_mt_".chars().chain(digits).collect()
}
