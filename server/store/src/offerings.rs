//! What servers offer beside tools, as last seen.

use model::ServerId;
use sea_orm::{ActiveValue::Set, EntityTrait, QueryOrder, sea_query::OnConflict};
use tracing::instrument;

use crate::{
    Error, Read, Write,
    access::Executor,
    entity::server_offering::{ActiveModel, Column, Entity, Model},
};

/// What a server offers beside tools.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferingRecord {
    /// The server.
    pub server_id: ServerId,
    /// What it offers. Opaque here, and kept byte for byte.
    pub offering: String,
}

/// Repository of what servers offer beside tools. A server without a record has not been asked yet.
pub struct Offerings<'a, A = Read>(pub(crate) Executor<'a, A>);

impl<A> Offerings<'_, A> {
    /// What this server offers.
    #[instrument(name = "store.offerings.find", skip_all, fields(server.id = %server_id), err(level = "debug"))]
    pub async fn find(&self, server_id: ServerId) -> Result<Option<OfferingRecord>, Error> {
        let found = Entity::find_by_id(server_id.as_uuid())
            .one(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))?;
        Ok(found.map(record))
    }

    pub(crate) async fn list_all(&self) -> Result<Vec<OfferingRecord>, Error> {
        let found = Entity::find()
            .order_by_asc(Column::ServerId)
            .all(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))?;
        Ok(found.into_iter().map(record).collect())
    }
}

impl Offerings<'_, Write> {
    /// Keeps what a server offers now, in place of what it offered before. False when that is the same: then nothing
    /// is written.
    #[instrument(name = "store.offerings.put", skip_all, fields(server.id = %offering.server_id), err(level = "debug"))]
    pub async fn put(&self, offering: &OfferingRecord) -> Result<bool, Error> {
        if self.find(offering.server_id).await?.as_ref() == Some(offering) {
            return Ok(false);
        }
        let row = ActiveModel {
            server_id: Set(offering.server_id.as_uuid()),
            offering: Set(offering.offering.clone()),
        };
        let replace = OnConflict::column(Column::ServerId)
            .update_column(Column::Offering)
            .to_owned();
        Entity::insert(row)
            .on_conflict(replace)
            .exec_without_returning(&self.0.db)
            .await
            .map_err(|error| self.0.writing(error))?;
        Ok(true)
    }
}

fn record(row: Model) -> OfferingRecord {
    OfferingRecord {
        server_id: row.server_id.into(),
        offering: row.offering,
    }
}
