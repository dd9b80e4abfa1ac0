//! What is written down for good: calls of clients, and acts of people and programs.
//!
//! Rows follow each other in strands. The hash of a row covers the row and the hash of the one before it, so that a row that
//! is changed, removed or put in between breaks its strand. Each process that runs has a strand of calls of its own; acts are
//! one strand for all, since they are written inside of transactions, which take turns.

mod acts;
mod calls;
mod check;
mod figures;
mod hash;
mod rows;
mod select;
mod strand;
mod upkeep;

use model::{ActOutcome, ActThing, ActorView, AuditActId, AuditCallId, AuditStrandId, Timestamp};
use uuid::Uuid;

pub use self::{
    calls::{AuditCallRecord, AuditCallRow, AuditPart},
    check::{CheckedRow, RowsToCheck},
    figures::{Tally, TallyBy},
    select::CallScope,
    strand::{AuditStrand, StrandRecord},
};
use crate::Store;

/// The strand of the acts.
pub const ACTS: AuditStrandId = AuditStrandId::from_uuid(Uuid::nil());

/// The log of calls and acts. Acts are written by [`crate::Tx::record_act`], inside of what they are about.
pub struct Audit<'a>(pub(crate) &'a Store);

impl Store {
    /// The log of calls and acts.
    pub fn audit(&self) -> Audit<'_> {
        Audit(self)
    }
}

/// Something that somebody did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActRecord {
    /// Id.
    pub id: AuditActId,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: ActorView,
    /// The use case.
    pub act: String,
    /// What was made, changed or deleted.
    pub things: Vec<ActThing>,
    /// From where, where that is known.
    pub address: Option<String>,
    /// How it ended.
    pub outcome: ActOutcome,
    /// What else there is to say.
    pub detail: String,
}

/// An act at its place in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActRow {
    /// The act.
    pub record: ActRecord,
    /// Its number.
    pub seq: i64,
    /// Its hash.
    pub hash: Vec<u8>,
}

/// Where a page of calls begins: behind a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Behind {
    /// When that call ended.
    pub at: Timestamp,
    /// Its id.
    pub id: AuditCallId,
}
