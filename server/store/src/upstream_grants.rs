//! What people allowed the gateway to do at servers.

use std::fmt;

use model::{Problem, ReconnectReason, ServerId, Timestamp, UserId};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};
use tracing::instrument;

use crate::{
    Error, Read, Write,
    access::Executor,
    entity::upstream_grant::{ActiveModel, Column, Entity, Model},
    rows,
};

/// What somebody allowed the gateway to do at a server.
#[derive(Clone, PartialEq, Eq)]
pub struct UpstreamGrantRecord {
    /// Where.
    pub server_id: ServerId,
    /// In whose name; `None` is for everybody.
    pub user_id: Option<UserId>,
    /// The authorization server that issued it.
    pub issuer: String,
    /// Tokens and the registered client. Opaque here.
    pub sealed: Vec<u8>,
    /// What is allowed.
    pub scopes: String,
    /// What the server wants beyond that, to be asked for next time.
    pub wanted_scopes: String,
    /// The access token is good until then.
    pub expires_at: Option<Timestamp>,
    /// Why it has to be connected again; nothing while it works.
    pub reason: Option<ReconnectReason>,
    /// Since when.
    pub connected_at: Timestamp,
    /// Counts changes. A new grant begins with a number that none before it had.
    pub version: i64,
}

impl fmt::Debug for UpstreamGrantRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UpstreamGrantRecord")
            .field("server_id", &self.server_id)
            .field("user_id", &self.user_id)
            .field("reason", &self.reason)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

/// Repository of grants.
pub struct UpstreamGrants<'a, A = Read>(pub(crate) Executor<'a, A>);

impl<A> UpstreamGrants<'_, A> {
    /// The grant of somebody at a server; of everybody without a person.
    #[instrument(name = "store.upstream_grants.find", skip_all, fields(server.id = %server), err(level = "debug"))]
    pub async fn find(
        &self,
        server: ServerId,
        user: Option<UserId>,
    ) -> Result<Option<UpstreamGrantRecord>, Error> {
        Entity::find_by_id((server.as_uuid(), holder(user)))
            .one(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))?
            .map(record)
            .transpose()
    }

    /// All grants at a server, the latest first.
    #[instrument(name = "store.upstream_grants.of_server", skip_all, fields(server.id = %server), err(level = "debug"))]
    pub async fn of_server(&self, server: ServerId) -> Result<Vec<UpstreamGrantRecord>, Error> {
        let found = Entity::find()
            .filter(Column::ServerId.eq(server.as_uuid()))
            .order_by_desc(Column::ConnectedAt)
            .order_by_asc(Column::HolderKey)
            .all(&self.0.db)
            .await;
        found
            .map_err(|error| self.0.reading(error))?
            .into_iter()
            .map(record)
            .collect()
    }
}

impl UpstreamGrants<'_, Write> {
    /// Saves a grant in place of the one that its holder had.
    #[instrument(name = "store.upstream_grants.put", skip_all, fields(server.id = %grant.server_id), err(level = "debug"))]
    pub async fn put(&self, grant: &UpstreamGrantRecord) -> Result<(), Error> {
        self.delete(grant.server_id, grant.user_id).await?;
        let row = ActiveModel {
            server_id: Set(grant.server_id.as_uuid()),
            holder_key: Set(holder(grant.user_id)),
            user_id: Set(grant.user_id.map(UserId::as_uuid)),
            issuer: Set(grant.issuer.clone()),
            connected_at: Set(grant.connected_at.as_millis()),
            version: Set(grant.version),
            ..changes(grant)
        };
        Entity::insert(row)
            .exec_without_returning(&self.0.db)
            .await
            .map_err(|error| self.0.writing(error))?;
        Ok(())
    }

    /// Takes the right to renew a grant of this version until `until`. False when it has changed, or somebody else renews
    /// it now.
    #[instrument(name = "store.upstream_grants.lease", skip_all, fields(server.id = %grant.server_id), err(level = "debug"))]
    pub async fn lease(
        &self,
        grant: &UpstreamGrantRecord,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool, Error> {
        let is_free = Condition::any()
            .add(Column::LeasedUntil.is_null())
            .add(Column::LeasedUntil.lte(now.as_millis()));
        let updated = Entity::update_many()
            .set(ActiveModel {
                leased_until: Set(Some(until.as_millis())),
                ..ActiveModel::default()
            })
            .filter(same(grant))
            .filter(is_free)
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.writing(error))?;
        Ok(updated.rows_affected > 0)
    }

    /// Gives the right to renew a grant back.
    #[instrument(name = "store.upstream_grants.release", skip_all, fields(server.id = %grant.server_id), err(level = "debug"))]
    pub async fn release(&self, grant: &UpstreamGrantRecord) -> Result<(), Error> {
        Entity::update_many()
            .set(ActiveModel {
                leased_until: Set(None),
                ..ActiveModel::default()
            })
            .filter(same(grant))
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.writing(error))?;
        Ok(())
    }

    /// Changes a grant whose version is still the one in `grant`, ends the right to renew it, and gives the new version;
    /// nothing when it has changed.
    #[instrument(name = "store.upstream_grants.update", skip_all, fields(server.id = %grant.server_id), err(level = "debug"))]
    pub async fn update(&self, grant: &UpstreamGrantRecord) -> Result<Option<i64>, Error> {
        let next = grant.version + 1;
        let updated = Entity::update_many()
            .set(ActiveModel {
                version: Set(next),
                ..changes(grant)
            })
            .filter(same(grant))
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.writing(error))?;
        Ok((updated.rows_affected > 0).then_some(next))
    }

    /// Deletes a grant. False when there was none.
    #[instrument(name = "store.upstream_grants.delete", skip_all, fields(server.id = %server), err(level = "debug"))]
    pub async fn delete(&self, server: ServerId, user: Option<UserId>) -> Result<bool, Error> {
        let deleted = Entity::delete_by_id((server.as_uuid(), holder(user)))
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.deleting(error))?;
        Ok(deleted.rows_affected > 0)
    }

    /// Deletes all grants at a server, and tells how many there were.
    #[instrument(name = "store.upstream_grants.delete_of_server", skip_all, fields(server.id = %server), err(level = "debug"))]
    pub async fn delete_of_server(&self, server: ServerId) -> Result<u64, Error> {
        let deleted = Entity::delete_many()
            .filter(Column::ServerId.eq(server.as_uuid()))
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.deleting(error))?;
        Ok(deleted.rows_affected)
    }
}

/// The row of a grant, as long as it has not changed.
fn same(grant: &UpstreamGrantRecord) -> Condition {
    Condition::all()
        .add(Column::ServerId.eq(grant.server_id.as_uuid()))
        .add(Column::HolderKey.eq(holder(grant.user_id)))
        .add(Column::Version.eq(grant.version))
}

fn changes(grant: &UpstreamGrantRecord) -> ActiveModel {
    ActiveModel {
        sealed: Set(grant.sealed.clone()),
        scopes: Set(grant.scopes.clone()),
        wanted_scopes: Set(grant.wanted_scopes.clone()),
        expires_at: Set(grant.expires_at.map(Timestamp::as_millis)),
        reason: Set(grant.reason.map(|reason| reason.as_str().to_owned())),
        leased_until: Set(None),
        ..ActiveModel::default()
    }
}

/// A holder as part of the key: a null would be none.
fn holder(user: Option<UserId>) -> String {
    user.map(|user| user.to_string()).unwrap_or_default()
}

fn record(row: Model) -> Result<UpstreamGrantRecord, Error> {
    let reason = row.reason.as_deref().map(|word| {
        ReconnectReason::parse(word)
            .ok_or_else(|| rows::inconsistent::<Entity>("reason", row.server_id, Problem::UnknownChoice))
    });
    Ok(UpstreamGrantRecord {
        reason: reason.transpose()?,
        server_id: row.server_id.into(),
        user_id: row.user_id.map(UserId::from_uuid),
        issuer: row.issuer,
        sealed: row.sealed,
        scopes: row.scopes,
        wanted_scopes: row.wanted_scopes,
        expires_at: row.expires_at.map(Timestamp::from_millis),
        connected_at: Timestamp::from_millis(row.connected_at),
        version: row.version,
    })
}
