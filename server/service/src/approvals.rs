//! Calls that wait until a person allows them.
//!
//! The gateway asks through [`Desk`], which keeps a row and waits in memory. Who may change the namespace whose rule it is
//! decides: about exactly the arguments that they saw, once, and in time.

pub(crate) mod desk;
mod readable;
pub(crate) mod upkeep;
mod view;

use model::{
    ActVerb, ApprovalDetail, ApprovalId, ApprovalState, ApprovalsView, NamespaceId, Permission, Reference,
    RefusalInput,
};
use store::{ApprovalRecord, NamespaceRecord, Settlement};

use crate::{
    Caller, Conflict, Error, Result,
    acts::Act,
    clock::until,
    installation::Installation,
    services::Inner,
    visibility::{changeable, may_change},
};

/// Calls that wait, on one page.
const MOST_WAITING: u64 = 500;
/// Calls that are over, on one page.
const MOST_OVER: u64 = 100;

/// Use cases of calls that wait.
pub struct Approvals<'a> {
    inner: &'a Inner,
}

impl<'a> Approvals<'a> {
    pub(crate) fn new(inner: &'a Inner) -> Self {
        Self { inner }
    }

    /// The calls that the caller decides about, and those that are over: of one namespace, or of all.
    pub async fn list(&self, caller: &Caller, namespace: Option<NamespaceId>) -> Result<ApprovalsView> {
        caller.require(Permission::KeepOwn)?;
        let installation = self.inner.keeper.current().await?;
        let decidable: Vec<_> = decidable(caller, &installation).collect();
        let ids: Vec<NamespaceId> = decidable.iter().map(|it| it.id).collect();
        let asked: Vec<_> = ids
            .into_iter()
            .filter(|id| namespace.is_none_or(|namespace| namespace == *id))
            .collect();
        let approvals = self.inner.parts.store.approvals();
        let waiting = approvals.waiting(&asked, self.now(), MOST_WAITING).await?;
        let over = approvals.over(&asked, MOST_OVER).await?;
        let views = |records: Vec<ApprovalRecord>| {
            let views = records.into_iter();
            views.filter_map(|it| view::of(&installation, it)).collect()
        };
        Ok(ApprovalsView {
            waiting: views(waiting),
            over: views(over),
            namespaces: decidable.into_iter().map(reference).collect(),
        })
    }

    /// How many calls wait for the caller.
    pub async fn count_waiting(&self, caller: &Caller) -> Result<u64> {
        caller.require(Permission::Look)?;
        let installation = self.inner.keeper.current().await?;
        let ids: Vec<NamespaceId> = decidable(caller, &installation).map(|it| it.id).collect();
        let approvals = self.inner.parts.store.approvals();
        Ok(approvals.count_waiting(&ids, self.now()).await?)
    }

    /// One call, with exactly what its server would be given.
    pub async fn get(&self, caller: &Caller, id: ApprovalId) -> Result<ApprovalDetail> {
        let installation = self.inner.keeper.current().await?;
        let record = self.decidable_record(caller, &installation, id).await?;
        view::detail(&installation, &self.inner.parts.sealer, record).ok_or(Error::NotFound)
    }

    /// Lets the call be made, once. `digest` is that of the arguments that the caller saw.
    pub async fn approve(&self, caller: &Caller, id: ApprovalId, digest: &str) -> Result<()> {
        self.decide(caller, id, digest, ApprovalState::Allowed, String::new())
            .await
    }

    /// Refuses the call; its client is told why.
    pub async fn refuse(&self, caller: &Caller, id: ApprovalId, input: RefusalInput) -> Result<()> {
        input.validate()?;
        let reason = input.reason.trim().to_owned();
        self.decide(caller, id, &input.digest, ApprovalState::Refused, reason)
            .await
    }

    async fn decide(
        &self,
        caller: &Caller,
        id: ApprovalId,
        digest: &str,
        state: ApprovalState,
        reason: String,
    ) -> Result<()> {
        let installation = self.inner.keeper.current().await?;
        let record = self.decidable_record(caller, &installation, id).await?;
        if record.state != ApprovalState::Waiting {
            return Err(decided(record).into());
        }
        if until(self.now(), record.expires_at).is_zero() {
            return Err(Conflict::NotWaiting.into());
        }
        if hex::encode(record.digest) != digest {
            return Err(Conflict::Stale.into());
        }
        let tool = record.tool;
        let settlement = Settlement {
            state,
            decided_by: Some(caller.name.clone()),
            reason,
        };
        let verb = match state {
            ApprovalState::Allowed => "approvals.approve",
            _ => "approvals.refuse",
        };
        let act = Act::by(caller, verb).about(ActVerb::Changed, "approval", Some(id.as_uuid()), tool);
        if self.inner.desk.settle(id, &settlement, Some(act)).await? {
            return Ok(());
        }
        // Somebody was faster.
        let now = self.inner.parts.store.approvals().find(id).await?;
        Err(now.map_or(Conflict::NotWaiting, decided).into())
    }

    async fn decidable_record(
        &self,
        caller: &Caller,
        installation: &Installation,
        id: ApprovalId,
    ) -> Result<ApprovalRecord> {
        caller.require(Permission::KeepOwn)?;
        let record = self.inner.parts.store.approvals().find(id).await?;
        let record = record.ok_or(Error::NotFound)?;
        changeable(caller, installation.namespace(record.namespace_id))?;
        Ok(record)
    }

    fn now(&self) -> model::Timestamp {
        self.inner.parts.clock.now()
    }
}

/// The namespaces whose calls somebody decides about, by name.
fn decidable<'a>(
    caller: &'a Caller,
    installation: &'a Installation,
) -> impl Iterator<Item = &'a NamespaceRecord> {
    let namespaces = installation.namespaces().iter();
    namespaces.filter(|namespace| may_change(caller, *namespace))
}

fn reference(namespace: &NamespaceRecord) -> Reference<NamespaceId> {
    Reference {
        id: namespace.id,
        name: namespace.name.clone(),
    }
}

/// Why there is nothing to decide about it any more.
fn decided(record: ApprovalRecord) -> Conflict {
    match (record.decided_by, record.state) {
        (Some(by), ApprovalState::Allowed) => Conflict::Decided { by, allowed: true },
        (Some(by), _) => Conflict::Decided { by, allowed: false },
        (None, _) => Conflict::NotWaiting,
    }
}
