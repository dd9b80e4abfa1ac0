//! The inspector: a client of MCP that a person looks through, at a server, a namespace or an endpoint.
//!
//! It runs here and speaks to the gateway in process, with the messages that any client sends. What servers ask is put before the
//! person. Everything is in memory, bounded, and for one person alone.

mod apps;
mod comparison;
mod content;
mod curl;
mod history;
mod inspection;
pub(crate) mod inspections;
mod line;
mod lists;
mod markdown;
mod message;
mod pings;
mod requests;
mod running;
pub(crate) mod sign_in;
mod targets;
mod validation;

use std::{sync::Arc, time::Duration};

use futures::FutureExt;
use gateway::{WatchMark, Watched};
use model::{
    AnswerInput, Completion, CompletionInput, EndpointId, ExchangeState, FieldErrors, InspectionId,
    InspectionInput, InspectionLists, InspectionProtocol, InspectionState, InspectionView, InspectorTarget,
    InspectorTargets, McpLogLevel, Permission, PingInput, Problem, RecordingId, Reference, RequestInput,
    RootsInput,
};
use rand::Rng;
use serde::Deserialize;
use serde_json::json;
use url::Url;

pub use self::apps::AppPage;
pub use self::sign_in::{INSPECTOR_CALLBACK, SignedIn};
use self::{
    inspection::{Asker, Inspection, Outgoing, Said, Sent, Subject},
    message::{Fields, raw},
    sign_in::Grant,
};
use crate::{
    Caller, Changed, Conflict, Error, Result, mint, services::Inner, sync::hidden::Hidden, wires::recordings,
};

/// A form without JavaScript waits so long for an answer; the page shows it later, too.
const PATIENCE: Duration = Duration::from_secs(3);
/// Nobody waits longer for what an argument could be.
const COMPLETION: Duration = Duration::from_secs(5);

/// Use cases of the inspector.
pub struct Inspector<'a> {
    inner: &'a Arc<Inner>,
    at: &'a Url,
}

impl<'a> Inspector<'a> {
    pub(crate) fn new(inner: &'a Arc<Inner>, at: &'a Url) -> Self {
        Self { inner, at }
    }

    /// What the caller can inspect, and what they inspect.
    pub async fn targets(&self, caller: &Caller) -> Result<InspectorTargets> {
        caller.require(Permission::KeepOwn)?;
        let installation = self.inner.keeper.current().await?;
        let own = self.inner.inspections.of(caller.user_id);
        Ok(InspectorTargets {
            open: own
                .iter()
                .map(|it| (it.subject.id, it.subject.target, it.subject.name.clone()))
                .collect(),
            ..targets::all(caller, &installation)
        })
    }

    /// Begins to inspect something that the caller may use.
    pub async fn open(&self, caller: &Caller, input: InspectionInput) -> Result<InspectionId> {
        self.open_with(caller, input, None).await
    }

    /// As [`Inspector::open`]; the key may be a token that was granted to a client of the inspector.
    async fn open_with(
        &self,
        caller: &Caller,
        input: InspectionInput,
        grant: Option<Arc<Grant>>,
    ) -> Result<InspectionId> {
        caller.require(Permission::KeepOwn)?;
        input.validate()?;
        let target = input.target()?;
        let installation = self.inner.keeper.current().await?;
        let name = targets::name(caller, &installation, target, input.key().is_some())?;
        let now = self.inner.parts.clock.now();
        let endpoint_id = match target {
            InspectorTarget::Endpoint(id) => id,
            InspectorTarget::Namespace(_) | InspectorTarget::Server(_) => mint::id::<EndpointId>(now),
        };
        let subject = Subject {
            id: mint::id(now),
            owner: caller.user_id,
            target,
            name,
            protocol: input.protocol,
            key: input.key().map(str::to_owned),
            endpoint_id,
            mark: rand::rng().random(),
            grant,
        };
        let over = self.inner.parts.cancel.child_token();
        let inspection = Inspection::new(subject, over, self.inner.parts.clock.instant());
        let inspection = Arc::new(inspection);
        if !self.inner.inspections.put(&inspection) {
            return Err(Error::Unavailable(
                "too many inspections are open; try again when others are over".to_owned(),
            ));
        }
        if !matches!(target, InspectorTarget::Endpoint(_)) {
            let hidden = Hidden {
                endpoint_id,
                namespace_id: mint::id(now),
                user_id: caller.user_id,
                target,
            };
            self.inner.keeper.hide(hidden).await;
        }
        let id = inspection.subject.id;
        let greeting = Outgoing {
            method: if input.protocol == InspectionProtocol::Stateless {
                "server/discover".to_owned()
            } else {
                "initialize".to_owned()
            },
            name: String::new(),
            input: "{}".to_owned(),
            as_task: false,
            by_app: false,
        };
        let sent = self.begin(&inspection, greeting)?;
        let work = running::run(Arc::clone(self.inner), inspection, sent.row.n);
        self.inner.parts.tasks.spawn(work);
        Ok(id)
    }

    /// One's own inspection as it stands now.
    pub async fn get(&self, caller: &Caller, id: InspectionId) -> Result<InspectionView> {
        let inspection = self.own(caller, id).await?;
        let installation = self.inner.keeper.current().await?;
        Ok(inspection.view(targets::is_kept_by(
            caller,
            &installation,
            inspection.subject.target,
        )))
    }

    /// What the target offers, as far as it is known in a moment.
    pub async fn lists(&self, caller: &Caller, id: InspectionId) -> Result<InspectionLists> {
        let inspection = self.own(caller, id).await?;
        self.patiently(&inspection, || {
            inspection.state() == InspectionState::Refused || inspection.lists().is_some()
        })
        .await;
        Ok(inspection.lists().unwrap_or_else(|| InspectionLists {
            is_loading: inspection.state() != InspectionState::Refused,
            ..InspectionLists::default()
        }))
    }

    /// Sends a request. Its number comes back when there is an answer, or after a moment; the answer is kept either way.
    pub async fn send(&self, caller: &Caller, id: InspectionId, input: RequestInput) -> Result<u64> {
        input.validate()?;
        let inspection = self.own(caller, id).await?;
        let outgoing = Outgoing {
            method: input.method.trim().to_owned(),
            name: input.name.clone(),
            input: input.params_or_none().to_owned(),
            as_task: input.as_task,
            by_app: false,
        };
        check_arguments(&inspection, &outgoing)?;
        self.dispatch(&inspection, outgoing).await
    }

    /// Sends a request again as it was.
    pub async fn resend(&self, caller: &Caller, id: InspectionId, n: u64) -> Result<u64> {
        let inspection = self.own(caller, id).await?;
        let sent = inspection.exchange(n).ok_or(Error::NotFound)?;
        // A client shakes hands once.
        if sent.row.method == "initialize" {
            return Err(Error::NotFound);
        }
        self.dispatch(&inspection, outgoing(&sent)).await
    }

    /// Nobody waits for a request any more; its server is told.
    pub async fn cancel(&self, caller: &Caller, id: InspectionId, n: u64) -> Result<()> {
        let inspection = self.own(caller, id).await?;
        let is_running = |sent: &Sent| sent.row.state == ExchangeState::Running;
        if inspection.exchange(n).is_some_and(|sent| is_running(&sent)) {
            let params = Fields::from([
                ("requestId".to_owned(), raw(&n)),
                ("reason".to_owned(), raw("cancelled in the inspector")),
            ]);
            line::notify(self.inner, &inspection, "notifications/cancelled", &params).await;
            inspection.cancelled(n);
            self.inner.changes.tell(Changed::Inspections);
        }
        Ok(())
    }

    /// Answers a question of a server.
    pub async fn answer(&self, caller: &Caller, id: InspectionId, n: u64, input: AnswerInput) -> Result<()> {
        input.validate()?;
        let inspection = self.own(caller, id).await?;
        let question = inspection.question(n).ok_or(Error::NotFound)?;
        let said = requests::answer(&question, &input)?;
        let question = inspection.take_question(n).ok_or(Error::NotFound)?;
        match question.asker {
            Asker::Server(asked) => {
                let reply = match said {
                    Said::Result(result) => message::reply(&asked, "result", &result),
                    Said::Declined => {
                        let error = json!({ "code": -1, "message": "the person declined" });
                        message::reply(&asked, "error", &raw(&error))
                    }
                };
                line::say(self.inner, &inspection, reply).await;
            }
            // The request may be over by now.
            Asker::Request(waiting) => drop(waiting.send(said)),
        }
        self.inner.changes.tell(Changed::Inspections);
        Ok(())
    }

    /// What an argument of a prompt or a template could be. A target that says nothing in time has no suggestion.
    pub async fn complete(
        &self,
        caller: &Caller,
        id: InspectionId,
        input: CompletionInput,
    ) -> Result<Completion> {
        #[derive(Default, Deserialize)]
        #[serde(default, rename_all = "camelCase")]
        struct Completed {
            values: Vec<String>,
            has_more: bool,
        }

        input.validate()?;
        let inspection = self.own(caller, id).await?;
        let n = inspection.number();
        let params = requests::completion(&input);
        let asked = line::ask(self.inner, &inspection, n, "completion/complete", params).boxed();
        let Ok(answer) = tokio::time::timeout(COMPLETION, asked).await else {
            return Ok(Completion::default());
        };
        let completed = answer.result().map(|result| message::fields(result.get()));
        let completed = completed.and_then(|it| serde_json::from_str(it.get("completion")?.get()).ok());
        let Completed { values, has_more } = completed.unwrap_or_default();
        Ok(Completion { values, has_more })
    }

    /// Asks some times whether the target is there.
    pub async fn ping(&self, caller: &Caller, id: InspectionId, input: PingInput) -> Result<()> {
        input.validate()?;
        let inspection = self.own(caller, id).await?;
        let work = pings::run(Arc::clone(self.inner), Arc::clone(&inspection), input.times);
        self.inner.parts.tasks.spawn(work);
        self.patiently(&inspection, || inspection.pinged(input.times))
            .await;
        Ok(())
    }

    /// Says which log messages are wanted.
    pub async fn set_log_level(&self, caller: &Caller, id: InspectionId, level: McpLogLevel) -> Result<()> {
        let inspection = self.own(caller, id).await?;
        if inspection.subject.protocol == InspectionProtocol::Stateless {
            // Each request says it.
            inspection.set_log_level(level);
            self.inner.changes.tell(Changed::Inspections);
            return Ok(());
        }
        let outgoing = Outgoing {
            method: "logging/setLevel".to_owned(),
            name: String::new(),
            input: json!({ "level": level.as_str() }).to_string(),
            as_task: false,
            by_app: false,
        };
        self.dispatch(&inspection, outgoing).await.map(drop)
    }

    /// Says what servers may work with, and tells them that it has changed.
    pub async fn set_roots(&self, caller: &Caller, id: InspectionId, input: RootsInput) -> Result<()> {
        let roots = input.parsed()?;
        let inspection = self.own(caller, id).await?;
        inspection.set_roots(roots);
        if inspection.state() == InspectionState::Open {
            let method = "notifications/roots/list_changed";
            line::notify(self.inner, &inspection, method, &Fields::new()).await;
        }
        self.inner.changes.tell(Changed::Inspections);
        Ok(())
    }

    /// Records what passes on the wires of this inspection alone, for who may change its target. It is over with the inspection.
    pub async fn watch(&self, caller: &Caller, id: InspectionId) -> Result<RecordingId> {
        let inspection = self.own(caller, id).await?;
        let installation = self.inner.keeper.current().await?;
        if !targets::is_kept_by(caller, &installation, inspection.subject.target) {
            return Err(Error::Forbidden);
        }
        let running = inspection.recording();
        let running = running.filter(|id| self.inner.recordings.runs(caller.user_id, *id));
        if let Some(running) = running {
            return Ok(running);
        }
        let subject = recordings::Subject {
            owner: caller.user_id,
            endpoint: Reference {
                id: inspection.subject.endpoint_id,
                name: inspection.subject.name.clone(),
            },
            session: None,
            watched: Watched::Marked(WatchMark(inspection.subject.mark)),
        };
        let recording = self.inner.recordings.begin(self.inner, subject);
        let recording = recording.map_err(|_| Conflict::TooManyWatch)?.id;
        if let Some(former) = inspection.recording() {
            self.inner.recordings.end(caller.user_id, former);
        }
        inspection.set_recording(recording);
        self.inner.changes.tell(Changed::Inspections);
        Ok(recording)
    }

    /// Ends an inspection.
    pub fn close(&self, caller: &Caller, id: InspectionId) -> Result<()> {
        caller.require(Permission::KeepOwn)?;
        let found = self.inner.inspections.find(caller.user_id, id);
        let inspection = found.ok_or(Error::NotFound)?;
        inspection.over.cancel();
        self.inner.inspections.remove(id);
        Ok(())
    }

    /// Ends all inspections of somebody who signs out.
    pub fn close_all(&self, caller: &Caller) {
        self.inner.inspections.end_all(caller.user_id);
    }

    /// Inspections are their makers' alone, and for as long as they may use what they inspect.
    async fn own(&self, caller: &Caller, id: InspectionId) -> Result<Arc<Inspection>> {
        caller.require(Permission::KeepOwn)?;
        let found = self.inner.inspections.find(caller.user_id, id);
        let inspection = found.ok_or(Error::NotFound)?;
        let installation = self.inner.keeper.current().await?;
        let with_key = inspection.subject.key.is_some();
        if let Err(error) = targets::name(caller, &installation, inspection.subject.target, with_key) {
            inspection.over.cancel();
            self.inner.inspections.remove(id);
            return Err(error);
        }
        inspection.use_now(self.inner.parts.clock.instant());
        Ok(inspection)
    }

    /// A request that is shown.
    fn begin(&self, inspection: &Inspection, outgoing: Outgoing) -> Result<Sent> {
        let clock = &self.inner.parts.clock;
        let sent = inspection.send(outgoing, (clock.now(), clock.instant()));
        self.inner.changes.tell(Changed::Inspections);
        sent.ok_or_else(|| {
            Error::Unavailable(
                "too many requests of this inspection wait for answers; cancel some".to_owned(),
            )
        })
    }

    /// Sends a request, and waits a moment for its answer.
    async fn dispatch(&self, inspection: &Arc<Inspection>, outgoing: Outgoing) -> Result<u64> {
        let params = requests::params(&outgoing);
        let sent = self.begin(inspection, outgoing)?;
        let n = sent.row.n;
        let (inner, asking) = (Arc::clone(self.inner), Arc::clone(inspection));
        self.inner.parts.tasks.spawn(async move {
            let method = &sent.row.method;
            // Without sessions one listens to all resources with one request.
            let listens = matches!(&**method, "resources/subscribe" | "resources/unsubscribe");
            let answer = if listens && asking.subject.protocol == InspectionProtocol::Stateless {
                if asking.want(n, &sent.row.name, method == "resources/subscribe") {
                    return;
                }
                message::Answer::nothing("too many resources are listened to")
            } else {
                let asked = line::ask(&inner, &asking, n, method, params).boxed();
                match sent.over.run_until_cancelled(asked).await {
                    Some(answer) => answer,
                    None => return,
                }
            };
            asking.answered(n, answer, inner.parts.clock.instant());
            inner.changes.tell(Changed::Inspections);
        });
        self.patiently(inspection, || {
            let sent = inspection.exchange(n);
            sent.is_none_or(|sent| sent.row.state != ExchangeState::Running)
        })
        .await;
        Ok(n)
    }

    /// Waits a moment until something is so.
    async fn patiently(&self, inspection: &Inspection, is_so: impl Fn() -> bool + Send + Sync) {
        Self::waits(inspection, PATIENCE, is_so).await;
    }

    /// Waits until something is so, and no longer than this.
    async fn waits(inspection: &Inspection, patience: Duration, is_so: impl Fn() -> bool + Send + Sync) {
        let waiting = async {
            loop {
                let heard = inspection.heard.notified();
                tokio::pin!(heard);
                // What is heard between the look and the wait counts.
                heard.as_mut().enable();
                if is_so() {
                    break;
                }
                heard.await;
            }
        };
        // Who has waited for long enough sees how far it is.
        let _ = tokio::time::timeout(patience, waiting).await;
    }
}

fn outgoing(sent: &Sent) -> Outgoing {
    Outgoing {
        method: sent.row.method.clone(),
        name: sent.row.name.clone(),
        input: sent.input.clone(),
        as_task: sent.as_task,
        by_app: false,
    }
}

/// The arguments fit the schema of their tool, as far as that is known.
fn check_arguments(inspection: &Inspection, outgoing: &Outgoing) -> std::result::Result<(), FieldErrors> {
    let (method, name) = (&*outgoing.method, &outgoing.name);
    check_name(method, name)?;
    if method != "tools/call" {
        return Ok(());
    }
    let lists = inspection.lists().unwrap_or_default();
    match lists.tools.iter().find(|tool| tool.name == *name) {
        Some(tool) if !tool.input_schema.is_empty() => {
            validation::check("params", &tool.input_schema, &outgoing.input)
        }
        _ => Ok(()),
    }
}

/// What is called, got or read has a name.
fn check_name(method: &str, name: &str) -> std::result::Result<(), FieldErrors> {
    if matches!(method, "tools/call" | "prompts/get" | "resources/read") && name.is_empty() {
        return Err(FieldErrors::of("name", Problem::Required));
    }
    Ok(())
}
