//! Rows as whoever checks the strands wants them: with the hash they have, and the one they should have.

use model::{AuditStrandId, Timestamp};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use tracing::instrument;
use uuid::Uuid;

use super::{ACTS, Audit, hash};
use crate::{
    Error,
    entity::{audit_act, audit_call},
    error::reading,
};

/// A row of a strand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedRow {
    /// Its number.
    pub seq: i64,
    /// Its id.
    pub id: Uuid,
    /// When it was.
    pub at: Timestamp,
    /// The hash that it has.
    pub hash: Vec<u8>,
    /// The hash that it should have behind the row before it.
    pub expected: [u8; 32],
}

/// Where to read on: behind a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowsToCheck {
    /// The strand.
    pub strand: AuditStrandId,
    /// The number of the row before.
    pub behind: i64,
    /// That row's hash.
    pub hash: Vec<u8>,
    /// Up to this number.
    pub until: i64,
}

impl Audit<'_> {
    /// The next rows of a strand, in order.
    #[instrument(name = "store.audit.check", skip_all, err(level = "debug"))]
    pub async fn check(&self, rows: &RowsToCheck, limit: u64) -> Result<Vec<CheckedRow>, Error> {
        if rows.strand == ACTS {
            self.check_acts(rows, limit).await
        } else {
            self.check_calls(rows, limit).await
        }
    }

    /// Strands of calls that have rows, whether they are known or not.
    #[instrument(name = "store.audit.strands_with_calls", skip_all, err(level = "debug"))]
    pub async fn strands_with_calls(&self) -> Result<Vec<AuditStrandId>, Error> {
        let found: Vec<Uuid> = audit_call::Entity::find()
            .select_only()
            .column(audit_call::Column::StrandId)
            .distinct()
            .into_tuple()
            .all(self.0.connection())
            .await
            .map_err(reading)?;
        Ok(found.into_iter().map(Into::into).collect())
    }

    /// There are acts, also when their strand is not there.
    #[instrument(name = "store.audit.has_acts", skip_all, err(level = "debug"))]
    pub async fn has_acts(&self) -> Result<bool, Error> {
        let found: Option<i64> = audit_act::Entity::find()
            .select_only()
            .column(audit_act::Column::Seq)
            .limit(1)
            .into_tuple()
            .one(self.0.connection())
            .await
            .map_err(reading)?;
        Ok(found.is_some())
    }

    async fn check_calls(&self, rows: &RowsToCheck, limit: u64) -> Result<Vec<CheckedRow>, Error> {
        use audit_call::{Column, Entity};
        let found = Entity::find()
            .filter(Column::StrandId.eq(rows.strand.as_uuid()))
            .filter(Column::Seq.gt(rows.behind))
            .filter(Column::Seq.lte(rows.until))
            .order_by_asc(Column::Seq)
            .limit(limit)
            .all(self.0.connection())
            .await
            .map_err(reading)?;
        let mut previous = rows.hash.clone();
        let checked = found.into_iter().map(|row| {
            let expected = hash::of_call(&row, &previous);
            previous.clone_from(&row.hash);
            CheckedRow {
                seq: row.seq,
                id: row.id,
                at: Timestamp::from_millis(row.at),
                hash: row.hash,
                expected,
            }
        });
        Ok(checked.collect())
    }

    async fn check_acts(&self, rows: &RowsToCheck, limit: u64) -> Result<Vec<CheckedRow>, Error> {
        use audit_act::{Column, Entity};
        let found = Entity::find()
            .filter(Column::Seq.gt(rows.behind))
            .filter(Column::Seq.lte(rows.until))
            .order_by_asc(Column::Seq)
            .limit(limit)
            .all(self.0.connection())
            .await
            .map_err(reading)?;
        let mut previous = rows.hash.clone();
        let checked = found.into_iter().map(|row| {
            let expected = hash::of_act(&row, &previous);
            previous.clone_from(&row.hash);
            CheckedRow {
                seq: row.seq,
                id: row.id,
                at: Timestamp::from_millis(row.at),
                hash: row.hash,
                expected,
            }
        });
        Ok(checked.collect())
    }
}
