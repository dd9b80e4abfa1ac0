//! Traces and logs by OTLP over HTTP, as binary protobuf (<https://opentelemetry.io/docs/specs/otlp/>).
//!
//! The messages are our own few structs: the crates of OpenTelemetry would bring five more and a second way to make spans. Requests
//! are sent with the gateway's HTTP client.

pub(super) mod logs;
pub(super) mod proto;
pub(super) mod spans;

mod send;

use std::sync::{Arc, Mutex, PoisonError};

use gateway::Gateway;
use http::HeaderMap;
use prost::Message;
use tokio::{sync::mpsc, time::timeout};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use self::{
    proto::{
        ExportLogsServiceRequest, ExportTraceServiceRequest, KeyValue, LogRecord, Resource, ResourceLogs,
        ResourceSpans, Scope, ScopeLogs, ScopeSpans, Span,
    },
    send::{FLUSH, Sender, Sent},
};
use super::counts::{Count, Counts};
use crate::config::Otlp;

/// Spans that may wait to be sent.
const WAITING_SPANS: usize = 8 * 1024;
/// Events that may wait to be sent.
const WAITING_LOGS: usize = 2 * 1024;

/// The end of a queue that takes what is to be sent, without waiting.
pub(super) struct Queue<T>(mpsc::Sender<T>);

impl<T> Clone for Queue<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Queue<T> {
    /// Takes one, or counts it.
    pub(super) fn push(&self, one: T, dropped: &Count) {
        if self.0.try_send(one).is_err() {
            dropped.add(1);
        }
    }
}

/// Sends spans and events in batches.
pub(super) struct Exporter {
    settings: Otlp,
    resource: Resource,
    counts: Arc<Counts>,
    traces: Option<Signal<Span>>,
    logs: Option<Signal<LogRecord>>,
    ending: CancellationToken,
    running: TaskTracker,
}

/// One kind of what is sent.
struct Signal<T> {
    queue: Queue<T>,
    /// Until somebody sends them.
    waiting: Mutex<Option<mpsc::Receiver<T>>>,
    sent: Arc<Sent>,
}

impl<T> Signal<T> {
    fn new(waiting: usize) -> Self {
        let (sender, receiver) = mpsc::channel(waiting);
        Self {
            queue: Queue(sender),
            waiting: Mutex::new(Some(receiver)),
            sent: Arc::default(),
        }
    }

    fn take(&self) -> Option<mpsc::Receiver<T>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Exporter {
    pub(super) fn new(settings: &Otlp, counts: &Arc<Counts>) -> Arc<Self> {
        let resource = Resource {
            attributes: settings
                .resource
                .iter()
                .map(|(name, value)| KeyValue::text(name, value.clone()))
                .collect(),
        };
        Arc::new(Self {
            resource,
            counts: counts.clone(),
            traces: settings.traces.as_ref().map(|_| Signal::new(WAITING_SPANS)),
            logs: settings.logs.as_ref().map(|_| Signal::new(WAITING_LOGS)),
            settings: settings.clone(),
            ending: CancellationToken::new(),
            running: TaskTracker::new(),
        })
    }

    /// How calls are traced, where traces are sent.
    pub(super) fn sampler(&self) -> Option<gateway::Sampler> {
        self.traces.as_ref().map(|_| self.settings.sampler)
    }

    /// Where spans go.
    pub(super) fn spans(&self) -> Option<Queue<Span>> {
        self.traces.as_ref().map(|signal| signal.queue.clone())
    }

    /// Where events go.
    pub(super) fn logs(&self) -> Option<Queue<LogRecord>> {
        self.logs.as_ref().map(|signal| signal.queue.clone())
    }

    /// Batches by kind and how they went.
    pub(super) fn exports(&self) -> Vec<(&'static str, &'static str, u64)> {
        let mut all = Vec::new();
        for (signal, sent) in [
            ("traces", self.traces.as_ref().map(|it| &it.sent)),
            ("logs", self.logs.as_ref().map(|it| &it.sent)),
        ] {
            if let Some(sent) = sent {
                all.push((signal, "ok", sent.done.get()));
                all.push((signal, "failed", sent.failed.get()));
            }
        }
        all
    }

    /// Sends from now on, until [`Exporter::end`].
    pub(super) fn start(self: &Arc<Self>, gateway: &Gateway, tasks: &TaskTracker) {
        let resource = self.resource.clone();
        let wrap_spans = move |spans: Vec<Span>| {
            let request = ExportTraceServiceRequest {
                resource_spans: vec![ResourceSpans {
                    resource: Some(resource.clone()),
                    scope_spans: vec![ScopeSpans {
                        scope: Some(Scope::own()),
                        spans,
                    }],
                }],
            };
            request.encode_to_vec()
        };
        let resource = self.resource.clone();
        let wrap_logs = move |log_records: Vec<LogRecord>| {
            let request = ExportLogsServiceRequest {
                resource_logs: vec![ResourceLogs {
                    resource: Some(resource.clone()),
                    scope_logs: vec![ScopeLogs {
                        scope: Some(Scope::own()),
                        log_records,
                    }],
                }],
            };
            request.encode_to_vec()
        };
        if let (Some(signal), Some(url)) = (&self.traces, &self.settings.traces)
            && let Some(waiting) = signal.take()
        {
            let sender = self.sender("traces", url.as_str(), gateway, &signal.sent);
            let counts = self.counts.clone();
            let sending = sender.run(waiting, wrap_spans, move |lost| counts.spans.add(lost));
            tasks.spawn(self.running.track_future(sending));
        }
        if let (Some(signal), Some(url)) = (&self.logs, &self.settings.logs)
            && let Some(waiting) = signal.take()
        {
            let sender = self.sender("logs", url.as_str(), gateway, &signal.sent);
            let counts = self.counts.clone();
            let sending = sender.run(waiting, wrap_logs, move |lost| counts.logs.add(lost));
            tasks.spawn(self.running.track_future(sending));
        }
    }

    fn sender(&self, signal: &'static str, url: &str, gateway: &Gateway, sent: &Arc<Sent>) -> Sender {
        let headers: HeaderMap = self.settings.headers.clone();
        Sender::new(
            signal,
            url,
            headers,
            gateway.clone(),
            sent.clone(),
            self.ending.clone(),
        )
    }

    /// Sends what waits, and then nothing more.
    pub(super) async fn end(&self) {
        self.ending.cancel();
        self.running.close();
        // Each is bounded by itself; this is for one that hangs all the same.
        let _ = timeout(FLUSH * 2, self.running.wait()).await;
    }
}
