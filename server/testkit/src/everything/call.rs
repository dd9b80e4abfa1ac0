//! One request while it runs, as a tool sees it: what is asked, who asks, and ways to report and to ask back.

use std::{pin::Pin, sync::Arc};

use http::HeaderMap;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{
    asking::{Answers, Capability, Question},
    content,
    legacy::Session,
    outlet::Outlet,
    rounds::Rounds,
    rpc::{Fault, Request},
    server::Server,
    tasks::Task,
};
use crate::frame;

/// Levels of log messages, the least important first.
const LEVELS: [&str; 8] = [
    "debug",
    "info",
    "notice",
    "warning",
    "error",
    "critical",
    "alert",
    "emergency",
];

/// Importance of a log message, or what is to be heard at least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Level(usize);

impl Level {
    pub(super) const INFO: Self = Self(1);

    pub(super) fn named(name: &str) -> Option<Self> {
        LEVELS.iter().position(|level| *level == name).map(Self)
    }

    fn name(self) -> &'static str {
        LEVELS[self.0]
    }
}

/// What the client has said about itself.
#[derive(Debug, Clone)]
pub(super) struct Client {
    pub(super) version: String,
    pub(super) capabilities: Value,
    pub(super) info: Value,
}

/// How a call ends: with the members of a result as JSON text, or otherwise.
pub(super) type Outcome = Result<String, Ending>;

/// How a call ends without a result of its own.
#[derive(Debug, Clone)]
pub(super) enum Ending {
    /// An error of the protocol.
    Fault(Fault),
    /// The call is at fault in a way that the model can understand; only a tool has a result for that.
    Mistake(String),
    /// Questions to the client, as the members of an `input_required` result.
    Input(Value),
    /// It goes on as a task, which is described by this JSON text.
    Task(String),
}

impl From<Fault> for Ending {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// What takes its time.
pub(super) type Running = Pin<Box<dyn Future<Output = Outcome> + Send>>;

/// What answers a call: at once, or later.
#[derive(Debug, Clone, Copy)]
pub(super) enum Run {
    Now(fn(&Call) -> Outcome),
    Later(fn(Call) -> Running),
}

impl Run {
    pub(super) async fn start(self, call: Call) -> Outcome {
        match self {
            Self::Now(run) => run(&call),
            Self::Later(run) => run(call).await,
        }
    }
}

/// How the client is asked.
#[derive(Debug)]
pub(super) enum Asker {
    /// By requests on the call's stream.
    Session(Arc<Session>),
    /// By ending the call and being called again.
    Rounds(Rounds),
    /// By entries in the task, which the client fetches.
    Task(Arc<Task>),
}

#[derive(Debug)]
pub(super) struct Call {
    pub(super) server: Arc<Server>,
    pub(super) request: Request,
    pub(super) client: Client,
    pub(super) asker: Asker,
    pub(super) outlet: Outlet,
    /// What a modern request wants to hear at least; nothing when it does not say.
    pub(super) log_level: Option<Level>,
    /// Of the HTTP request; empty on other transports.
    pub(super) headers: HeaderMap,
}

impl Call {
    pub(super) fn is_modern(&self) -> bool {
        !matches!(self.asker, Asker::Session(_))
    }

    /// The arguments as the tool's own type.
    pub(super) fn arguments<T: DeserializeOwned>(&self) -> Result<T, Ending> {
        self.request.params.arguments().map_err(Ending::Mistake)
    }

    pub(super) fn declares(&self, capability: Capability) -> bool {
        capability.is_declared(&self.client.capabilities)
    }

    /// Reports progress, if the client wants to hear of it.
    pub(super) fn progress(&self, progress: u64, total: u64) {
        if let Some(token) = self.request.params.progress_token() {
            let params = format!(
                r#"{{"progressToken":{},"progress":{progress},"total":{total},"message":"{progress} of {total}"}}"#,
                token.get()
            );
            self.outlet
                .send(frame::notification("notifications/progress", &params));
        }
    }

    /// Sends a log message, if the client wants to hear of it.
    pub(super) fn log(&self, level: Level, message: &str) {
        let least = match &self.asker {
            Asker::Session(session) => Some(session.log_level()),
            Asker::Rounds(_) => self.log_level,
            Asker::Task(_) => None,
        };
        if least.is_some_and(|least| least <= level) {
            let params = json!({ "level": level.name(), "logger": "tools", "data": message });
            let message = frame::notification("notifications/message", &params.to_string());
            self.outlet.send(message);
        }
    }

    /// An error unless the client has declared this.
    pub(super) fn require(&self, capability: Capability) -> Result<(), Ending> {
        if self.declares(capability) {
            return Ok(());
        }
        // Older versions have no error of their own for it, and do not forbid this one.
        Err(capability.missing().into())
    }

    /// Asks the client all of these at once.
    pub(super) async fn ask(&mut self, questions: &[Question]) -> Result<Answers, Ending> {
        self.ask_in_rounds(questions, false).await
    }

    /// The same, with a state that has to come back when the call is made again.
    pub(super) async fn ask_sealed(&mut self, questions: &[Question]) -> Result<Answers, Ending> {
        self.ask_in_rounds(questions, true).await
    }

    async fn ask_in_rounds(&mut self, questions: &[Question], sealed: bool) -> Result<Answers, Ending> {
        for question in questions {
            self.require(question.capability)?;
        }
        match &mut self.asker {
            Asker::Session(session) => session.ask(questions, &self.outlet).await,
            Asker::Rounds(rounds) => rounds.ask(questions, sealed, &self.server.seal),
            Asker::Task(task) => Ok(task.ask(questions).await),
        }
    }

    /// Goes on as a task if the client knows tasks; if it does not, in place, or not at all when `only` a task will
    /// do.
    pub(super) async fn in_background<W>(self, only: bool, work: W) -> Outcome
    where
        W: FnOnce(Self) -> Running + Send + 'static,
    {
        match self.asker {
            Asker::Rounds(_) if self.declares(Capability::Tasks) => {
                let server = Arc::clone(&self.server);
                Err(Ending::Task(server.tasks.start(self, work)))
            }
            Asker::Rounds(_) if only => Err(Capability::Tasks.missing().into()),
            _ => work(self).await,
        }
    }
}

/// What a tool says: its mistakes are results too.
pub(super) fn tool_result(outcome: Outcome) -> Outcome {
    match outcome {
        Err(Ending::Mistake(message)) => Ok(content::error(&message)),
        outcome => outcome,
    }
}
