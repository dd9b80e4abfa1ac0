//! Groups of servers with chosen tools.

mod chain;
mod members;

use model::{ChangePolicy, NamespaceId, NamingPolicy, Owner, ServerId, Timestamp, middleware::Chain};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, QueryTrait,
};
use tracing::instrument;

pub use self::members::{NamespaceServerRecord, NamespaceToolRecord};
use crate::{
    Error, Read, Write,
    access::Executor,
    entity::{
        namespace::{ActiveModel, Column, Entity, Model},
        namespace_server,
    },
    order, owner, rows, versioned,
};

/// A group of servers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamespaceRecord {
    /// Id.
    pub id: NamespaceId,
    /// Unique among its owner's.
    pub name: String,
    /// For people and clients; empty when there is none.
    pub description: String,
    /// When names begin with the server's.
    pub naming: NamingPolicy,
    /// What happens when a server changes a tool.
    pub changes: ChangePolicy,
    /// Whose it is.
    pub owner: Owner,
    /// Made at.
    pub created_at: Timestamp,
    /// Changed at.
    pub updated_at: Timestamp,
    /// Counts changes of the namespace itself; switching servers and tools is not one.
    pub version: i64,
    /// What it does with requests and answers. [`Namespaces::update`] leaves it, [`Namespaces::set_chain`] changes it.
    pub chain: Chain,
    /// What that was before the last change, where there was one.
    pub chain_before: Option<Chain>,
    /// Counts changes of the chain.
    pub chain_version: i64,
}

/// Repository of namespaces, their servers and their choice of tools.
pub struct Namespaces<'a, A = Read>(pub(crate) Executor<'a, A>);

impl<A> Namespaces<'_, A> {
    /// The namespace with this id.
    #[instrument(name = "store.namespaces.find", skip_all, fields(namespace.id = %id), err(level = "debug"))]
    pub async fn find(&self, id: NamespaceId) -> Result<Option<NamespaceRecord>, Error> {
        let found = Entity::find_by_id(id.as_uuid())
            .one(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))?;
        found.map(record).transpose()
    }

    /// The namespace of this owner with this name.
    #[instrument(name = "store.namespaces.find_by_name", skip_all, fields(namespace.name = name), err(level = "debug"))]
    pub async fn find_by_name(&self, name: &str, owner: Owner) -> Result<Option<NamespaceRecord>, Error> {
        let found = Entity::find()
            .filter(Column::OwnerKey.eq(owner::key(owner)))
            .filter(Column::Name.eq(name))
            .one(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))?;
        found.map(record).transpose()
    }

    /// All namespaces, by name.
    #[instrument(name = "store.namespaces.list", skip_all, err(level = "debug"))]
    pub async fn list(&self) -> Result<Vec<NamespaceRecord>, Error> {
        let found = order::by_name(Entity::find(), Column::Name, Column::Id)
            .all(&self.0.db)
            .await;
        found
            .map_err(|error| self.0.reading(error))?
            .into_iter()
            .map(record)
            .collect()
    }

    /// The namespaces that a server is in, by name.
    #[instrument(name = "store.namespaces.list_of_server", skip_all, fields(server.id = %id), err(level = "debug"))]
    pub async fn list_of_server(&self, id: ServerId) -> Result<Vec<NamespaceRecord>, Error> {
        let memberships = namespace_server::Entity::find()
            .select_only()
            .column(namespace_server::Column::NamespaceId)
            .filter(namespace_server::Column::ServerId.eq(id.as_uuid()));
        let of_server = Entity::find().filter(Column::Id.in_subquery(memberships.into_query()));
        let found = order::by_name(of_server, Column::Name, Column::Id)
            .all(&self.0.db)
            .await;
        found
            .map_err(|error| self.0.reading(error))?
            .into_iter()
            .map(record)
            .collect()
    }

    /// How many there are.
    #[instrument(name = "store.namespaces.count", skip_all, err(level = "debug"))]
    pub async fn count(&self) -> Result<u64, Error> {
        Entity::find()
            .count(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))
    }
}

impl Namespaces<'_, Write> {
    /// Adds a namespace without servers. Conflicts: [`crate::Constraint::NamespaceName`].
    #[instrument(name = "store.namespaces.insert", skip_all, fields(namespace.id = %namespace.id), err(level = "debug"))]
    pub async fn insert(&self, namespace: &NamespaceRecord) -> Result<(), Error> {
        let row = ActiveModel {
            id: Set(namespace.id.as_uuid()),
            created_at: Set(namespace.created_at.as_millis()),
            version: Set(namespace.version),
            chain: Set(chain::json(&namespace.chain)),
            chain_before: Set(namespace.chain_before.as_ref().map(chain::json)),
            chain_version: Set(namespace.chain_version),
            ..changes(namespace)
        };
        Entity::insert(row)
            .exec_without_returning(&self.0.db)
            .await
            .map_err(|error| self.0.writing(error))?;
        Ok(())
    }

    /// Changes a namespace whose version is still the one in `namespace`, and gives the new version.
    /// Conflicts: [`crate::Constraint::NamespaceName`].
    #[instrument(name = "store.namespaces.update", skip_all, fields(namespace.id = %namespace.id), err(level = "debug"))]
    pub async fn update(&self, namespace: &NamespaceRecord) -> Result<i64, Error> {
        versioned::update::<Entity>(
            &self.0,
            (Column::Id, namespace.id.as_uuid()),
            (Column::Version, namespace.version),
            changes(namespace),
        )
        .await
    }

    /// Deletes a namespace with its choice of servers and tools. False when there was none;
    /// [`Error::InUse`] as long as an endpoint publishes it or a server stands for it.
    #[instrument(name = "store.namespaces.delete", skip_all, fields(namespace.id = %id), err(level = "debug"))]
    pub async fn delete(&self, id: NamespaceId) -> Result<bool, Error> {
        let deleted = Entity::delete_by_id(id.as_uuid())
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.deleting(error))?;
        Ok(deleted.rows_affected > 0)
    }
}

fn changes(namespace: &NamespaceRecord) -> ActiveModel {
    ActiveModel {
        name: Set(namespace.name.clone()),
        description: Set(namespace.description.clone()),
        naming: Set(namespace.naming.as_str().to_owned()),
        changes: Set(namespace.changes.as_str().to_owned()),
        owner_id: Set(owner::person(namespace.owner)),
        team_id: Set(owner::team(namespace.owner)),
        owner_key: Set(owner::key(namespace.owner)),
        updated_at: Set(namespace.updated_at.as_millis()),
        ..ActiveModel::default()
    }
}

fn record(row: Model) -> Result<NamespaceRecord, Error> {
    let chain = chain::read(row.id, "chain", &row.chain)?;
    let before = row.chain_before.as_deref();
    let chain_before = before.map(|text| chain::read(row.id, "chain_before", text));
    let naming = NamingPolicy::parse(&row.naming)
        .ok_or_else(|| rows::inconsistent::<Entity>("naming", row.id, "it is no naming policy"))?;
    let changes = ChangePolicy::parse(&row.changes).ok_or_else(|| {
        rows::inconsistent::<Entity>(
            "changes",
            row.id,
            "it says nothing that a namespace does with changes",
        )
    })?;
    Ok(NamespaceRecord {
        id: row.id.into(),
        name: row.name,
        description: row.description,
        naming,
        changes,
        owner: owner::read::<Entity>(row.id, row.owner_id, row.team_id)?,
        created_at: Timestamp::from_millis(row.created_at),
        updated_at: Timestamp::from_millis(row.updated_at),
        version: row.version,
        chain,
        chain_before: chain_before.transpose()?,
        chain_version: row.chain_version,
    })
}
