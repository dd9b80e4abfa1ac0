//! What is written down: calls of clients, and acts of people and programs.
//!
//! Calls come from the gateway through a bounded channel ([`AuditLog`]) and are written many at once ([`writer`]). Acts are
//! written with what they are about ([`crate::acts`]). Both are kept for a while ([`retention`]), read here, and checked by
//! [`verification`].

mod acts;
mod export;
mod figures;
mod log;
mod names;
mod retention;
mod scope;
mod verification;
mod view;
pub(crate) mod writer;

use std::sync::atomic::Ordering;

use model::{
    AuditCallDetail, AuditCallId, AuditCallsView, AuditState, CallFigures, CallFilter, GroupBy, Permission,
    Timestamp,
};
use store::Behind;
use uuid::Uuid;

pub(crate) use self::retention::follow as follow_retention;
pub use self::{
    export::{ExportFormat, ExportPart},
    log::{AuditLog, AuditOptions, audit_log},
    verification::{Breach, Break, KeptHead, StrandState, Verification},
};
use crate::{Caller, Error, Result, services::Inner, visibility::visible};

/// Calls on one page.
const PAGE: u64 = 50;

/// Use cases around what is written down.
pub struct Audit<'a> {
    inner: &'a Inner,
}

impl<'a> Audit<'a> {
    pub(crate) fn new(inner: &'a Inner) -> Self {
        Self { inner }
    }

    /// A page of the calls that pass a filter, the newest first, behind another call: the caller's own, those at endpoints
    /// that they may change, and all for who may see all.
    pub async fn calls(
        &self,
        caller: &Caller,
        filter: &CallFilter,
        behind: Option<AuditCallId>,
    ) -> Result<AuditCallsView> {
        caller.require(Permission::Look)?;
        let installation = self.inner.keeper.current().await?;
        let span = filter.span(self.inner.parts.clock.now());
        let audit = self.inner.parts.store.audit();
        let scope = scope::of(caller, &installation);
        let found = audit.calls(&scope, filter, span, behind.map(behind_call), PAGE + 1);
        let mut found = found.await?;
        let has_more = found.len() > page();
        found.truncate(page());
        Ok(AuditCallsView {
            next: found.last().map(|row| row.record.id).filter(|_| has_more),
            calls: found.into_iter().map(|row| view::call(row.record)).collect(),
            choices: scope::choices(caller, &installation),
            state: self.state(),
            sees_all: caller.may(Permission::Audit),
        })
    }

    /// One call. What is told of its arguments and its result is for those who may change the endpoint.
    pub async fn call(&self, caller: &Caller, id: AuditCallId) -> Result<AuditCallDetail> {
        caller.require(Permission::Look)?;
        let installation = self.inner.keeper.current().await?;
        let row = self.inner.parts.store.audit().call(id).await?;
        let row = row
            .filter(|row| scope::has(caller, &installation, &row.record))
            .ok_or(Error::NotFound)?;
        let may_read_parts = scope::may_read_parts(caller, &installation, row.record.endpoint_id);
        let has_endpoint = visible(caller, installation.endpoint(row.record.endpoint_id)).is_ok();
        let server = row.record.server_id.and_then(|id| installation.server(id));
        let has_server = visible(caller, server).is_ok();
        Ok(AuditCallDetail {
            has_endpoint,
            has_server,
            ..view::detail(row, may_read_parts)
        })
    }

    /// Figures over the calls that pass a filter.
    pub async fn figures(&self, caller: &Caller, filter: &CallFilter, by: GroupBy) -> Result<CallFigures> {
        caller.require(Permission::Look)?;
        let installation = self.inner.keeper.current().await?;
        let scope = scope::of(caller, &installation);
        figures::of(self.inner, &scope, filter, by).await
    }

    /// Takes what is too old or too much now, instead of at the next look; tells how many rows that were.
    pub async fn tidy(&self) -> Result<u64> {
        retention::tidy(self.inner).await
    }

    fn state(&self) -> AuditState {
        let log = &self.inner.parts.audit;
        let options = log.options();
        AuditState {
            is_on: options.is_on,
            days: options.days,
            most_rows: options.most_rows,
            missing: log.missing.load(Ordering::Relaxed),
            waiting: log.waiting(),
        }
    }
}

fn page() -> usize {
    usize::try_from(PAGE).unwrap_or(usize::MAX)
}

/// Ids tell when calls ended: they are made of that.
fn behind_call(id: AuditCallId) -> Behind {
    Behind {
        at: time_of(id.as_uuid()),
        id,
    }
}

/// The time in an id of version 7 (RFC 9562 §5.7): its first 48 bits.
fn time_of(id: Uuid) -> Timestamp {
    let millis = id.as_u128() >> 80;
    Timestamp::from_millis(i64::try_from(millis).unwrap_or(0))
}
