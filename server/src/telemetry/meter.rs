//! Counts calls, off the data path: a record is put into a queue, and counted a moment later or when somebody reads the metrics.

mod series;
pub(crate) mod words;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
};

use gateway::{CallRecord, CallRecorder, Gateway, ServerFigures};
use model::ServerId;
use prometheus_client::registry::Registry;
use tokio::sync::mpsc;

use self::series::Series;
use super::{
    counts::Counts,
    otlp::{
        Queue,
        proto::Span,
        spans::{self, Server},
    },
};

/// Records that may wait to be counted.
const WAITING: usize = 32 * 1024;

/// Counts calls. The gateway only ever touches the queue's end.
pub struct Meter {
    sender: mpsc::Sender<CallRecord>,
    counted: Mutex<Counted>,
    gateway: OnceLock<Gateway>,
    counts: Arc<Counts>,
    spans: Option<Queue<Span>>,
}

struct Counted {
    waiting: mpsc::Receiver<CallRecord>,
    series: Series,
    servers: HashMap<ServerId, Server>,
}

impl CallRecorder for Meter {
    fn record(&self, call: CallRecord) {
        if self.sender.try_send(call).is_err() {
            self.counts.records.add(1);
        }
    }
}

impl Meter {
    /// A meter with so many tools as series of their own.
    pub(super) fn new(most_tools: usize, counts: Arc<Counts>, spans: Option<Queue<Span>>) -> Arc<Self> {
        let (sender, waiting) = mpsc::channel(WAITING);
        Arc::new(Self {
            sender,
            counted: Mutex::new(Counted {
                waiting,
                series: Series::new(most_tools),
                servers: HashMap::new(),
            }),
            gateway: OnceLock::new(),
            counts,
            spans,
        })
    }

    /// Whose servers are called.
    pub(super) fn know(&self, gateway: Gateway) {
        // A second start of the same telemetry keeps the first.
        let _ = self.gateway.set(gateway);
    }

    /// Counts what waits.
    pub fn drain(&self) {
        let mut counted = self.lock();
        let counted = &mut *counted;
        let mut has_looked = false;
        while let Ok(call) = counted.waiting.try_recv() {
            if let Some(id) = call.server_id
                && !counted.servers.contains_key(&id)
                && !has_looked
            {
                has_looked = true;
                counted.servers = self.servers();
                // One that is gone already is not looked for again.
                counted.servers.entry(id).or_default();
            }
            let server = call.server_id.and_then(|id| counted.servers.get(&id));
            counted.series.count(&call, server);
            if let Some(queue) = &self.spans {
                for span in spans::of(&call, server) {
                    queue.push(span, &self.counts.spans);
                }
            }
        }
    }

    /// Counts what waits, and shows all that was counted.
    pub fn read<T>(&self, look: impl FnOnce(&Registry) -> T) -> T {
        self.drain();
        let mut counted = self.lock();
        // A server may have another name now.
        counted.servers = self.servers();
        look(counted.series.registry())
    }

    fn servers(&self) -> HashMap<ServerId, Server> {
        let figures = self.gateway.get().map(Gateway::figures);
        let of = |it: ServerFigures| {
            let server = Server {
                name: it.name.to_string(),
                transport: it.transport,
            };
            (it.id, server)
        };
        figures.map_or_else(HashMap::new, |figures| {
            figures.servers.into_iter().map(of).collect()
        })
    }

    fn lock(&self) -> MutexGuard<'_, Counted> {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
