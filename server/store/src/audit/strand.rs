//! Strands: where each begins, and where it ends so far.

use model::{AuditStrandId, Timestamp};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, QueryOrder, sea_query::OnConflict};
use tracing::instrument;

use super::{Audit, hash::Hash};
use crate::{
    Error,
    entity::audit_strand::{ActiveModel, Column, Entity, Model},
    error::{reading, writing},
};

/// The hash before the first row of a strand.
const NOTHING: Hash = [0; 32];

/// The end of a strand, in the hands of whoever writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditStrand {
    /// Id.
    pub id: AuditStrandId,
    /// When it began.
    pub began_at: Timestamp,
    /// The number of its last row; 0 before the first.
    pub seq: i64,
    pub(super) head: Hash,
}

impl AuditStrand {
    /// One without rows.
    pub fn new(id: AuditStrandId, began_at: Timestamp) -> Self {
        Self {
            id,
            began_at,
            seq: 0,
            head: NOTHING,
        }
    }

    /// The next row has this hash.
    pub(super) fn go_on(&mut self, hash: Hash) {
        self.seq += 1;
        self.head = hash;
    }
}

/// A strand as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StrandRecord {
    /// Id.
    pub id: AuditStrandId,
    /// When it began.
    pub began_at: Timestamp,
    /// The number of the last row that retention took; 0 when it took none.
    pub anchor_seq: i64,
    /// That row's hash.
    pub anchor_hash: Vec<u8>,
    /// The number of its last row.
    pub head_seq: i64,
    /// That row's hash.
    pub head_hash: Vec<u8>,
}

impl Audit<'_> {
    /// All strands, the oldest first.
    #[instrument(name = "store.audit.strands", skip_all, err(level = "debug"))]
    pub async fn strands(&self) -> Result<Vec<StrandRecord>, Error> {
        let found = Entity::find()
            .order_by_asc(Column::BeganAt)
            .order_by_asc(Column::Id)
            .all(self.0.connection())
            .await
            .map_err(reading)?;
        Ok(found.into_iter().map(record).collect())
    }

    /// One strand.
    #[instrument(name = "store.audit.strand", skip_all, err(level = "debug"))]
    pub async fn strand(&self, id: AuditStrandId) -> Result<Option<StrandRecord>, Error> {
        find(self.0.connection(), id).await
    }
}

/// A strand, if it has rows.
pub(super) async fn find(
    db: &impl ConnectionTrait,
    id: AuditStrandId,
) -> Result<Option<StrandRecord>, Error> {
    let found = Entity::find_by_id(id.as_uuid()).one(db).await.map_err(reading)?;
    Ok(found.map(record))
}

/// Notes where a strand ends now. One that retention has forgotten since is known again from where it was.
pub(super) async fn note_head(
    db: &impl ConnectionTrait,
    before: &AuditStrand,
    strand: &AuditStrand,
) -> Result<(), Error> {
    let row = ActiveModel {
        id: Set(strand.id.as_uuid()),
        began_at: Set(strand.began_at.as_millis()),
        anchor_seq: Set(before.seq),
        anchor_hash: Set(before.head.to_vec()),
        head_seq: Set(strand.seq),
        head_hash: Set(strand.head.to_vec()),
    };
    let go_on = OnConflict::column(Column::Id)
        .update_columns([Column::HeadSeq, Column::HeadHash])
        .to_owned();
    Entity::insert(row)
        .on_conflict(go_on)
        .exec_without_returning(db)
        .await
        .map_err(writing)?;
    Ok(())
}

fn record(row: Model) -> StrandRecord {
    StrandRecord {
        id: row.id.into(),
        began_at: Timestamp::from_millis(row.began_at),
        anchor_seq: row.anchor_seq,
        anchor_hash: row.anchor_hash,
        head_seq: row.head_seq,
        head_hash: row.head_hash,
    }
}

impl From<StrandRecord> for AuditStrand {
    /// The end of a strand that somebody else may have written. A hash that is none ends the strand for good: it is found
    /// when the strand is checked.
    fn from(strand: StrandRecord) -> Self {
        Self {
            id: strand.id,
            began_at: strand.began_at,
            seq: strand.head_seq,
            head: strand.head_hash.try_into().unwrap_or(NOTHING),
        }
    }
}
