//! The legacy era: a session opens with `initialize` and remembers its client until it is deleted.
//!
//! A session does not know its transport: it is handed messages with an outlet for what belongs to them, and has one
//! more for announcements that belong to no request.

mod http;
mod sessions;
pub(super) mod sse;
mod stream;

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex},
};

use ::http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use tokio::{
    sync::{
        broadcast::{Receiver, error::RecvError},
        oneshot,
    },
    task::{AbortHandle, JoinSet},
};

pub(super) use http::{delete, get, post};
pub(super) use sessions::Sessions;

use super::{
    asking::{Answers, Question},
    call::{Asker, Call, Client, Ending, Level},
    catalogue::Change,
    methods::{self, Answer, capabilities},
    outlet::Outlet,
    rpc::{Fault, Incoming, Params, Request},
    server::{INSTRUCTIONS, Server, info, locked},
};
use crate::{
    demo::VERSIONS,
    frame::{self, INVALID_REQUEST},
};

/// One client, from `initialize` on.
#[derive(Debug)]
pub(super) struct Session {
    server: Arc<Server>,
    client: Client,
    log_level: Mutex<Level>,
    subscriptions: Mutex<HashSet<String>>,
    asked: Asked,
    running: Mutex<HashMap<String, AbortHandle>>,
    jobs: Mutex<JoinSet<()>>,
}

/// The requests of ours that wait for an answer.
#[derive(Debug, Default)]
struct Asked {
    ids: Mutex<HashSet<String>>,
    waiting: Mutex<HashMap<String, oneshot::Sender<Result<Value, Value>>>>,
}

impl Asked {
    /// The id of a question: its key or, since no id may be used twice in a session, its key with a number.
    fn id(&self, key: &str) -> String {
        let mut used = locked(&self.ids);
        let mut id = key.to_owned();
        let mut number = 1;
        while !used.insert(id.clone()) {
            number += 1;
            id = format!("{key}-{number}");
        }
        id
    }
}

impl Session {
    /// Opens a session as the client asks; returns it with the result of `initialize`.
    pub(super) fn open(server: &Arc<Server>, params: &Params, announcements: Outlet) -> (Arc<Self>, String) {
        let asked = params.get("protocolVersion").as_str().unwrap_or_default();
        let known = VERSIONS.into_iter().find(|known| *known == asked);
        let version = known.unwrap_or(VERSIONS[0]);
        let session = Arc::new(Self {
            server: Arc::clone(server),
            client: Client {
                version: version.to_owned(),
                capabilities: params.get("capabilities").clone(),
                info: params.get("clientInfo").clone(),
            },
            log_level: Mutex::default(),
            subscriptions: Mutex::default(),
            asked: Asked::default(),
            running: Mutex::default(),
            jobs: Mutex::default(),
        });
        // Before the client learns that it has a session: it shall hear of all changes from then on.
        let changes = server.catalogue.subscribe();
        session.spawn(Arc::clone(&session).announce(changes, announcements));
        let result = format!(
            r#"{{"protocolVersion":"{version}","capabilities":{},"serverInfo":{},"instructions":"{INSTRUCTIONS}"}}"#,
            capabilities(false),
            info()
        );
        (session, result)
    }

    /// The version that was agreed on.
    pub(super) fn version(&self) -> &str {
        &self.client.version
    }

    /// What the client wants to hear at least; all, until it says so.
    pub(super) fn log_level(&self) -> Level {
        *locked(&self.log_level)
    }

    /// Takes a message; what it leads to goes to `outlet`.
    pub(super) fn receive(self: &Arc<Self>, message: Incoming, outlet: &Outlet, headers: &HeaderMap) {
        match message {
            Incoming::Request(request) => self.start(request, outlet.clone(), headers.clone()),
            Incoming::Notification { method, params } if method == "notifications/cancelled" => {
                if let Some(call) = locked(&self.running).remove(&params.cancelled_key()) {
                    call.abort();
                }
            }
            Incoming::Notification { .. } => {}
            Incoming::Answer { id, answer } => {
                let waiting = id.as_str().and_then(|id| locked(&self.asked.waiting).remove(id));
                if let Some(waiting) = waiting {
                    // The call may have been cancelled meanwhile.
                    let _ = waiting.send(answer);
                }
            }
        }
    }

    fn start(self: &Arc<Self>, request: Request, outlet: Outlet, headers: HeaderMap) {
        let (id, key) = (request.id.clone(), request.key());
        let call = Call {
            server: Arc::clone(&self.server),
            request,
            client: self.client.clone(),
            asker: Asker::Session(Arc::clone(self)),
            outlet: outlet.clone(),
            log_level: None,
            headers,
        };
        let session = Arc::clone(self);
        // Held until the call is in it, so that the call cannot be gone from it before.
        let mut running = locked(&self.running);
        let ended = key.clone();
        let handle = self.spawn(async move {
            let answered = match session.answer(call).await {
                Ok(answer) => frame::result(&id, &answer.result),
                Err(fault) => fault.frame(Some(&id)),
            };
            locked(&session.running).remove(&ended);
            outlet.answer(StatusCode::OK, answered);
        });
        running.insert(key, handle);
    }

    async fn answer(&self, call: Call) -> Result<Answer, Fault> {
        let params = &call.request.params;
        match call.request.method.as_str() {
            "ping" => {}
            "initialize" => return Err(Fault::new(INVALID_REQUEST, "The session is initialized already")),
            "logging/setLevel" => {
                let level = Level::named(params.text("level")?);
                *locked(&self.log_level) = level.ok_or_else(|| Fault::invalid("Unknown level"))?;
            }
            "resources/subscribe" => {
                locked(&self.subscriptions).insert(params.text("uri")?.to_owned());
            }
            "resources/unsubscribe" => {
                locked(&self.subscriptions).remove(params.text("uri")?);
            }
            _ => {
                return methods::answer(call).await.map_err(|ending| match ending {
                    Ending::Fault(fault) => fault,
                    other => unreachable!("a session asks on its streams: {other:?}"),
                });
            }
        }
        Ok(Answer::new("{}"))
    }

    /// Asks all of these on a call's stream and waits for the answers.
    pub(super) async fn ask(&self, questions: &[Question], outlet: &Outlet) -> Result<Answers, Ending> {
        let mut waiting = Vec::new();
        for question in questions {
            let id = self.asked.id(question.key);
            let (sender, receiver) = oneshot::channel();
            locked(&self.asked.waiting).insert(id.clone(), sender);
            outlet.send(question.request(&id));
            let withdrawal = Withdrawal {
                asked: &self.asked,
                outlet,
                id,
            };
            waiting.push((question.key.to_owned(), receiver, withdrawal));
        }
        let mut answers = Answers::default();
        for (key, receiver, _withdrawal) in waiting {
            // A sender goes away unused only together with this future.
            let answer = receiver.await.unwrap_or(Err(Value::Null));
            let answer =
                answer.map_err(|error| Ending::Mistake(format!("The client answered an error: {error}")))?;
            answers.0.insert(key, answer);
        }
        Ok(answers)
    }

    /// Tells of changes as long as the session lives.
    async fn announce(self: Arc<Self>, mut changes: Receiver<Change>, announcements: Outlet) {
        loop {
            let change = match changes.recv().await {
                Ok(change) => change,
                Err(RecvError::Lagged(_)) => continue,
                Err(RecvError::Closed) => return,
            };
            let params = match &change {
                Change::List(_) => json!({}),
                Change::Resource(uri) if locked(&self.subscriptions).contains(uri) => json!({ "uri": uri }),
                // This era has neither.
                Change::Resource(_) | Change::Task(_) | Change::Ending => continue,
            };
            if let Some(method) = change.method() {
                announcements.send(frame::notification(&method, &params.to_string()));
            }
        }
    }

    fn spawn(&self, job: impl Future<Output = ()> + Send + 'static) -> AbortHandle {
        let mut jobs = locked(&self.jobs);
        while jobs.try_join_next().is_some() {}
        jobs.spawn(job)
    }

    /// Whether no request is being answered.
    pub(super) fn is_idle(&self) -> bool {
        locked(&self.running).is_empty()
    }

    /// Ends all that runs in it.
    pub(super) fn close(&self) {
        locked(&self.jobs).abort_all();
    }
}

/// Takes a question back when its call ends without the answer.
struct Withdrawal<'a> {
    asked: &'a Asked,
    outlet: &'a Outlet,
    id: String,
}

impl Drop for Withdrawal<'_> {
    fn drop(&mut self) {
        if locked(&self.asked.waiting).remove(&self.id).is_some() {
            let params = json!({ "requestId": self.id, "reason": "The call was cancelled" }).to_string();
            self.outlet
                .send(frame::notification("notifications/cancelled", &params));
        }
    }
}
