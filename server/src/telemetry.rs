//! What the process tells of itself: logs, traces and metrics.
//!
//! Nothing of it holds up the gateway: records of calls, lines and spans go through bounded queues, and what finds no room is
//! counted and dropped.

pub mod counts;
mod events;
mod files;
mod meter;
mod otlp;

use std::{
    io::{IsTerminal, stderr},
    sync::Arc,
    time::Duration,
};

use gateway::{CallRecorder, Gateway};
use service::Journal;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing_subscriber::{EnvFilter, Layer, fmt, layer::SubscriberExt, util::SubscriberInitExt};

pub use self::meter::Meter;
use self::{counts::Counts, events::Events, files::Files, otlp::Exporter};
use crate::config::{Config, LogFormat};

/// Libraries that say at `info` what nobody running a gateway needs, or that print payloads.
const QUIET: &str =
    "sqlx=warn,sea_orm=warn,sea_orm_migration=warn,hyper=warn,rustls=warn,tower_sessions=warn,leptos=warn";

/// Events for whoever sits at the terminal: they hold what opens the door, and are written to stderr only.
pub const CONSOLE: &str = "metamcp::console";

/// Records of calls wait so long at most until they are counted.
const COUNTING: Duration = Duration::from_millis(250);

/// Where everything that is told goes.
#[derive(Clone)]
pub struct Telemetry {
    journal: Arc<Journal>,
    meter: Arc<Meter>,
    exporter: Option<Arc<Exporter>>,
    files: Option<Files>,
    counts: Arc<Counts>,
}

impl Telemetry {
    /// As the settings say.
    ///
    /// # Errors
    /// When the folder of log files cannot be used.
    pub fn new(config: &Config) -> anyhow::Result<Self> {
        let counts = Arc::<Counts>::default();
        let settings = &config.telemetry;
        let files = match &settings.log_dir {
            Some(folder) => Some(Files::new(folder, settings.log_files)?),
            None => None,
        };
        let exporter = settings.otlp.as_ref().map(|otlp| Exporter::new(otlp, &counts));
        let spans = exporter.as_ref().and_then(|exporter| exporter.spans());
        Ok(Self {
            journal: service::journal(files.as_ref().map(Files::sink)),
            meter: Meter::new(settings.metrics_series, counts.clone(), spans),
            exporter,
            files,
            counts,
        })
    }

    /// Logs on stderr and nothing else: for commands that end soon.
    pub fn of_command() -> Self {
        let counts = Arc::<Counts>::default();
        Self {
            journal: service::journal(None),
            meter: Meter::new(0, counts.clone(), None),
            exporter: None,
            files: None,
            counts,
        }
    }

    /// Installs the subscriber of the process. Logs go to stderr, too: stdout belongs to what commands print.
    pub fn install(&self, config: &Config) {
        let filter = EnvFilter::try_new(format!("{QUIET},{}", config.log_filter))
            .unwrap_or_else(|_| EnvFilter::new(format!("{QUIET},info")));
        let pretty = match config.log_format {
            LogFormat::Auto => stderr().is_terminal(),
            LogFormat::Pretty => true,
            LogFormat::Json => false,
        };
        let to_terminal = if pretty {
            fmt::layer().with_writer(stderr).with_target(false).boxed()
        } else {
            fmt::layer()
                .json()
                .flatten_event(true)
                .with_writer(stderr)
                .boxed()
        };
        let logs = self.exporter.as_ref().and_then(|exporter| exporter.logs());
        let events = Events::new(self.journal.clone(), logs, self.counts.clone());
        // A second installation (tests that start several servers in one process) keeps the first.
        let _ = tracing_subscriber::registry()
            .with(filter)
            .with(to_terminal)
            .with(events)
            .try_init();
    }

    /// The latest lines.
    pub fn journal(&self) -> &Arc<Journal> {
        &self.journal
    }

    /// What counts calls.
    pub fn meter(&self) -> &Arc<Meter> {
        &self.meter
    }

    /// How calls are traced, where traces are sent anywhere.
    pub fn sampler(&self) -> Option<gateway::Sampler> {
        self.exporter.as_ref().and_then(|exporter| exporter.sampler())
    }

    /// Counts calls, and makes traces of them.
    pub fn recorder(&self) -> Arc<dyn CallRecorder> {
        self.meter.clone()
    }

    /// Counts calls until told to stop, and sends what is to be sent with the gateway's HTTP client.
    pub fn start(&self, gateway: &Gateway, tasks: &TaskTracker, stopping: &CancellationToken) {
        self.meter.know(gateway.clone());
        let (meter, stopping) = (self.meter.clone(), stopping.clone());
        tasks.spawn(async move {
            let mut ticks = interval(COUNTING);
            ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
            while stopping.run_until_cancelled(ticks.tick()).await.is_some() {
                meter.drain();
            }
        });
        if let Some(exporter) = &self.exporter {
            exporter.start(gateway, tasks);
        }
    }

    /// Sends what waits, for a bounded time. The gateway must not be shut down yet: its HTTP client sends.
    pub async fn flush(&self) {
        self.meter.drain();
        if let Some(exporter) = &self.exporter {
            exporter.end().await;
        }
    }

    /// Lines that found no room on their way to the log files.
    pub fn lines_dropped(&self) -> u64 {
        self.files.as_ref().map_or(0, Files::dropped)
    }

    /// Batches that were sent or not, where anything is sent.
    pub fn exports(&self) -> Vec<(&'static str, &'static str, u64)> {
        self.exporter
            .as_ref()
            .map_or_else(Vec::new, |exporter| exporter.exports())
    }

    /// What found no room, and what was said.
    pub fn counts(&self) -> &Counts {
        &self.counts
    }
}
