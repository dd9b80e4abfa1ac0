//! Requests of the inspector that people keep.

use model::{InspectorTarget, Owner, SavedRequestId, TeamId, Timestamp, UserId};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter,
};
use tracing::instrument;
use uuid::Uuid;

use crate::{
    Error, Read, Write,
    access::Executor,
    entity::saved_request::{ActiveModel, Column, Entity, Model},
    order, owner, rows, versioned,
};

/// A request that somebody keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedRequestRecord {
    /// Id.
    pub id: SavedRequestId,
    /// For people.
    pub name: String,
    /// Whose it is; never everybody's.
    pub owner: Owner,
    /// What it is sent to, which may be gone.
    pub target: InspectorTarget,
    /// Its method.
    pub method: String,
    /// Its tool, prompt, resource or task; empty for none.
    pub request_name: String,
    /// Its arguments or parameters, sealed.
    pub params: Vec<u8>,
    /// Made at.
    pub created_at: Timestamp,
    /// Changed at.
    pub updated_at: Timestamp,
    /// Counts changes.
    pub version: i64,
}

/// Repository of requests that are kept.
pub struct SavedRequests<'a, A = Read>(pub(crate) Executor<'a, A>);

impl<A> SavedRequests<'_, A> {
    /// The request with this id.
    #[instrument(name = "store.saved_requests.find", skip_all, fields(request.id = %id), err(level = "debug"))]
    pub async fn find(&self, id: SavedRequestId) -> Result<Option<SavedRequestRecord>, Error> {
        let found = Entity::find_by_id(id.as_uuid())
            .one(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))?;
        found.map(record).transpose()
    }

    /// Those of a person and of these teams, by name.
    #[instrument(name = "store.saved_requests.list", skip_all, fields(user.id = %person), err(level = "debug"))]
    pub async fn list(&self, person: UserId, teams: &[TeamId]) -> Result<Vec<SavedRequestRecord>, Error> {
        let teams = teams.iter().map(|team| team.as_uuid());
        let of_them = Condition::any()
            .add(Column::OwnerId.eq(person.as_uuid()))
            .add(Column::TeamId.is_in(teams));
        let found = order::by_name(Entity::find().filter(of_them), Column::Name, Column::Id)
            .all(&self.0.db)
            .await;
        found
            .map_err(|error| self.0.reading(error))?
            .into_iter()
            .map(record)
            .collect()
    }

    /// How many an owner has.
    #[instrument(name = "store.saved_requests.count", skip_all, err(level = "debug"))]
    pub async fn count(&self, owner: Owner) -> Result<u64, Error> {
        let (column, id) = match owner {
            Owner::Team(team) => (Column::TeamId, Some(team.as_uuid())),
            Owner::Person(_) | Owner::Public => (Column::OwnerId, owner::person(owner)),
        };
        let Some(id) = id else { return Ok(0) };
        Entity::find()
            .filter(column.eq(id))
            .count(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))
    }
}

impl SavedRequests<'_, Write> {
    /// Adds a request.
    #[instrument(name = "store.saved_requests.insert", skip_all, fields(request.id = %request.id), err(level = "debug"))]
    pub async fn insert(&self, request: &SavedRequestRecord) -> Result<(), Error> {
        let row = ActiveModel {
            id: Set(request.id.as_uuid()),
            name: Set(request.name.clone()),
            owner_id: Set(owner::person(request.owner)),
            team_id: Set(owner::team(request.owner)),
            target: Set(request.target.value()),
            method: Set(request.method.clone()),
            request_name: Set(request.request_name.clone()),
            params: Set(request.params.clone()),
            created_at: Set(request.created_at.as_millis()),
            updated_at: Set(request.updated_at.as_millis()),
            version: Set(request.version),
        };
        Entity::insert(row)
            .exec_without_returning(&self.0.db)
            .await
            .map_err(|error| self.0.writing(error))?;
        Ok(())
    }

    /// Gives a request another name whose version is still this one, and gives the new version.
    #[instrument(name = "store.saved_requests.rename", skip_all, fields(request.id = %id), err(level = "debug"))]
    pub async fn rename(
        &self,
        id: SavedRequestId,
        version: i64,
        name: &str,
        now: Timestamp,
    ) -> Result<i64, Error> {
        let changes = ActiveModel {
            name: Set(name.to_owned()),
            updated_at: Set(now.as_millis()),
            version: NotSet,
            ..Default::default()
        };
        versioned::update::<Entity>(
            &self.0,
            (Column::Id, id.as_uuid()),
            (Column::Version, version),
            changes,
        )
        .await
    }

    /// Deletes a request. False when there was none.
    #[instrument(name = "store.saved_requests.delete", skip_all, fields(request.id = %id), err(level = "debug"))]
    pub async fn delete(&self, id: SavedRequestId) -> Result<bool, Error> {
        let deleted = Entity::delete_by_id(id.as_uuid())
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.deleting(error))?;
        Ok(deleted.rows_affected > 0)
    }
}

fn record(row: Model) -> Result<SavedRequestRecord, Error> {
    let target = target(row.id, &row.target)?;
    Ok(SavedRequestRecord {
        id: row.id.into(),
        owner: owner::read::<Entity>(row.id, row.owner_id, row.team_id)?,
        target,
        name: row.name,
        method: row.method,
        request_name: row.request_name,
        params: row.params,
        created_at: Timestamp::from_millis(row.created_at),
        updated_at: Timestamp::from_millis(row.updated_at),
        version: row.version,
    })
}

fn target(row: Uuid, text: &str) -> Result<InspectorTarget, Error> {
    let read = text.parse();
    read.map_err(|error| rows::inconsistent::<Entity>("target", row, error))
}
