//! Calls: written many at once, and read by page.

use model::{
    AuditCallId, AuditStrandId, CallFilter, CallKind, CallOutcome, CallStages, CallerView, CredentialView,
    EndpointId, ServerId, TimeSpan, Timestamp,
};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};
use tokio::task::yield_now;
use tracing::instrument;

use super::{Audit, AuditStrand, Behind, CallScope, hash, rows, select, strand};
use crate::{
    Error,
    entity::audit_call::{ActiveModel, Column, Entity},
    error::{reading, writing},
};

/// A call to be written down, or that was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditCallRecord {
    /// Id.
    pub id: AuditCallId,
    /// When it ended.
    pub at: Timestamp,
    /// What it was about.
    pub kind: CallKind,
    /// The endpoint where it came in.
    pub endpoint_id: EndpointId,
    /// That endpoint's name then.
    pub endpoint: String,
    /// The server that was called.
    pub server_id: Option<ServerId>,
    /// That server's name then.
    pub server: String,
    /// The name as the client wrote it.
    pub tool: String,
    /// The name at the server.
    pub original_tool: String,
    /// It changes nothing.
    pub is_read_only: bool,
    /// Who called.
    pub caller: CallerView,
    /// What the client showed.
    pub credential: Option<CredentialView>,
    /// Name and version of the client.
    pub client: String,
    /// Names its session.
    pub session: Option<String>,
    /// From where it was sent.
    pub address: Option<String>,
    /// How it ended.
    pub outcome: CallOutcome,
    /// What the error said.
    pub error: Option<String>,
    /// How long it took, in microseconds.
    pub elapsed_us: u64,
    /// Where that time went.
    pub stages: CallStages,
    /// Bytes of the parameters.
    pub request_bytes: u64,
    /// Bytes of the result or the error.
    pub answer_bytes: u64,
    /// What is told of its arguments.
    pub arguments: Option<AuditPart>,
    /// What is told of its result.
    pub result: Option<AuditPart>,
}

/// What is told of a part of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditPart {
    /// How large it was.
    pub bytes: u64,
    /// Its SHA-256.
    pub digest: Option<Vec<u8>>,
    /// What it was.
    pub text: Option<String>,
}

/// A call at its place in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditCallRow {
    /// The call.
    pub record: AuditCallRecord,
    /// Its strand.
    pub strand: AuditStrandId,
    /// Its number there.
    pub seq: i64,
    /// Its hash.
    pub hash: Vec<u8>,
}

/// Rows that one statement writes. All but the last of a batch are the same statement, which is prepared once; and while none
/// is long, the threads that calls run on are free in between.
const ROWS_OF_A_STATEMENT: usize = 20;

/// The row of a call at the end of a strand, which goes on behind it.
fn next(end: &mut AuditStrand, call: &AuditCallRecord) -> ActiveModel {
    let mut row = rows::of_call(call, end.id, end.seq + 1);
    let hash = hash::of_call(&row, &end.head);
    row.hash = hash.to_vec();
    end.go_on(hash);
    row.into_active_model().reset_all()
}

impl Audit<'_> {
    /// Writes calls at the end of a strand: all of them or none. The same calls may be written again when it is not certain
    /// whether they were: then they are there once.
    #[instrument(name = "store.audit.append", skip_all, fields(calls = calls.len()), err(level = "debug"))]
    pub async fn append(&self, strand: &mut AuditStrand, calls: &[AuditCallRecord]) -> Result<(), Error> {
        let mut end = strand.clone();
        let mut statements = Vec::with_capacity(calls.len().div_ceil(ROWS_OF_A_STATEMENT));
        for calls in calls.chunks(ROWS_OF_A_STATEMENT) {
            let models: Vec<_> = calls.iter().map(|call| next(&mut end, call)).collect();
            statements.push(Entity::insert_many(models));
            yield_now().await;
        }
        // Hashed before, so that others wait for the writing alone.
        let _turn = self.0.write_turn().await?;
        let transaction = self.0.transaction_to_write().await?;
        let stored = strand::find(&transaction, strand.id).await?;
        let is_written = stored.is_some_and(|it| it.head_seq == end.seq && it.head_hash == end.head);
        if !is_written && !statements.is_empty() {
            for statement in statements {
                statement
                    .exec_without_returning(&transaction)
                    .await
                    .map_err(writing)?;
                yield_now().await;
            }
            strand::note_head(&transaction, strand, &end).await?;
        }
        transaction.commit().await.map_err(writing)?;
        *strand = end;
        Ok(())
    }

    /// Calls that pass a filter and are somebody's to see, the newest first.
    #[instrument(name = "store.audit.calls", skip_all, err(level = "debug"))]
    pub async fn calls(
        &self,
        scope: &CallScope,
        filter: &CallFilter,
        span: TimeSpan,
        behind: Option<Behind>,
        limit: u64,
    ) -> Result<Vec<AuditCallRow>, Error> {
        let found = Entity::find()
            .filter(select::calls(scope, filter, span))
            .filter(select::behind(behind))
            .order_by_desc(Column::At)
            .order_by_desc(Column::Id)
            .limit(limit)
            .all(self.0.connection())
            .await
            .map_err(reading)?;
        found.into_iter().map(rows::call).collect()
    }

    /// One call.
    #[instrument(name = "store.audit.call", skip_all, fields(call.id = %id), err(level = "debug"))]
    pub async fn call(&self, id: AuditCallId) -> Result<Option<AuditCallRow>, Error> {
        let found = Entity::find_by_id(id.as_uuid())
            .one(self.0.connection())
            .await
            .map_err(reading)?;
        found.map(rows::call).transpose()
    }
}
