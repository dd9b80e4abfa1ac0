//! Keeps the latest calls in memory, without ever holding up the gateway.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use gateway::{CallRecord, CallRecorder, PartDetail};
use model::{CallPart, CallView, EndpointId};
use tokio::sync::{Notify, mpsc};

/// Calls that are remembered.
const KEPT: usize = 1000;
/// Calls that may wait until somebody looks at them.
const WAITING: usize = 64 * 1024;

/// Several that want to know of finished calls, each in its own way.
pub struct FanOut(Vec<Arc<dyn CallRecorder>>);

impl FanOut {
    /// For all of these.
    pub fn new(recorders: impl IntoIterator<Item = Arc<dyn CallRecorder>>) -> Arc<Self> {
        Arc::new(Self(recorders.into_iter().collect()))
    }
}

impl CallRecorder for FanOut {
    fn record(&self, call: CallRecord) {
        let Some((last, others)) = self.0.split_last() else {
            return;
        };
        for recorder in others {
            recorder.record(call.clone());
        }
        last.record(call);
    }
}

/// A new recorder: one clone goes to the gateway, the other to [`crate::Parts`].
pub fn recorder() -> Arc<Recorder> {
    let (sender, receiver) = mpsc::channel(WAITING);
    Arc::new(Recorder {
        sender,
        kept: Mutex::new(Kept {
            receiver,
            calls: VecDeque::with_capacity(KEPT),
        }),
        arrived: Notify::new(),
        dropped: AtomicU64::new(0),
    })
}

/// The latest calls. The gateway only ever touches the channel's end; the lock is among readers.
pub struct Recorder {
    sender: mpsc::Sender<CallRecord>,
    kept: Mutex<Kept>,
    arrived: Notify,
    dropped: AtomicU64,
}

struct Kept {
    receiver: mpsc::Receiver<CallRecord>,
    calls: VecDeque<CallRecord>,
}

impl CallRecorder for Recorder {
    fn record(&self, call: CallRecord) {
        if self.sender.try_send(call).is_err() {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
        self.arrived.notify_one();
    }
}

impl Recorder {
    /// The latest calls at endpoints that pass, newest first; with what is told of arguments and results at those that
    /// `tell`.
    pub(crate) fn recent(
        &self,
        limit: usize,
        passes: impl Fn(EndpointId) -> bool,
        tell: impl Fn(EndpointId) -> bool,
    ) -> Vec<CallView> {
        self.with_calls(|calls| {
            calls
                .iter()
                .rev()
                .filter(|call| passes(call.endpoint_id))
                .take(limit)
                .map(|call| {
                    let is_told = tell(call.endpoint_id);
                    CallView {
                        arguments: call.arguments.as_ref().filter(|_| is_told).map(part),
                        result: call.result.as_ref().filter(|_| is_told).map(part),
                        ..view(call)
                    }
                })
                .collect()
        })
    }

    /// The oldest call at an endpoint that is still remembered.
    pub(crate) fn first_at(&self, endpoint: EndpointId) -> Option<CallView> {
        self.with_calls(|calls| calls.iter().find(|call| call.endpoint_id == endpoint).map(view))
    }

    /// Waits for calls, and makes room for more.
    pub(crate) async fn arrived(&self) {
        self.arrived.notified().await;
        self.with_calls(|_| ());
        let dropped = self.dropped.swap(0, Ordering::Relaxed);
        if dropped > 0 {
            tracing::warn!(
                dropped,
                "too many calls at once: some are missing from the list of calls"
            );
        }
    }

    fn with_calls<T>(&self, look: impl FnOnce(&VecDeque<CallRecord>) -> T) -> T {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let Kept { receiver, calls } = &mut *kept;
        while let Ok(call) = receiver.try_recv() {
            if calls.len() == KEPT {
                calls.pop_front();
            }
            calls.push_back(call);
        }
        look(calls)
    }
}

fn part(detail: &PartDetail) -> CallPart {
    CallPart {
        bytes: detail.bytes as u64,
        sha256: detail.digest.map(hex::encode),
        text: detail.text.as_deref().map(str::to_owned),
    }
}

/// Without what is told of its arguments and its result.
fn view(call: &CallRecord) -> CallView {
    CallView {
        at: call.at,
        endpoint: call.endpoint.as_ref().to_owned(),
        tool: call.tool.as_ref().to_owned(),
        client: call.client.as_ref().to_owned(),
        outcome: call.outcome,
        elapsed_us: u64::try_from(call.elapsed.as_micros()).unwrap_or(u64::MAX),
        arguments: None,
        result: None,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::{sync::Arc, time::Duration};

    use gateway::{CallRecord, CallRecorder, PartDetail, PrincipalId, Stages};
    use model::{CallKind, CallOutcome, EndpointId, ServerId, Timestamp};

    use super::{KEPT, WAITING, recorder};

    pub(crate) fn call(endpoint_id: EndpointId, at: i64) -> CallRecord {
        CallRecord {
            at: Timestamp::from_millis(at),
            kind: CallKind::Tool,
            endpoint_id,
            endpoint: "dev".into(),
            server_id: Some(crate::mint::id::<ServerId>(Timestamp::from_millis(0))),
            tool: "time__now".into(),
            original_tool: "now".into(),
            is_read_only: true,
            client: "test 1".into(),
            principal: PrincipalId::Gateway,
            credential: None,
            address: None,
            session: None,
            trace: None,
            outcome: CallOutcome::Ok,
            error: None,
            elapsed: Duration::from_micros(7),
            stages: Stages::default(),
            request_bytes: 2,
            answer_bytes: 2,
            arguments: None,
            result: None,
        }
    }

    #[test]
    fn keeps_the_latest_and_forgets_the_oldest() {
        let (recorder, endpoint) = (recorder(), crate::mint::id(Timestamp::from_millis(0)));
        let count = i64::try_from(KEPT).expect("small") + 10;
        (0..count).for_each(|at| recorder.record(call(endpoint, at)));
        let recent = recorder.recent(usize::MAX, |_| true, |_| true);
        assert_eq!(recent.len(), KEPT);
        assert_eq!(recent[0].at.as_millis(), count - 1);
        assert_eq!(recorder.first_at(endpoint).expect("kept").at.as_millis(), 10);
        assert!(recorder.recent(10, |_| false, |_| true).is_empty());
    }

    #[test]
    fn everybody_hears_of_a_call() {
        let recorders = [recorder(), recorder()];
        let all = super::FanOut::new(recorders.iter().map(|it| Arc::clone(it) as Arc<dyn CallRecorder>));
        all.record(call(crate::mint::id(Timestamp::from_millis(0)), 1));
        for recorder in recorders {
            assert_eq!(recorder.recent(5, |_| true, |_| true).len(), 1);
        }
    }

    #[test]
    fn drops_calls_that_nobody_looks_at_instead_of_waiting() {
        let (recorder, endpoint) = (recorder(), crate::mint::id(Timestamp::from_millis(0)));
        for _ in 0..WAITING + 100 {
            recorder.record(call(endpoint, 0));
        }
        assert_eq!(recorder.dropped.load(std::sync::atomic::Ordering::Relaxed), 100);
        assert_eq!(recorder.recent(5, |_| true, |_| true).len(), 5);
    }

    #[test]
    fn what_a_call_was_about_is_told_to_some_only() {
        let (recorder, endpoint) = (recorder(), crate::mint::id(Timestamp::from_millis(0)));
        let detail = PartDetail {
            bytes: 2,
            digest: Some([0xab; 32]),
            text: Some("{}".into()),
        };
        recorder.record(CallRecord {
            arguments: Some(detail),
            ..call(endpoint, 1)
        });
        let told = recorder
            .recent(1, |_| true, |_| true)
            .remove(0)
            .arguments
            .expect("told");
        assert_eq!((told.bytes, told.text.as_deref()), (2, Some("{}")));
        assert_eq!(told.sha256, Some("ab".repeat(32)));
        assert_eq!(recorder.recent(1, |_| true, |_| false)[0].arguments, None);
        assert_eq!(recorder.first_at(endpoint).expect("kept").arguments, None);
    }
}
