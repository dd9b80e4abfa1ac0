//! Checks of conformance that were tried at endpoints.

use model::{ConformanceRunId, EndpointId, Timestamp};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Select};
use tracing::instrument;

use crate::{
    Error, Read, Write,
    access::Executor,
    entity::conformance_run::{ActiveModel, Column, Entity, Model},
    newest::remove_beyond,
};

/// All checks, tried at an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConformanceRunRecord {
    /// Id.
    pub id: ConformanceRunId,
    /// The endpoint.
    pub endpoint_id: EndpointId,
    /// When it was over.
    pub at: Timestamp,
    /// The name of who asked for it.
    pub by: String,
    /// JSON of how each check ended, as the service writes it.
    pub results: String,
}

/// Repository of runs. The newest come first.
pub struct ConformanceRuns<'a, A = Read>(pub(crate) Executor<'a, A>);

impl<A> ConformanceRuns<'_, A> {
    /// The runs at an endpoint that are kept.
    #[instrument(name = "store.conformance_runs.list", skip_all, fields(endpoint.id = %endpoint), err(level = "debug"))]
    pub async fn list(&self, endpoint: EndpointId) -> Result<Vec<ConformanceRunRecord>, Error> {
        let found = newest_first(endpoint)
            .all(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))?;
        Ok(found.into_iter().map(record).collect())
    }
}

impl ConformanceRuns<'_, Write> {
    /// Adds a run, and takes away the oldest of its endpoint beyond `most`.
    #[instrument(name = "store.conformance_runs.insert", skip_all, fields(endpoint.id = %run.endpoint_id), err(level = "debug"))]
    pub async fn insert(&self, run: &ConformanceRunRecord, most: u64) -> Result<(), Error> {
        let row = ActiveModel {
            id: Set(run.id.as_uuid()),
            endpoint_id: Set(run.endpoint_id.as_uuid()),
            at: Set(run.at.as_millis()),
            by: Set(run.by.clone()),
            results: Set(run.results.clone()),
        };
        Entity::insert(row)
            .exec_without_returning(&self.0.db)
            .await
            .map_err(|error| self.0.writing(error))?;
        remove_beyond(&self.0, newest_first(run.endpoint_id), Column::Id, most).await
    }
}

fn newest_first(endpoint: EndpointId) -> Select<Entity> {
    Entity::find()
        .filter(Column::EndpointId.eq(endpoint.as_uuid()))
        .order_by_desc(Column::At)
        // Ids grow with time too.
        .order_by_desc(Column::Id)
}

fn record(row: Model) -> ConformanceRunRecord {
    ConformanceRunRecord {
        id: row.id.into(),
        endpoint_id: row.endpoint_id.into(),
        at: Timestamp::from_millis(row.at),
        by: row.by,
        results: row.results,
    }
}
