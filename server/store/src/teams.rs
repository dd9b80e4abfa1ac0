//! Teams, and who is in them.

use model::{OidcProviderId, TeamId, Timestamp, UserId};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::OnConflict};
use tracing::instrument;

use crate::{
    Error, Read, Write,
    access::Executor,
    entity::{
        team::{ActiveModel, Column, Entity, Model},
        team_member::{self as member, Entity as Members},
    },
    order, versioned,
};

/// People who keep things together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamRecord {
    /// Id.
    pub id: TeamId,
    /// Unique without regard to case.
    pub name: String,
    /// For people; empty when there is none.
    pub description: String,
    /// Made at.
    pub created_at: Timestamp,
    /// Changed at.
    pub updated_at: Timestamp,
    /// Counts changes.
    pub version: i64,
}

/// Somebody in a team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamMemberRecord {
    /// The team.
    pub team_id: TeamId,
    /// The person.
    pub user_id: UserId,
    /// They keep the members too.
    pub is_manager: bool,
    /// In it since.
    pub since: Timestamp,
    /// The provider whose rule put them there; nobody's when somebody did by hand.
    pub provider_id: Option<OidcProviderId>,
}

/// Repository of teams.
pub struct Teams<'a, A = Read>(pub(crate) Executor<'a, A>);

impl<A> Teams<'_, A> {
    /// All teams, by name.
    #[instrument(name = "store.teams.list", skip_all, err(level = "debug"))]
    pub async fn list(&self) -> Result<Vec<TeamRecord>, Error> {
        let found = order::by_name(Entity::find(), Column::Name, Column::Id)
            .all(&self.0.db)
            .await;
        Ok(found
            .map_err(|error| self.0.reading(error))?
            .into_iter()
            .map(record)
            .collect())
    }

    /// Who is in which team, by team and age of the person.
    #[instrument(name = "store.teams.members", skip_all, err(level = "debug"))]
    pub async fn members(&self) -> Result<Vec<TeamMemberRecord>, Error> {
        let found = Members::find()
            .order_by_asc(member::Column::TeamId)
            .order_by_asc(member::Column::UserId)
            .all(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))?;
        Ok(found.iter().map(member_record).collect())
    }
}

impl Teams<'_, Write> {
    /// Adds a team without members. Conflicts: [`crate::Constraint::TeamName`].
    #[instrument(name = "store.teams.insert", skip_all, fields(team.id = %team.id), err(level = "debug"))]
    pub async fn insert(&self, team: &TeamRecord) -> Result<(), Error> {
        let row = ActiveModel {
            id: Set(team.id.as_uuid()),
            created_at: Set(team.created_at.as_millis()),
            version: Set(team.version),
            ..changes(team)
        };
        Entity::insert(row)
            .exec_without_returning(&self.0.db)
            .await
            .map_err(|error| self.0.writing(error))?;
        Ok(())
    }

    /// Changes a team whose version is still the one in `team`, and gives the new version.
    /// Conflicts: [`crate::Constraint::TeamName`].
    #[instrument(name = "store.teams.update", skip_all, fields(team.id = %team.id), err(level = "debug"))]
    pub async fn update(&self, team: &TeamRecord) -> Result<i64, Error> {
        versioned::update::<Entity>(
            &self.0,
            (Column::Id, team.id.as_uuid()),
            (Column::Version, team.version),
            changes(team),
        )
        .await
    }

    /// Deletes a team with all that it owns. False when there was none; [`Error::InUse`] as long as somebody else's
    /// endpoint or server stands on a namespace of it.
    #[instrument(name = "store.teams.delete", skip_all, fields(team.id = %id), err(level = "debug"))]
    pub async fn delete(&self, id: TeamId) -> Result<bool, Error> {
        let deleted = Entity::delete_by_id(id.as_uuid())
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.deleting(error))?;
        Ok(deleted.rows_affected > 0)
    }

    /// Puts somebody into a team, or changes what they are in it; since when they are in it stays.
    #[instrument(name = "store.teams.put_member", skip_all, fields(team.id = %of.team_id, user.id = %of.user_id), err(level = "debug"))]
    pub async fn put_member(&self, of: &TeamMemberRecord) -> Result<(), Error> {
        let row = member::ActiveModel {
            team_id: Set(of.team_id.as_uuid()),
            user_id: Set(of.user_id.as_uuid()),
            is_manager: Set(of.is_manager),
            since: Set(of.since.as_millis()),
            provider_id: Set(of.provider_id.map(OidcProviderId::as_uuid)),
        };
        let known = OnConflict::columns([member::Column::TeamId, member::Column::UserId])
            .update_columns([member::Column::IsManager, member::Column::ProviderId])
            .to_owned();
        Members::insert(row)
            .on_conflict(known)
            .exec_without_returning(&self.0.db)
            .await
            .map_err(|error| self.0.writing(error))?;
        Ok(())
    }

    /// Takes somebody out of a team. False when they were not in it.
    #[instrument(name = "store.teams.remove_member", skip_all, fields(team.id = %team, user.id = %user), err(level = "debug"))]
    pub async fn remove_member(&self, team: TeamId, user: UserId) -> Result<bool, Error> {
        let deleted = Members::delete_by_id((team.as_uuid(), user.as_uuid()))
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.deleting(error))?;
        Ok(deleted.rows_affected > 0)
    }

    /// Takes somebody out of all teams that rules of this provider put them into, and tells how many there were.
    #[instrument(name = "store.teams.remove_of_provider", skip_all, fields(provider.id = %provider, user.id = %user), err(level = "debug"))]
    pub async fn remove_of_provider(&self, provider: OidcProviderId, user: UserId) -> Result<u64, Error> {
        let deleted = Members::delete_many()
            .filter(member::Column::ProviderId.eq(provider.as_uuid()))
            .filter(member::Column::UserId.eq(user.as_uuid()))
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.deleting(error))?;
        Ok(deleted.rows_affected)
    }
}

fn changes(team: &TeamRecord) -> ActiveModel {
    ActiveModel {
        name: Set(team.name.clone()),
        // Lower-cased here, not by the database, as addresses of people are.
        name_key: Set(team.name.to_lowercase()),
        description: Set(team.description.clone()),
        updated_at: Set(team.updated_at.as_millis()),
        ..ActiveModel::default()
    }
}

fn record(row: Model) -> TeamRecord {
    TeamRecord {
        id: row.id.into(),
        name: row.name,
        description: row.description,
        created_at: Timestamp::from_millis(row.created_at),
        updated_at: Timestamp::from_millis(row.updated_at),
        version: row.version,
    }
}

fn member_record(row: &member::Model) -> TeamMemberRecord {
    TeamMemberRecord {
        team_id: row.team_id.into(),
        user_id: row.user_id.into(),
        is_manager: row.is_manager,
        since: Timestamp::from_millis(row.since),
        provider_id: row.provider_id.map(OidcProviderId::from_uuid),
    }
}
