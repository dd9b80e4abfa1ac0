//! What retention takes: the beginning of a strand, a little at a time. The hash of the last row that it took stays, so that
//! what is left can be checked.

use model::{AuditStrandId, Timestamp};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect,
};
use tracing::instrument;

use super::{ACTS, Audit, StrandRecord, strand};
use crate::{
    Error,
    entity::{
        audit_act, audit_call,
        audit_strand::{self, ActiveModel},
    },
    error::{deleting, reading, writing},
};

impl Audit<'_> {
    /// Takes rows from the beginning of a strand that are older than some point, `most` at most, and tells how many.
    /// Everything before a row that is younger stays with it.
    #[instrument(name = "store.audit.prune", skip_all, err(level = "debug"))]
    pub async fn prune(&self, id: AuditStrandId, older_than: Timestamp, most: u64) -> Result<u64, Error> {
        let _turn = self.0.write_turn().await?;
        let transaction = self.0.transaction_to_write().await?;
        let Some(strand) = strand::find(&transaction, id).await? else {
            return Ok(0);
        };
        let until = strand.anchor_seq.saturating_add_unsigned(most);
        let beginning = rows(&transaction, &strand, until, most).await?;
        let old: Vec<_> = beginning
            .into_iter()
            .take_while(|row| row.at < older_than.as_millis())
            .collect();
        let Some(last) = old.last() else {
            return Ok(0);
        };
        delete(&transaction, id, last.seq).await?;
        let anchor = ActiveModel {
            anchor_seq: Set(last.seq),
            anchor_hash: Set(last.hash.clone()),
            ..ActiveModel::default()
        };
        audit_strand::Entity::update_many()
            .set(anchor)
            .filter(audit_strand::Column::Id.eq(id.as_uuid()))
            // Another process may have taken more meanwhile.
            .filter(audit_strand::Column::AnchorSeq.lt(last.seq))
            .exec(&transaction)
            .await
            .map_err(writing)?;
        transaction.commit().await.map_err(writing)?;
        Ok(old.len() as u64)
    }

    /// When the first row of a strand that is left was; nothing when none is.
    #[instrument(name = "store.audit.oldest", skip_all, err(level = "debug"))]
    pub async fn oldest(&self, strand: &StrandRecord) -> Result<Option<Timestamp>, Error> {
        let rows = rows(self.0.connection(), strand, i64::MAX, 1).await?;
        Ok(rows.first().map(|row| Timestamp::from_millis(row.at)))
    }
}

impl crate::Tx {
    /// Forgets a strand whose rows retention has all taken. It says nothing any more.
    #[instrument(name = "store.audit.forget_strand", skip_all, err(level = "debug"))]
    pub async fn forget_strand(&self, id: AuditStrandId) -> Result<(), Error> {
        let executor = self.executor();
        audit_strand::Entity::delete_by_id(id.as_uuid())
            .exec(&executor.db)
            .await
            .map_err(|error| executor.deleting(error))?;
        Ok(())
    }
}

struct Row {
    seq: i64,
    at: i64,
    hash: Vec<u8>,
}

/// The first rows of a strand.
async fn rows(
    db: &impl ConnectionTrait,
    strand: &StrandRecord,
    until: i64,
    most: u64,
) -> Result<Vec<Row>, Error> {
    let found: Vec<(i64, i64, Vec<u8>)> = if strand.id == ACTS {
        use audit_act::{Column, Entity};
        let rows = Entity::find()
            .filter(Column::Seq.gt(strand.anchor_seq))
            .filter(Column::Seq.lte(until));
        let rows = rows
            .select_only()
            .column(Column::Seq)
            .column(Column::At)
            .column(Column::Hash);
        let rows = rows.order_by(Column::Seq, Order::Asc).limit(most);
        rows.into_tuple().all(db).await.map_err(reading)?
    } else {
        use audit_call::{Column, Entity};
        let rows = Entity::find()
            .filter(Column::StrandId.eq(strand.id.as_uuid()))
            .filter(Column::Seq.gt(strand.anchor_seq))
            .filter(Column::Seq.lte(until));
        let rows = rows
            .select_only()
            .column(Column::Seq)
            .column(Column::At)
            .column(Column::Hash);
        let rows = rows.order_by(Column::Seq, Order::Asc).limit(most);
        rows.into_tuple().all(db).await.map_err(reading)?
    };
    let rows = found.into_iter().map(|(seq, at, hash)| Row { seq, at, hash });
    Ok(rows.collect())
}

async fn delete(db: &impl ConnectionTrait, id: AuditStrandId, until: i64) -> Result<(), Error> {
    let deleted = if id == ACTS {
        audit_act::Entity::delete_many()
            .filter(audit_act::Column::Seq.lte(until))
            .exec(db)
            .await
    } else {
        audit_call::Entity::delete_many()
            .filter(audit_call::Column::StrandId.eq(id.as_uuid()))
            .filter(audit_call::Column::Seq.lte(until))
            .exec(db)
            .await
    };
    deleted.map(drop).map_err(deleting)
}
