//! What was asked, and what came back.

use std::{collections::VecDeque, time::Instant};

use model::{ExchangeProgress, ExchangeRow, ExchangeState, Timestamp};
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use super::shortened;
use crate::inspector::message::Answer;

/// Requests that an inspection remembers.
const MOST: usize = 100;
/// Bytes of their answers.
const MAX_BYTES: usize = 32 * 1024 * 1024;
/// Bytes of one answer that are kept.
const MAX_ANSWER: usize = 8 * 1024 * 1024;
/// Requests that run at once.
const MOST_RUNNING: usize = 20;

/// A request that is about to go out.
#[derive(Debug, Clone)]
pub(in crate::inspector) struct Outgoing {
    pub(in crate::inspector) method: String,
    /// The tool, the prompt, the resource or the task; empty for none.
    pub(in crate::inspector) name: String,
    /// The arguments or parameters as somebody wrote them.
    pub(in crate::inspector) input: String,
    pub(in crate::inspector) as_task: bool,
    /// An app asks, and not the person.
    pub(in crate::inspector) by_app: bool,
}

/// A request, and what came back.
#[derive(Debug, Clone)]
pub(in crate::inspector) struct Sent {
    pub(in crate::inspector) row: ExchangeRow,
    pub(in crate::inspector) input: String,
    pub(in crate::inspector) as_task: bool,
    pub(in crate::inspector) answer: Option<Answer>,
    /// Nobody waits any more.
    pub(in crate::inspector) over: CancellationToken,
    began: Instant,
}

/// The latest requests, the oldest first.
#[derive(Default)]
pub(super) struct History(VecDeque<Sent>);

impl History {
    /// A request goes out. `None`: too many run.
    pub(super) fn begin(
        &mut self,
        n: u64,
        outgoing: Outgoing,
        (at, now): (Timestamp, Instant),
        over: CancellationToken,
    ) -> Option<&Sent> {
        let running = self.0.iter().filter(|it| it.is_running());
        if running.count() >= MOST_RUNNING {
            return None;
        }
        self.0.push_back(Sent {
            row: ExchangeRow {
                n,
                method: outgoing.method,
                name: outgoing.name,
                state: ExchangeState::Running,
                by_app: outgoing.by_app,
                sent_at: at,
                millis: None,
                progress: None,
                bytes: 0,
            },
            input: outgoing.input,
            as_task: outgoing.as_task,
            answer: None,
            over,
            began: now,
        });
        self.make_room();
        self.0.back()
    }

    /// What came back for a request. A cancelled one stays cancelled. What was sent, when it still ran.
    pub(super) fn finish(&mut self, n: u64, answer: Answer, now: Option<Instant>) -> Option<&Sent> {
        let sent = self.0.iter_mut().find(|it| it.row.n == n && it.is_running())?;
        sent.row.bytes = answer.text().len();
        sent.row.state = state(&answer);
        let took = now.map(|now| now.saturating_duration_since(sent.began));
        sent.row.millis = took.map(|took| u64::try_from(took.as_millis()).unwrap_or(u64::MAX));
        sent.answer = Some(kept(answer));
        self.make_room();
        self.find(n)
    }

    /// Nobody waits for it any more. `false`: it was over.
    pub(super) fn cancel(&mut self, n: u64) -> bool {
        let running = self.0.iter_mut().find(|it| it.row.n == n && it.is_running());
        let Some(sent) = running else { return false };
        sent.row.state = ExchangeState::Cancelled;
        sent.over.cancel();
        true
    }

    pub(super) fn progressed(&mut self, said: &Value) {
        let token = said["progressToken"].as_u64();
        let Some(sent) = self
            .0
            .iter_mut()
            .find(|it| Some(it.row.n) == token && it.is_running())
        else {
            return;
        };
        let (done, total) = (said["progress"].as_f64(), said["total"].as_f64());
        let fraction = done
            .zip(total.filter(|total| *total > 0.0))
            .map(|(done, total)| done / total);
        sent.row.progress = Some(ExchangeProgress {
            done: said["progress"].to_string(),
            total: said.get("total").map(Value::to_string),
            fraction: fraction.map(|fraction| fraction.clamp(0.0, 1.0)),
            message: said["message"].as_str().unwrap_or_default().to_owned(),
        });
    }

    pub(super) fn find(&self, n: u64) -> Option<&Sent> {
        self.0.iter().find(|it| it.row.n == n)
    }

    /// The first time that a resource was read after this request, unless that failed.
    pub(super) fn read_since(&self, n: u64, uri: &str) -> Option<u64> {
        let is_read = |it: &&Sent| {
            let row = &it.row;
            let is_good = matches!(row.state, ExchangeState::Running | ExchangeState::Done);
            row.n > n && row.method == "resources/read" && row.name == uri && is_good
        };
        self.0.iter().find(is_read).map(|it| it.row.n)
    }

    /// The latest first.
    pub(super) fn rows(&self) -> Vec<ExchangeRow> {
        self.0.iter().rev().map(|it| it.row.clone()).collect()
    }

    /// Forgets the oldest that are over. The latest stays.
    fn make_room(&mut self) {
        let size = |it: &Sent| it.input.len() + it.answer.as_ref().map_or(0, |answer| answer.text().len());
        let mut bytes: usize = self.0.iter().map(size).sum();
        while self.0.len() > MOST || bytes > MAX_BYTES {
            let before_last = self.0.len().saturating_sub(1);
            let over = self.0.iter().take(before_last).position(|it| !it.is_running());
            let Some(forgotten) = over.and_then(|at| self.0.remove(at)) else {
                return;
            };
            bytes = bytes.saturating_sub(size(&forgotten));
        }
    }
}

impl Sent {
    fn is_running(&self) -> bool {
        self.row.state == ExchangeState::Running
    }
}

fn state(answer: &Answer) -> ExchangeState {
    match answer {
        Answer::Result(result) => {
            let said: Value = serde_json::from_str(result.get()).unwrap_or_default();
            if said["isError"] == true {
                ExchangeState::ToolError
            } else {
                ExchangeState::Done
            }
        }
        Answer::Error(_) | Answer::Nothing(..) => ExchangeState::Failed,
    }
}

/// What is too long is kept as a text, up to its bound.
fn kept(answer: Answer) -> Answer {
    if answer.text().len() <= MAX_ANSWER {
        return answer;
    }
    Answer::Nothing(shortened(answer.text().to_owned(), MAX_ANSWER), None)
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use model::{ExchangeState, Timestamp};
    use serde_json::json;
    use tokio_util::sync::CancellationToken;

    use super::{History, MAX_ANSWER, MAX_BYTES, MOST, MOST_RUNNING, Outgoing};
    use crate::inspector::message::{Answer, raw};

    fn begun(history: &mut History, n: u64) -> bool {
        let outgoing = Outgoing {
            method: "tools/call".to_owned(),
            name: "now".to_owned(),
            input: "{}".to_owned(),
            as_task: false,
            by_app: false,
        };
        let at = (Timestamp::from_millis(0), Instant::now());
        history.begin(n, outgoing, at, CancellationToken::new()).is_some()
    }

    #[test]
    fn the_oldest_that_are_over_make_room() {
        let mut history = History::default();
        assert!(begun(&mut history, 0), "it goes on");
        for n in 1..=200 {
            assert!(begun(&mut history, n));
            history
                .finish(n, Answer::Result(raw("done")), None)
                .expect("it ran");
        }
        assert_eq!(history.rows().len(), MOST);
        assert!(history.find(0).is_some() && history.find(1).is_none() && history.find(200).is_some());
    }

    #[test]
    fn answers_have_a_bound_each_and_together() {
        let mut history = History::default();
        for n in 0..10 {
            assert!(begun(&mut history, n));
            let sent = history.finish(n, Answer::Result(raw(&"a".repeat(2 * MAX_ANSWER))), None);
            let sent = sent.expect("it ran");
            assert_eq!(sent.row.bytes, 2 * MAX_ANSWER + 2);
            assert!(
                sent.answer
                    .as_ref()
                    .is_some_and(|it| it.text().len() <= MAX_ANSWER + 3)
            );
        }
        assert!(history.rows().len() <= MAX_BYTES / MAX_ANSWER);
    }

    #[test]
    fn not_too_many_run_and_a_cancelled_one_stays_cancelled() {
        let mut history = History::default();
        for n in 0..MOST_RUNNING as u64 {
            assert!(begun(&mut history, n));
        }
        assert!(!begun(&mut history, 99));
        assert!(history.cancel(3) && !history.cancel(3));
        assert!(history.finish(3, Answer::Result(raw("late")), None).is_none());
        let sent = history.find(3).expect("kept");
        assert!(sent.row.state == ExchangeState::Cancelled && sent.over.is_cancelled());
        assert!(begun(&mut history, 99));
    }

    #[test]
    fn progress_belongs_to_its_request() {
        let mut history = History::default();
        assert!(begun(&mut history, 7));
        history.progressed(&json!({ "progressToken": 8, "progress": 1 }));
        assert!(history.rows()[0].progress.is_none());
        history.progressed(&json!({ "progressToken": 7, "progress": 3, "total": 4, "message": "soon" }));
        let progress = history.rows()[0].progress.clone().expect("progress");
        assert_eq!((progress.done.as_str(), progress.fraction), ("3", Some(0.75)));
    }
}
