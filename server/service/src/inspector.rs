//! The inspector: a client of MCP that a person looks through, at a server, a namespace or an endpoint.
//!
//! It runs here and speaks to the gateway in process, with the messages that any client sends. What servers ask is put before the
//! person. Everything is in memory, bounded, and for one person alone.

mod inspection;
pub(crate) mod inspections;
mod line;
mod lists;

use std::{sync::Arc, time::Duration};

use model::{
    AnswerInput, EndpointId, ExchangeState, ExchangeView, InspectionId, InspectionInput, InspectionLists,
    InspectionView, InspectorTarget, InspectorTargets, Permission, Problem, QuestionAct, Reference,
    RequestInput,
};
use serde_json::{Value, json};

use self::inspection::{Inspection, Subject};
use crate::{
    Caller, Changed, Error, Result,
    installation::Installation,
    mint,
    services::Inner,
    sync::hidden::Hidden,
    tools::indent,
    visibility::{Owned, visible},
};

/// Letters of a hidden endpoint's name: 131 bits.
const NAME_LENGTH: usize = 22;
/// A form without JavaScript waits so long for an answer; the page shows it later, too.
const PATIENCE: Duration = Duration::from_secs(3);

/// Use cases of the inspector.
pub struct Inspector<'a> {
    inner: &'a Arc<Inner>,
}

impl<'a> Inspector<'a> {
    pub(crate) fn new(inner: &'a Arc<Inner>) -> Self {
        Self { inner }
    }

    /// What the caller can inspect, and what they inspect.
    pub async fn targets(&self, caller: &Caller) -> Result<InspectorTargets> {
        caller.require(Permission::KeepOwn)?;
        let installation = self.inner.keeper.current().await?;
        let own = self.inner.inspections.of(caller.user_id);
        let mut targets = InspectorTargets {
            endpoints: references(caller, &installation, installation.endpoints(), |it| {
                (it.id, &it.name)
            }),
            namespaces: references(caller, &installation, installation.namespaces(), |it| {
                (it.id, &it.name)
            }),
            servers: references(caller, &installation, installation.servers(), |it| {
                (it.id, &it.name)
            }),
            open: own.iter().map(|it| (it.id, it.target, it.name.clone())).collect(),
        };
        targets
            .endpoints
            .sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        targets
            .namespaces
            .sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        targets
            .servers
            .sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        Ok(targets)
    }

    /// Begins to inspect something that the caller may use.
    pub async fn open(&self, caller: &Caller, input: InspectionInput) -> Result<InspectionId> {
        caller.require(Permission::KeepOwn)?;
        let target = input.target()?;
        let installation = self.inner.keeper.current().await?;
        let name = name_of(caller, &installation, target)?;
        let now = self.inner.parts.clock.now();
        let endpoint_id = match target {
            InspectorTarget::Endpoint(id) => id,
            _ => mint::id::<EndpointId>(now),
        };
        let subject = Subject {
            id: mint::id(now),
            owner: caller.user_id,
            target,
            name,
            endpoint_id,
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
                name: mint::text(NAME_LENGTH),
                namespace_id: mint::id(now),
                user_id: caller.user_id,
                target,
            };
            self.inner.keeper.hide(hidden).await;
        }
        let n = self.begin(&inspection, "initialize", "", "{}");
        let (inner, id) = (Arc::clone(self.inner), inspection.id);
        self.inner.parts.tasks.spawn(async move {
            let began = inner.parts.clock.instant();
            let greeted = inspection
                .over
                .run_until_cancelled(line::greet(&inner, &inspection, n))
                .await;
            if let Some(answer) = greeted {
                finish(&inner, &inspection, n, &answer, began);
            }
            line::listen(inner, inspection).await;
        });
        Ok(id)
    }

    /// One's own inspection as it stands now.
    pub async fn get(&self, caller: &Caller, id: InspectionId) -> Result<InspectionView> {
        Ok(self.own(caller, id).await?.view())
    }

    /// What the target offers.
    pub async fn lists(&self, caller: &Caller, id: InspectionId) -> Result<InspectionLists> {
        let inspection = self.own(caller, id).await?;
        if let Some(lists) = inspection.lists() {
            return Ok(lists);
        }
        self.settled(&inspection, |it| it.method == "initialize").await;
        if inspection.session().is_none() {
            return Ok(InspectionLists::default());
        }
        let lists = lists::ask(self.inner, &inspection).await;
        inspection.learned(&lists);
        Ok(lists)
    }

    /// Sends a request. Its number comes back when there is an answer, or after a moment; the answer is kept either way.
    pub async fn send(&self, caller: &Caller, id: InspectionId, input: RequestInput) -> Result<u64> {
        input.validate()?;
        let inspection = self.own(caller, id).await?;
        let params = params(&input)?;
        let n = self.begin(&inspection, &input.method, &input.name, input.params_or_none());
        let (inner, task_inspection, method) =
            (Arc::clone(self.inner), Arc::clone(&inspection), input.method);
        self.inner.parts.tasks.spawn(async move {
            let began = inner.parts.clock.instant();
            let asked = line::ask(&inner, &task_inspection, n, &method, params);
            if let Some(answer) = task_inspection.over.run_until_cancelled(asked).await {
                finish(&inner, &task_inspection, n, &answer, began);
            }
        });
        self.settled(&inspection, |it| it.n == n).await;
        Ok(n)
    }

    /// Nobody waits for a request any more; its server is told.
    pub async fn cancel(&self, caller: &Caller, id: InspectionId, n: u64) -> Result<()> {
        let inspection = self.own(caller, id).await?;
        if inspection.cancelled(n) {
            let params = json!({ "requestId": n, "reason": "cancelled in the inspector" });
            line::notify(self.inner, &inspection, "notifications/cancelled", &params).await;
            self.inner.changes.tell(Changed::Inspections);
        }
        Ok(())
    }

    /// Answers a question of a server.
    pub async fn answer(&self, caller: &Caller, id: InspectionId, n: u64, input: AnswerInput) -> Result<()> {
        let inspection = self.own(caller, id).await?;
        let question = inspection.view().questions.into_iter().find(|it| it.n == n);
        let answer = answer(&question.ok_or(Error::NotFound)?.method, &input)?;
        let (id, _) = inspection.take_question(n).ok_or(Error::NotFound)?;
        line::reply(self.inner, &inspection, &id, answer).await;
        self.inner.changes.tell(Changed::Inspections);
        Ok(())
    }

    /// Ends an inspection.
    pub async fn close(&self, caller: &Caller, id: InspectionId) -> Result<()> {
        caller.require(Permission::KeepOwn)?;
        let found = self.inner.inspections.find(caller.user_id, id);
        let inspection = found.ok_or(Error::NotFound)?;
        inspection.over.cancel();
        self.inner.inspections.remove(id);
        Ok(())
    }

    /// Inspections are their makers' alone, and for as long as they may use what they inspect.
    async fn own(&self, caller: &Caller, id: InspectionId) -> Result<Arc<Inspection>> {
        caller.require(Permission::KeepOwn)?;
        let found = self.inner.inspections.find(caller.user_id, id);
        let inspection = found.ok_or(Error::NotFound)?;
        let installation = self.inner.keeper.current().await?;
        if let Err(error) = name_of(caller, &installation, inspection.target) {
            inspection.over.cancel();
            return Err(error);
        }
        inspection.use_now(self.inner.parts.clock.instant());
        Ok(inspection)
    }

    fn begin(&self, inspection: &Inspection, method: &str, name: &str, input: &str) -> u64 {
        let n = inspection.number();
        inspection.sent(ExchangeView {
            n,
            method: method.to_owned(),
            name: name.to_owned(),
            input: indent(input),
            state: ExchangeState::Running,
            sent_at: self.inner.parts.clock.now(),
            millis: None,
            progress: None,
            answer: None,
            texts: Vec::new(),
            bytes: 0,
        });
        self.inner.changes.tell(Changed::Inspections);
        n
    }

    /// Waits a moment until an exchange is over.
    async fn settled(&self, inspection: &Inspection, which: impl Fn(&ExchangeView) -> bool) {
        let settled = async {
            loop {
                let heard = inspection.heard.notified();
                let exchanges = inspection.view().exchanges;
                let runs = exchanges
                    .iter()
                    .any(|it| which(it) && it.state == ExchangeState::Running);
                if !runs {
                    break;
                }
                heard.await;
            }
        };
        // Who has waited for long enough sees that it runs.
        let _ = tokio::time::timeout(PATIENCE, settled).await;
    }
}

fn finish(
    inner: &Inner,
    inspection: &Inspection,
    n: u64,
    answer: &std::result::Result<Value, String>,
    began: std::time::Instant,
) {
    let took = inner.parts.clock.instant().saturating_duration_since(began);
    let millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    inspection.answered(n, answer, millis);
    inner.changes.tell(Changed::Inspections);
}

/// The name of something that the caller may use.
fn name_of(caller: &Caller, installation: &Installation, target: InspectorTarget) -> Result<String> {
    fn usable<T: Owned>(caller: &Caller, installation: &Installation, thing: Option<&T>) -> Result<()> {
        let owner = visible(caller, thing)?.owner();
        // Who sees things of others, to keep them, does not act with them.
        if installation.may_use(model::Owner::Person(caller.user_id), owner) {
            Ok(())
        } else {
            Err(Error::Forbidden)
        }
    }
    match target {
        InspectorTarget::Endpoint(id) => {
            let found = installation.endpoint(id);
            usable(caller, installation, found)?;
            found.map(|it| it.name.clone())
        }
        InspectorTarget::Namespace(id) => {
            let found = installation.namespace(id);
            usable(caller, installation, found)?;
            found.map(|it| it.name.clone())
        }
        InspectorTarget::Server(id) => {
            let found = installation.server(id);
            usable(caller, installation, found)?;
            found.map(|it| it.name.clone())
        }
    }
    .ok_or(Error::NotFound)
}

fn references<Id, T: Owned>(
    caller: &Caller,
    installation: &Installation,
    things: &[T],
    name: impl Fn(&T) -> (Id, &String),
) -> Vec<Reference<Id>> {
    let owner = model::Owner::Person(caller.user_id);
    let usable = things.iter().filter(|it| installation.may_use(owner, it.owner()));
    usable
        .map(|thing| {
            let (id, name) = name(thing);
            Reference {
                id,
                name: name.clone(),
            }
        })
        .collect()
}

/// What a request is sent with.
fn params(input: &RequestInput) -> Result<Value> {
    let given: Value = serde_json::from_str(input.params_or_none()).map_err(Error::internal)?;
    Ok(match input.method.as_str() {
        "tools/call" | "prompts/get" => json!({ "name": input.name, "arguments": given }),
        "resources/read" | "resources/subscribe" | "resources/unsubscribe" => json!({ "uri": input.name }),
        _ => given,
    })
}

/// What a server is told.
fn answer(method: &str, input: &AnswerInput) -> Result<Value> {
    let refused = || json!({ "error": { "code": -1, "message": "the person declined" } });
    Ok(match (method, input.act) {
        ("elicitation/create", QuestionAct::Accept) if input.content.trim().is_empty() => {
            json!({ "result": { "action": "accept" } })
        }
        ("elicitation/create", QuestionAct::Accept) => {
            let content: serde_json::Map<String, Value> =
                serde_json::from_str(&input.content).map_err(|error| {
                    Error::field(
                        "content",
                        Problem::BadJson {
                            line: error.line(),
                            column: error.column(),
                        },
                    )
                })?;
            json!({ "result": { "action": "accept", "content": content } })
        }
        ("elicitation/create", QuestionAct::Decline) => json!({ "result": { "action": "decline" } }),
        ("elicitation/create", QuestionAct::Cancel) => json!({ "result": { "action": "cancel" } }),
        (_, QuestionAct::Accept) => json!({ "result": {
            "role": "assistant", "model": "person", "stopReason": "endTurn",
            "content": { "type": "text", "text": input.content },
        } }),
        (_, QuestionAct::Decline | QuestionAct::Cancel) => refused(),
    })
}
