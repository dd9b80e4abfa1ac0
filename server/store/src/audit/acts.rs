//! Acts: written inside of what they are about, and read by page.

use model::{ActFilter, TimeSpan};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use tracing::instrument;

use super::{ACTS, ActRecord, ActRow, Audit, AuditStrand, hash, rows, strand};
use crate::{
    Error, Tx,
    entity::audit_act::{Column, Entity},
    error::reading,
};

impl Tx {
    /// Writes down what this transaction is about. It is there when the transaction is.
    #[instrument(name = "store.audit.record_act", skip_all, fields(act = act.act), err(level = "debug"))]
    pub async fn record_act(&self, act: &ActRecord) -> Result<(), Error> {
        let executor = self.executor();
        let stored = strand::find(&executor.db, ACTS).await?;
        let before = stored.map_or_else(|| AuditStrand::new(ACTS, act.at), AuditStrand::from);
        let mut end = before.clone();
        let mut row = rows::of_act(act, end.seq + 1);
        let hash = hash::of_act(&row, &end.head);
        row.hash = hash.to_vec();
        end.go_on(hash);
        Entity::insert(row.into_active_model().reset_all())
            .exec_without_returning(&executor.db)
            .await
            .map_err(|error| executor.writing(error))?;
        strand::note_head(&executor.db, &before, &end).await
    }
}

impl Audit<'_> {
    /// Acts that pass a filter, the newest first; `behind` is the number of the last one of the page before.
    #[instrument(name = "store.audit.acts", skip_all, err(level = "debug"))]
    pub async fn acts(
        &self,
        filter: &ActFilter,
        span: TimeSpan,
        behind: Option<i64>,
        limit: u64,
    ) -> Result<Vec<ActRow>, Error> {
        let found = Entity::find()
            .filter(condition(filter, span))
            .filter(Condition::all().add_option(behind.map(|seq| Column::Seq.lt(seq))))
            .order_by_desc(Column::Seq)
            .limit(limit)
            .all(self.0.connection())
            .await
            .map_err(reading)?;
        found.into_iter().map(rows::act).collect()
    }
}

fn condition(filter: &ActFilter, span: TimeSpan) -> Condition {
    // Use cases are named `noun.verb`: those of a noun stand between the noun with a point and that with the next character.
    let noun = (!filter.noun.is_empty()).then(|| {
        Condition::all()
            .add(Column::Act.gte(format!("{}.", filter.noun)))
            .add(Column::Act.lt(format!("{}/", filter.noun)))
    });
    Condition::all()
        .add_option(span.from.map(|from| Column::At.gte(from.as_millis())))
        .add_option(span.until.map(|until| Column::At.lt(until.as_millis())))
        .add_option(filter.person.map(|person| Column::ActorId.eq(person.as_uuid())))
        .add_option(filter.outcome.map(|outcome| Column::Outcome.eq(outcome.as_str())))
        .add_option(noun)
}
