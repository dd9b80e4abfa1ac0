//! Where calls wait for a person: a row for everybody to see, and a place in the memory of the process that goes on with it.

use std::{
    collections::HashMap,
    error::Error as StdError,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use futures::{FutureExt, future::BoxFuture};
use gateway::{ApprovalRequest, Approver, Decision, PrincipalId};
use model::{ApprovalId, ApprovalState, Asker};
use sha2::{Digest, Sha256};
use store::{ApprovalRecord, Settlement, Store};
use tokio::{runtime::Handle, sync::oneshot, time::timeout};
use tokio_util::task::TaskTracker;

use super::view;
use crate::{
    Clock, Result,
    acts::{Act, Acts},
    changes::{Changed, Changes},
    clock::later,
    installation::Installation,
    mint,
    sealer::Sealer,
};

/// Calls that wait in one process.
const MOST_WAITING: usize = 200;
/// Calls of one principal that wait in one process.
const MOST_WAITING_PER_PRINCIPAL: usize = 20;
/// Bytes of arguments: more than anybody reads.
const MAX_ARGUMENTS: usize = 256 * 1024;

/// What a desk is made of.
pub(crate) struct DeskParts {
    pub(crate) store: Store,
    pub(crate) sealer: Sealer,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) tasks: TaskTracker,
    pub(crate) changes: Changes,
    pub(crate) acts: Acts,
}

/// Where calls wait. Clones are the same desk.
#[derive(Clone)]
pub(crate) struct Desk(Arc<Shared>);

struct Shared {
    parts: DeskParts,
    waiting: Mutex<HashMap<ApprovalId, Waiting>>,
}

/// A call that waits in this process.
struct Waiting {
    principal: PrincipalId,
    answer: oneshot::Sender<Decision>,
}

/// Asks in the words of one configuration.
struct Questions {
    desk: Desk,
    installation: Arc<Installation>,
}

impl fmt::Debug for Questions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Questions").finish_non_exhaustive()
    }
}

impl Approver for Questions {
    fn ask(&self, request: ApprovalRequest) -> BoxFuture<'static, Decision> {
        let arguments = request.arguments.get().len();
        if arguments > MAX_ARGUMENTS {
            let why = format!(
                "Its arguments have {arguments} bytes, and a person is shown at most {MAX_ARGUMENTS}. Call it with less."
            );
            return futures::future::ready(Decision::Unavailable(why)).boxed();
        }
        let desk = self.desk.clone();
        let record = desk.record(&request, &self.installation);
        async move { desk.ask(&request, &record).await }.boxed()
    }
}

/// A place among those that wait. Who leaves it before the answer takes the question back.
struct Place {
    desk: Desk,
    id: ApprovalId,
    is_settled: bool,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.desk.waiting().remove(&self.id);
        if self.is_settled {
            return;
        }
        // Without a runtime the process ends, and its next start tidies up.
        let Ok(runtime) = Handle::try_current() else {
            return;
        };
        let (desk, id) = (self.desk.clone(), self.id);
        let tasks = self.desk.0.parts.tasks.clone();
        tasks.spawn_on(async move { desk.withdraw(id).await }, &runtime);
    }
}

impl Desk {
    pub(crate) fn new(parts: DeskParts) -> Self {
        Self(Arc::new(Shared {
            parts,
            waiting: Mutex::default(),
        }))
    }

    /// What the gateway asks through, while this configuration counts.
    pub(crate) fn approver(&self, installation: &Arc<Installation>) -> Arc<dyn Approver> {
        Arc::new(Questions {
            desk: self.clone(),
            installation: Arc::clone(installation),
        })
    }

    /// Ends the waiting of a call, and lets it go on where it waits. False when it did not wait any more. It is an act where
    /// somebody does it.
    pub(crate) async fn settle(
        &self,
        id: ApprovalId,
        settlement: &Settlement,
        act: Option<Act>,
    ) -> Result<bool> {
        let DeskParts {
            store, clock, acts, ..
        } = &self.0.parts;
        let tx = store.begin().await?;
        let is_settled = tx.approvals().settle(id, settlement, clock.now()).await?;
        if is_settled {
            tx.tell_of_approval(id).await?;
            if let Some(act) = act {
                acts.record(&tx, act).await?;
            }
            tx.commit().await?;
            self.answer(id, decision(settlement));
            self.tell();
        }
        Ok(is_settled)
    }

    /// Another process has said something of this call: perhaps it waits here and is decided.
    pub(crate) async fn heard(&self, id: ApprovalId) -> Result<()> {
        self.tell();
        if !self.waiting().contains_key(&id) {
            return Ok(());
        }
        let record = self.0.parts.store.approvals().find(id).await?;
        if let Some(decision) = record.and_then(|record| decided(&record)) {
            self.answer(id, decision);
        }
        Ok(())
    }

    /// Anything may have been said of those that wait here.
    pub(crate) async fn heard_all(&self) -> Result<()> {
        let waiting: Vec<ApprovalId> = self.waiting().keys().copied().collect();
        for id in waiting {
            self.heard(id).await?;
        }
        Ok(())
    }

    async fn ask(&self, request: &ApprovalRequest, record: &ApprovalRecord) -> Decision {
        let (mut place, answer) = match self.take_place(record.id, request.principal) {
            Ok(taken) => taken,
            Err(why) => return Decision::Unavailable(why),
        };
        if let Err(error) = self.insert(record).await {
            tracing::warn!(
                error = &error as &dyn StdError,
                "nobody can be asked about a call"
            );
            return Decision::Unavailable(
                "The database does not take the question: try again in a moment.".to_owned(),
            );
        }
        self.tell();
        let decision = match timeout(request.patience, answer).await {
            Ok(Ok(decision)) => decision,
            // The place holds the other end, so it was not dropped.
            Ok(Err(_)) | Err(_) => self.too_late(record.id).await,
        };
        place.is_settled = true;
        decision
    }

    fn take_place(
        &self,
        id: ApprovalId,
        principal: PrincipalId,
    ) -> std::result::Result<(Place, oneshot::Receiver<Decision>), String> {
        let mut waiting = self.waiting();
        if waiting.len() >= MOST_WAITING {
            return Err(format!(
                "{MOST_WAITING} calls wait for a person already: try again when some are decided."
            ));
        }
        let own = waiting.values().filter(|it| it.principal == principal).count();
        if own >= MOST_WAITING_PER_PRINCIPAL {
            return Err(format!(
                "{MOST_WAITING_PER_PRINCIPAL} calls of yours wait for a person already: try again when some are decided."
            ));
        }
        let (sender, answer) = oneshot::channel();
        waiting.insert(
            id,
            Waiting {
                principal,
                answer: sender,
            },
        );
        let place = Place {
            desk: self.clone(),
            id,
            is_settled: false,
        };
        Ok((place, answer))
    }

    async fn insert(&self, record: &ApprovalRecord) -> Result<()> {
        let tx = self.0.parts.store.begin().await?;
        tx.approvals().insert(record).await?;
        tx.tell_of_approval(record.id).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Nobody has said anything here; another process may have heard something this one did not.
    async fn too_late(&self, id: ApprovalId) -> Decision {
        let found = async {
            if self.settle(id, &over(ApprovalState::Expired), None).await? {
                return Ok(None);
            }
            Result::Ok(self.0.parts.store.approvals().find(id).await?)
        };
        match found.await {
            Ok(record) => record
                .and_then(|record| decided(&record))
                .unwrap_or(Decision::Expired),
            Err(error) => {
                tracing::warn!(
                    error = &error as &dyn StdError,
                    "could not note that nobody decided about a call"
                );
                Decision::Expired
            }
        }
    }

    async fn withdraw(self, id: ApprovalId) {
        if let Err(error) = self.settle(id, &over(ApprovalState::Withdrawn), None).await {
            tracing::warn!(
                error = &error as &dyn StdError,
                "could not take back a question about a call"
            );
        }
    }

    fn answer(&self, id: ApprovalId, decision: Decision) {
        let waiting = self.waiting().remove(&id);
        if let Some(waiting) = waiting {
            // Who has just left does not hear it.
            let _ = waiting.answer.send(decision);
        }
    }

    fn tell(&self) {
        self.0.parts.changes.tell(Changed::Approvals);
    }

    fn waiting(&self) -> MutexGuard<'_, HashMap<ApprovalId, Waiting>> {
        self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn record(&self, request: &ApprovalRequest, installation: &Installation) -> ApprovalRecord {
        let DeskParts { sealer, clock, .. } = &self.0.parts;
        let now = clock.now();
        let id = mint::id(now);
        let arguments = request.arguments.get().as_bytes();
        let endpoint = installation.endpoint(request.endpoint_id);
        let server = installation.server(request.server_id);
        ApprovalRecord {
            id,
            namespace_id: request.namespace_id,
            server_id: request.server_id,
            endpoint: endpoint.map(|it| it.name.clone()).unwrap_or_default(),
            server: server.map(|it| it.name.clone()).unwrap_or_default(),
            tool: request.tool.as_ref().to_owned(),
            original_tool: request.original_tool.as_ref().to_owned(),
            client: request.client.as_ref().to_owned(),
            asker: asker(installation, request.principal),
            arguments: sealer.seal(&view::place(id), arguments),
            digest: Sha256::digest(arguments).into(),
            state: ApprovalState::Waiting,
            decided_by: None,
            reason: String::new(),
            created_at: now,
            expires_at: later(now, request.patience),
            decided_at: None,
        }
    }
}

/// In whose name, as it is called now.
fn asker(installation: &Installation, principal: PrincipalId) -> Asker {
    match principal {
        PrincipalId::User(id) => {
            let name = installation.user(id).map(|user| user.name.clone());
            Asker::Person(name.unwrap_or_default())
        }
        PrincipalId::Key(id) => {
            let name = installation.api_key(id).map(|key| key.name.clone());
            Asker::Key(name.unwrap_or_default())
        }
        PrincipalId::Anonymous(_) | PrincipalId::Gateway => Asker::Anyone,
    }
}

/// The end of a call that nobody decided about.
fn over(state: ApprovalState) -> Settlement {
    Settlement {
        state,
        decided_by: None,
        reason: String::new(),
    }
}

fn decision(settlement: &Settlement) -> Decision {
    match settlement.state {
        ApprovalState::Allowed => Decision::Allowed,
        ApprovalState::Refused => Decision::Refused(settlement.reason.clone()),
        ApprovalState::Waiting | ApprovalState::Expired | ApprovalState::Withdrawn => Decision::Expired,
    }
}

/// What was said of a call; nothing while it waits.
fn decided(record: &ApprovalRecord) -> Option<Decision> {
    let settlement = Settlement {
        state: record.state,
        decided_by: None,
        reason: record.reason.clone(),
    };
    (record.state != ApprovalState::Waiting).then(|| decision(&settlement))
}

#[cfg(test)]
mod tests;
