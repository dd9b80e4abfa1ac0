//! Published namespaces.

use model::{EndpointAuth, EndpointId, NamespaceId, Owner, SessionTimes, SsoAccess, Timestamp, ToolListing};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use tracing::instrument;

use crate::{
    Error, Read, Write,
    access::Executor,
    entity::endpoint::{ActiveModel, Column, Entity, Model},
    order, owner, rows, versioned,
};

/// A published namespace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndpointRecord {
    /// Id.
    pub id: EndpointId,
    /// Stands in the URL; unique in the installation.
    pub name: String,
    /// For people; empty when there is none.
    pub description: String,
    /// What it publishes.
    pub namespace_id: NamespaceId,
    /// How clients prove who they are.
    pub auth: EndpointAuth,
    /// Whom it admits, with [`EndpointAuth::Sso`] and with nothing else.
    pub sso: Option<SsoAccess>,
    /// How long its client sessions last, where that is not as usual.
    pub session: SessionTimes,
    /// What clients get when they ask for the tools.
    pub listing: ToolListing,
    /// Whose it is.
    pub owner: Owner,
    /// Made at.
    pub created_at: Timestamp,
    /// Changed at.
    pub updated_at: Timestamp,
    /// Counts changes.
    pub version: i64,
}

/// Repository of endpoints.
pub struct Endpoints<'a, A = Read>(pub(crate) Executor<'a, A>);

impl<A> Endpoints<'_, A> {
    /// The endpoint with this id.
    #[instrument(name = "store.endpoints.find", skip_all, fields(endpoint.id = %id), err(level = "debug"))]
    pub async fn find(&self, id: EndpointId) -> Result<Option<EndpointRecord>, Error> {
        let found = Entity::find_by_id(id.as_uuid())
            .one(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))?;
        found.map(record).transpose()
    }

    /// The endpoint with this name.
    #[instrument(name = "store.endpoints.find_by_name", skip_all, fields(endpoint.name = name), err(level = "debug"))]
    pub async fn find_by_name(&self, name: &str) -> Result<Option<EndpointRecord>, Error> {
        let found = Entity::find()
            .filter(Column::Name.eq(name))
            .one(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))?;
        found.map(record).transpose()
    }

    /// All endpoints, by name.
    #[instrument(name = "store.endpoints.list", skip_all, err(level = "debug"))]
    pub async fn list(&self) -> Result<Vec<EndpointRecord>, Error> {
        let found = order::by_name(Entity::find(), Column::Name, Column::Id)
            .all(&self.0.db)
            .await;
        found
            .map_err(|error| self.0.reading(error))?
            .into_iter()
            .map(record)
            .collect()
    }

    /// The endpoints that publish a namespace, by name.
    #[instrument(name = "store.endpoints.list_of_namespace", skip_all, fields(namespace.id = %id), err(level = "debug"))]
    pub async fn list_of_namespace(&self, id: NamespaceId) -> Result<Vec<EndpointRecord>, Error> {
        let of_namespace = Entity::find().filter(Column::NamespaceId.eq(id.as_uuid()));
        let found = order::by_name(of_namespace, Column::Name, Column::Id)
            .all(&self.0.db)
            .await;
        found
            .map_err(|error| self.0.reading(error))?
            .into_iter()
            .map(record)
            .collect()
    }

    /// How many there are.
    #[instrument(name = "store.endpoints.count", skip_all, err(level = "debug"))]
    pub async fn count(&self) -> Result<u64, Error> {
        Entity::find()
            .count(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))
    }
}

impl Endpoints<'_, Write> {
    /// Adds an endpoint. Conflicts: [`crate::Constraint::EndpointName`].
    #[instrument(name = "store.endpoints.insert", skip_all, fields(endpoint.id = %endpoint.id), err(level = "debug"))]
    pub async fn insert(&self, endpoint: &EndpointRecord) -> Result<(), Error> {
        let row = ActiveModel {
            id: Set(endpoint.id.as_uuid()),
            created_at: Set(endpoint.created_at.as_millis()),
            version: Set(endpoint.version),
            ..changes(endpoint)
        };
        Entity::insert(row)
            .exec_without_returning(&self.0.db)
            .await
            .map_err(|error| self.0.writing(error))?;
        Ok(())
    }

    /// Changes an endpoint whose version is still the one in `endpoint`, and gives the new version.
    /// Conflicts: [`crate::Constraint::EndpointName`].
    #[instrument(name = "store.endpoints.update", skip_all, fields(endpoint.id = %endpoint.id), err(level = "debug"))]
    pub async fn update(&self, endpoint: &EndpointRecord) -> Result<i64, Error> {
        versioned::update::<Entity>(
            &self.0,
            (Column::Id, endpoint.id.as_uuid()),
            (Column::Version, endpoint.version),
            changes(endpoint),
        )
        .await
    }

    /// Deletes an endpoint. False when there was none.
    #[instrument(name = "store.endpoints.delete", skip_all, fields(endpoint.id = %id), err(level = "debug"))]
    pub async fn delete(&self, id: EndpointId) -> Result<bool, Error> {
        let deleted = Entity::delete_by_id(id.as_uuid())
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.deleting(error))?;
        Ok(deleted.rows_affected > 0)
    }
}

fn changes(endpoint: &EndpointRecord) -> ActiveModel {
    ActiveModel {
        name: Set(endpoint.name.clone()),
        description: Set(endpoint.description.clone()),
        namespace_id: Set(endpoint.namespace_id.as_uuid()),
        enable_api_key_auth: Set(endpoint.auth.takes_keys()),
        enable_oauth: Set(endpoint.auth.takes_oauth()),
        use_query_param_auth: Set(endpoint.auth.takes_keys_in_query()),
        sso: Set(endpoint
            .sso
            .as_ref()
            .map(|sso| serde_json::json!(sso).to_string())),
        session_idle_minutes: Set(endpoint.session.idle_minutes.map(i64::from)),
        session_lifetime_minutes: Set(endpoint.session.lifetime_minutes.map(i64::from)),
        tool_listing: Set(endpoint.listing.to_string()),
        owner_id: Set(owner::person(endpoint.owner)),
        team_id: Set(owner::team(endpoint.owner)),
        updated_at: Set(endpoint.updated_at.as_millis()),
        ..ActiveModel::default()
    }
}

fn record(row: Model) -> Result<EndpointRecord, Error> {
    let minutes = |column, stored| rows::small::<Entity>(column, row.id, stored);
    let sso: Option<SsoAccess> = row
        .sso
        .as_deref()
        .map(serde_json::from_str)
        .transpose()
        .map_err(|problem| rows::inconsistent::<Entity>("sso", row.id, problem))?;
    let of_anybody = EndpointAuth::taking(
        row.enable_api_key_auth,
        row.use_query_param_auth,
        row.enable_oauth,
    );
    Ok(EndpointRecord {
        auth: if sso.is_some() {
            EndpointAuth::Sso
        } else {
            of_anybody
        },
        sso,
        listing: row
            .tool_listing
            .parse::<ToolListing>()
            .map_err(|error| rows::inconsistent::<Entity>("tool_listing", row.id, error))?,
        session: SessionTimes {
            idle_minutes: minutes("session_idle_minutes", row.session_idle_minutes)?,
            lifetime_minutes: minutes("session_lifetime_minutes", row.session_lifetime_minutes)?,
        },
        id: row.id.into(),
        name: row.name,
        description: row.description,
        namespace_id: row.namespace_id.into(),
        owner: owner::read::<Entity>(row.id, row.owner_id, row.team_id)?,
        created_at: Timestamp::from_millis(row.created_at),
        updated_at: Timestamp::from_millis(row.updated_at),
        version: row.version,
    })
}
