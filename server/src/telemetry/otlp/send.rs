//! Batches on their way to a collector.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use gateway::Gateway;
use http::{HeaderMap, Request, Response, header};
use tokio::{
    sync::mpsc,
    time::{Instant, sleep, timeout, timeout_at},
};
use tokio_util::sync::CancellationToken;

use crate::telemetry::counts::Count;

/// The most of one request.
const BATCH: usize = 512;
/// What comes within this time goes together.
const GATHER: Duration = Duration::from_secs(1);
/// A batch is sent so often at most (OTLP, "Failures").
const ATTEMPTS: u32 = 4;
/// Before the second attempt; each further one waits twice as long.
const PAUSE: Duration = Duration::from_secs(1);
/// The longest wait that a collector may ask for.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// At the end, what waits is sent for so long.
pub(super) const FLUSH: Duration = Duration::from_secs(5);

/// Answers after which the same batch may be sent again.
const AGAIN: [u16; 4] = [429, 502, 503, 504];

/// How batches went.
#[derive(Default)]
pub(super) struct Sent {
    /// Those that arrived.
    pub(super) done: Count,
    /// Those that did not.
    pub(super) failed: Count,
}

/// Sends one kind of batches.
pub(super) struct Sender {
    signal: &'static str,
    url: String,
    headers: HeaderMap,
    gateway: Gateway,
    sent: Arc<Sent>,
    ending: CancellationToken,
    /// The last batch did not arrive, and that was said.
    is_failing: AtomicBool,
}

/// Why a batch did not arrive.
struct Failed {
    why: String,
    /// When it may be sent again.
    again: Option<Duration>,
}

impl Sender {
    pub(super) fn new(
        signal: &'static str,
        url: &str,
        mut headers: HeaderMap,
        gateway: Gateway,
        sent: Arc<Sent>,
        ending: CancellationToken,
    ) -> Self {
        let content_type = header::HeaderValue::from_static("application/x-protobuf");
        headers.insert(header::CONTENT_TYPE, content_type);
        Self {
            signal,
            url: url.to_owned(),
            headers,
            gateway,
            sent,
            ending,
            is_failing: AtomicBool::new(false),
        }
    }

    /// Sends what comes until the end, and then what still waits.
    pub(super) async fn run<T>(
        self,
        mut waiting: mpsc::Receiver<T>,
        encoded: impl Fn(Vec<T>) -> Vec<u8>,
        lost: impl Fn(u64),
    ) {
        loop {
            let first = self.ending.run_until_cancelled(waiting.recv()).await;
            let Some(Some(first)) = first else { break };
            let mut batch = vec![first];
            self.gather(&mut waiting, &mut batch).await;
            let size = batch.len() as u64;
            let body = Bytes::from(encoded(batch));
            if !self.deliver(body).await {
                lost(size);
            }
        }
        let deadline = Instant::now() + FLUSH;
        waiting.close();
        let mut batch = Vec::new();
        while waiting.recv_many(&mut batch, BATCH).await > 0 {
            let size = batch.len() as u64;
            let body = Bytes::from(encoded(std::mem::take(&mut batch)));
            // Once: nobody waits for a collector that is away.
            if matches!(timeout_at(deadline, self.send(body)).await, Ok(Ok(()))) {
                self.sent.done.add(1);
            } else {
                self.sent.failed.add(1);
                lost(size);
            }
        }
    }

    async fn gather<T>(&self, waiting: &mut mpsc::Receiver<T>, batch: &mut Vec<T>) {
        let gathering = async {
            while batch.len() < BATCH {
                match waiting.recv().await {
                    Some(one) => batch.push(one),
                    None => return,
                }
            }
        };
        // What has come until then is in the batch, however it ends.
        let _ = timeout(GATHER, self.ending.run_until_cancelled(gathering)).await;
    }

    /// Sends a batch, again where that may help. False when it did not arrive.
    async fn deliver(&self, body: Bytes) -> bool {
        let mut pause = PAUSE;
        for attempt in 1..=ATTEMPTS {
            let Err(failed) = self.send(body.clone()).await else {
                self.sent.done.add(1);
                if self.is_failing.swap(false, Ordering::Relaxed) {
                    tracing::info!("{} reach the collector again", self.signal);
                }
                return true;
            };
            // Once for each time that it is away: this is an event, too.
            if !self.is_failing.swap(true, Ordering::Relaxed) {
                tracing::warn!(
                    reason = failed.why,
                    "{} do not reach the collector (OTEL_EXPORTER_OTLP_ENDPOINT); what finds no room meanwhile is dropped",
                    self.signal
                );
            }
            let Some(again) = failed.again.filter(|_| attempt < ATTEMPTS) else {
                break;
            };
            let waited = self
                .ending
                .run_until_cancelled(sleep(again.max(pause).min(LONGEST_PAUSE)));
            if waited.await.is_none() {
                // One more attempt before the process ends.
                let arrived = timeout(FLUSH, self.send(body.clone())).await;
                if matches!(arrived, Ok(Ok(()))) {
                    self.sent.done.add(1);
                    return true;
                }
                break;
            }
            pause *= 2;
        }
        self.sent.failed.add(1);
        false
    }

    async fn send(&self, body: Bytes) -> Result<(), Failed> {
        let mut request = Request::post(&self.url).body(body).map_err(|error| Failed {
            why: error.to_string(),
            again: None,
        })?;
        *request.headers_mut() = self.headers.clone();
        let answer = self.gateway.ask(request).await.map_err(|error| Failed {
            why: error.to_string(),
            again: Some(Duration::ZERO),
        })?;
        if answer.status().is_success() {
            return Ok(());
        }
        Err(Failed {
            why: format!("the collector answers {}", answer.status()),
            again: AGAIN
                .contains(&answer.status().as_u16())
                .then(|| asked_for(&answer)),
        })
    }
}

/// How long the collector wants us to wait.
fn asked_for(answer: &Response<Bytes>) -> Duration {
    let seconds = answer
        .headers()
        .get(header::RETRY_AFTER)
        .and_then(|value| value.to_str().ok()?.parse().ok());
    seconds.map_or(Duration::ZERO, Duration::from_secs)
}
