//! Configured MCP servers.

mod run;

use std::fmt;

use model::{
    CallerSettings, NamespaceId, Owner, RunSettings, ServerId, ServerKind, Timestamp, UpstreamOauth,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde::Serialize;
use tracing::instrument;

use crate::{
    Error, Read, Write,
    access::Executor,
    entity::server::{ActiveModel, Column, Entity, Model},
    order, owner, rows, versioned,
};

/// A configured MCP server.
#[derive(Clone, PartialEq, Eq)]
pub struct ServerRecord {
    /// Id.
    pub id: ServerId,
    /// Becomes the prefix of its tools' names; unique among its owner's.
    pub name: String,
    /// For people; empty when there is none.
    pub description: String,
    /// How it is reached.
    pub kind: ServerKind,
    /// `STDIO`: the program.
    pub command: Option<String>,
    /// `STDIO`: its arguments.
    pub args: Vec<String>,
    /// `STDIO`: its working directory.
    pub cwd: Option<String>,
    /// Remote: the URL.
    pub url: Option<String>,
    /// `NAMESPACE`: what it stands for; such a server always has one.
    pub namespace_id: Option<NamespaceId>,
    /// Remote: how the gateway signs in there.
    pub oauth: Option<UpstreamOauth>,
    /// Remote: what it is told of who calls it.
    pub caller: CallerSettings,
    /// How it is run, where that is not as usual.
    pub run: RunSettings,
    /// Sealed environment, headers and bearer token. Opaque here.
    pub secrets: Vec<u8>,
    /// Whose it is.
    pub owner: Owner,
    /// Made at.
    pub created_at: Timestamp,
    /// Changed at.
    pub updated_at: Timestamp,
    /// Counts changes.
    pub version: i64,
}

impl fmt::Debug for ServerRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Arguments and URLs may carry secrets too.
        f.debug_struct("ServerRecord")
            .field("id", &self.id)
            .field("name", &self.name)
            .field("kind", &self.kind)
            .field("owner", &self.owner)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

/// Repository of servers.
pub struct Servers<'a, A = Read>(pub(crate) Executor<'a, A>);

impl<A> Servers<'_, A> {
    /// The server with this id.
    #[instrument(name = "store.servers.find", skip_all, fields(server.id = %id), err(level = "debug"))]
    pub async fn find(&self, id: ServerId) -> Result<Option<ServerRecord>, Error> {
        Entity::find_by_id(id.as_uuid())
            .one(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))?
            .map(record)
            .transpose()
    }

    /// The server of this owner with this name.
    #[instrument(name = "store.servers.find_by_name", skip_all, fields(server.name = name), err(level = "debug"))]
    pub async fn find_by_name(&self, name: &str, owner: Owner) -> Result<Option<ServerRecord>, Error> {
        Entity::find()
            .filter(Column::OwnerKey.eq(owner::key(owner)))
            .filter(Column::Name.eq(name))
            .one(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))?
            .map(record)
            .transpose()
    }

    /// All servers, by name.
    #[instrument(name = "store.servers.list", skip_all, err(level = "debug"))]
    pub async fn list(&self) -> Result<Vec<ServerRecord>, Error> {
        let found = order::by_name(Entity::find(), Column::Name, Column::Id)
            .all(&self.0.db)
            .await;
        found
            .map_err(|error| self.0.reading(error))?
            .into_iter()
            .map(record)
            .collect()
    }

    /// How many there are.
    #[instrument(name = "store.servers.count", skip_all, err(level = "debug"))]
    pub async fn count(&self) -> Result<u64, Error> {
        Entity::find()
            .count(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))
    }
}

impl Servers<'_, Write> {
    /// Adds a server. Conflicts: [`crate::Constraint::ServerName`].
    #[instrument(name = "store.servers.insert", skip_all, fields(server.id = %server.id), err(level = "debug"))]
    pub async fn insert(&self, server: &ServerRecord) -> Result<(), Error> {
        let row = ActiveModel {
            id: Set(server.id.as_uuid()),
            created_at: Set(server.created_at.as_millis()),
            version: Set(server.version),
            ..changes(server)
        };
        Entity::insert(row)
            .exec_without_returning(&self.0.db)
            .await
            .map_err(|error| self.0.writing(error))?;
        Ok(())
    }

    /// Changes a server whose version is still the one in `server`, and gives the new version.
    /// Conflicts: [`crate::Constraint::ServerName`].
    #[instrument(name = "store.servers.update", skip_all, fields(server.id = %server.id), err(level = "debug"))]
    pub async fn update(&self, server: &ServerRecord) -> Result<i64, Error> {
        versioned::update::<Entity>(
            &self.0,
            (Column::Id, server.id.as_uuid()),
            (Column::Version, server.version),
            changes(server),
        )
        .await
    }

    /// Deletes a server, what it offers, and its place in namespaces. False when there was none.
    #[instrument(name = "store.servers.delete", skip_all, fields(server.id = %id), err(level = "debug"))]
    pub async fn delete(&self, id: ServerId) -> Result<bool, Error> {
        let deleted = Entity::delete_by_id(id.as_uuid())
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.deleting(error))?;
        Ok(deleted.rows_affected > 0)
    }
}

fn changes(server: &ServerRecord) -> ActiveModel {
    ActiveModel {
        name: Set(server.name.clone()),
        description: Set(server.description.clone()),
        kind: Set(server.kind.as_str().to_owned()),
        command: Set(server.command.clone()),
        args: Set(serde_json::Value::from(server.args.clone()).to_string()),
        cwd: Set(server.cwd.clone()),
        url: Set(server.url.clone()),
        namespace_id: Set(server.namespace_id.map(NamespaceId::as_uuid)),
        oauth: Set(server.oauth.as_ref().map(json)),
        caller: Set(Some(&server.caller)
            .filter(|told| **told != CallerSettings::default())
            .map(json)),
        secrets: Set(server.secrets.clone()),
        owner_id: Set(owner::person(server.owner)),
        team_id: Set(owner::team(server.owner)),
        owner_key: Set(owner::key(server.owner)),
        updated_at: Set(server.updated_at.as_millis()),
        ..run::columns(&server.run)
    }
}

fn json(settings: &impl Serialize) -> String {
    serde_json::to_string(settings).expect("texts are JSON")
}

fn record(row: Model) -> Result<ServerRecord, Error> {
    let broken = |column| move |problem| rows::inconsistent::<Entity>(column, row.id, problem);
    let kind = row
        .kind
        .parse()
        .map_err(|problem| rows::inconsistent::<Entity>("kind", row.id, problem))?;
    if kind == ServerKind::Namespace && row.namespace_id.is_none() {
        let problem = "a server of this kind stands for a namespace, and this one has none";
        return Err(rows::inconsistent::<Entity>("namespace_id", row.id, problem));
    }
    Ok(ServerRecord {
        id: row.id.into(),
        kind,
        oauth: row
            .oauth
            .as_deref()
            .map(serde_json::from_str)
            .transpose()
            .map_err(broken("oauth"))?,
        caller: row
            .caller
            .as_deref()
            .map(serde_json::from_str)
            .transpose()
            .map_err(broken("caller"))?
            .unwrap_or_default(),
        run: run::read(&row)?,
        args: serde_json::from_str(&row.args).map_err(broken("args"))?,
        name: row.name,
        description: row.description,
        command: row.command,
        cwd: row.cwd,
        url: row.url,
        namespace_id: row.namespace_id.map(NamespaceId::from_uuid),
        secrets: row.secrets,
        owner: owner::read::<Entity>(row.id, row.owner_id, row.team_id)?,
        created_at: Timestamp::from_millis(row.created_at),
        updated_at: Timestamp::from_millis(row.updated_at),
        version: row.version,
    })
}
