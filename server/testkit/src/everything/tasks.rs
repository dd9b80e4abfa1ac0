//! The extension for tasks: calls that go on after their answer, and are asked how they are doing.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use serde_json::Value;
use tokio::{
    sync::oneshot,
    task::{AbortHandle, JoinSet},
};

use super::{
    asking::{Answers, Question, input_requests},
    call::{Asker, Call, Ending, Outcome, Running, tool_result},
    catalogue::{Announcer, Change},
    outlet::Outlet,
    rpc::{Fault, Params},
    server::locked,
};
use crate::{demo::utc, frame};

/// How long a task is kept after it was made.
const LIFETIME_MS: u64 = 300_000;
const POLL_INTERVAL_MS: u64 = 200;

/// All tasks, by id.
#[derive(Debug)]
pub(super) struct Tasks {
    // Numbers, not secrets: whoever reaches a test's peer may use it.
    next: AtomicU64,
    known: Mutex<HashMap<String, Arc<Task>>>,
    running: Mutex<JoinSet<()>>,
    announcer: Announcer,
}

/// A call that goes on.
#[derive(Debug)]
pub(super) struct Task {
    id: String,
    created_ms: u64,
    state: Mutex<State>,
    announcer: Announcer,
}

#[derive(Debug)]
struct State {
    updated_ms: u64,
    status: Status,
    open: BTreeMap<&'static str, Open>,
    running: Option<AbortHandle>,
}

#[derive(Debug)]
enum Status {
    Working,
    Completed(String),
    Failed(Fault),
    Cancelled,
}

/// A question that waits for its answer.
#[derive(Debug)]
struct Open {
    question: Question,
    answer: oneshot::Sender<Value>,
}

// === impl Tasks ===

impl Tasks {
    pub(super) fn new(announcer: Announcer) -> Self {
        Self {
            next: AtomicU64::new(1),
            known: Mutex::default(),
            running: Mutex::default(),
            announcer,
        }
    }

    /// Makes a task of a call; what it returns describes the task.
    pub(super) fn start<W>(&self, mut call: Call, work: W) -> String
    where
        W: FnOnce(Call) -> Running + Send + 'static,
    {
        let now = now_ms();
        let task = Arc::new(Task {
            id: format!("task-{}", self.next.fetch_add(1, Ordering::Relaxed)),
            created_ms: now,
            state: Mutex::new(State {
                updated_ms: now,
                status: Status::Working,
                open: BTreeMap::new(),
                running: None,
            }),
            announcer: self.announcer.clone(),
        });
        let described = task.describe();
        {
            let mut known = locked(&self.known);
            known.retain(|_, task| now < task.created_ms + LIFETIME_MS);
            known.insert(task.id.clone(), Arc::clone(&task));
        }
        call.asker = Asker::Task(Arc::clone(&task));
        // A task reports nothing but its state.
        call.outlet = Outlet::closed();
        let mut running = locked(&self.running);
        while running.try_join_next().is_some() {}
        let ended = Arc::clone(&task);
        let handle = running.spawn(async move { ended.end(tool_result(work(call).await)) });
        locked(&task.state).running = Some(handle);
        described
    }

    /// The task that `taskId` names.
    pub(super) fn named(&self, params: &Params) -> Result<Arc<Task>, Fault> {
        let id = params.text("taskId")?;
        let task = locked(&self.known).get(id).cloned();
        task.ok_or_else(|| Fault::invalid(format!("Task not found: {id}")))
    }

    /// The state of a task as notifications carry it.
    pub(super) fn detailed(&self, id: &str) -> Option<String> {
        let task = locked(&self.known).get(id).cloned();
        task.map(|task| task.detailed())
    }

    /// Ends and forgets all.
    pub(super) fn clear(&self) {
        locked(&self.running).abort_all();
        locked(&self.known).clear();
    }
}

// === impl Task ===

impl Task {
    /// The members that every state has.
    fn describe(&self) -> String {
        describe(self, &locked(&self.state))
    }

    /// All members, with the result, the error or the questions.
    pub(super) fn detailed(&self) -> String {
        let state = locked(&self.state);
        let described = describe(self, &state);
        match &state.status {
            Status::Completed(result) => format!(r#"{described},"result":{result}"#),
            Status::Failed(fault) => format!(
                r#"{described},"statusMessage":{},"error":{}"#,
                frame::quote(fault.message()),
                fault.to_json()
            ),
            Status::Working if !state.open.is_empty() => {
                let questions = state.open.values().map(|open| &open.question);
                format!(r#"{described},"inputRequests":{}"#, input_requests(questions))
            }
            Status::Working | Status::Cancelled => described,
        }
    }

    /// Asks and waits for all answers.
    pub(super) async fn ask(&self, questions: &[Question]) -> Answers {
        let mut waiting = Vec::new();
        self.change(|state| {
            for question in questions {
                let (answer, receiver) = oneshot::channel();
                let open = Open {
                    question: question.clone(),
                    answer,
                };
                state.open.insert(question.key, open);
                waiting.push((question.key.to_owned(), receiver));
            }
        });
        let mut answers = Answers::default();
        for (key, receiver) in waiting {
            // A sender goes away only together with this future.
            answers.0.insert(key, receiver.await.unwrap_or_default());
        }
        answers
    }

    /// Takes the answers to what is open, and leaves others alone.
    pub(super) fn answer(&self, responses: &Value) {
        self.change(|state| {
            let State { open, .. } = state;
            let fitting = |key: &&'static str| open[*key].question.is_answered_by(&responses[*key]);
            let answered: Vec<_> = open.keys().copied().filter(fitting).collect();
            for key in answered {
                if let Some(open) = open.remove(key) {
                    // The call may have been cancelled meanwhile.
                    let _ = open.answer.send(responses[key].clone());
                }
            }
        });
    }

    /// Ends it, unless it has ended.
    pub(super) fn cancel(&self) {
        self.change(|state| {
            if let Status::Working = state.status {
                state.status = Status::Cancelled;
                state.open.clear();
                if let Some(running) = state.running.take() {
                    running.abort();
                }
            }
        });
    }

    fn end(&self, outcome: Outcome) {
        let status = match outcome {
            Ok(result) => Status::Completed(with_result_type(&result)),
            Err(Ending::Fault(fault)) => Status::Failed(fault),
            Err(other) => unreachable!("a task asks within itself: {other:?}"),
        };
        self.change(|state| {
            if let Status::Working = state.status {
                state.status = status;
            }
        });
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        {
            let mut state = locked(&self.state);
            change(&mut state);
            state.updated_ms = now_ms();
        }
        // Nobody may be listening.
        let _ = self.announcer.send(Change::Task(self.id.clone()));
    }
}

fn describe(task: &Task, state: &State) -> String {
    let status = match state.status {
        Status::Working if state.open.is_empty() => "working",
        Status::Working => "input_required",
        Status::Completed(_) => "completed",
        Status::Failed(_) => "failed",
        Status::Cancelled => "cancelled",
    };
    format!(
        r#""taskId":"{}","status":"{status}","createdAt":"{}","lastUpdatedAt":"{}","ttlMs":{LIFETIME_MS},"pollIntervalMs":{POLL_INTERVAL_MS}"#,
        task.id,
        utc(task.created_ms / 1000),
        utc(state.updated_ms / 1000),
    )
}

/// The result of a task is a whole result of its own.
fn with_result_type(result: &str) -> String {
    let members = result.trim_start_matches('{');
    format!(r#"{{"resultType":"complete",{members}"#)
}

fn now_ms() -> u64 {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since_1970.as_millis()).unwrap_or(u64::MAX)
}
