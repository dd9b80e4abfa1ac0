//! People.

use model::{Role, Timestamp, UserId};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use tracing::instrument;
use uuid::Uuid;

use crate::{
    Error, Read, Write,
    access::Executor,
    entity::user::{ActiveModel, Column, Entity, Model},
    latest, order, rows, versioned,
};

/// A person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserRecord {
    /// Id.
    pub id: UserId,
    /// Shown name.
    pub name: String,
    /// Sign-in address as the person writes it; unique without regard to case.
    pub email: String,
    /// What the person may do.
    pub role: Role,
    /// They may configure commands though their role does not say so.
    pub runs_commands: bool,
    /// When the account was made.
    pub created_at: Timestamp,
    /// Changed at.
    pub updated_at: Timestamp,
    /// Counts changes.
    pub version: i64,
}

/// Repository of people.
pub struct Users<'a, A = Read>(pub(crate) Executor<'a, A>);

impl<A> Users<'_, A> {
    /// The person with this id.
    #[instrument(name = "store.users.find", skip_all, fields(user.id = %id), err(level = "debug"))]
    pub async fn find(&self, id: UserId) -> Result<Option<UserRecord>, Error> {
        Entity::find_by_id(id.as_uuid())
            .one(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))?
            .map(record)
            .transpose()
    }

    /// The person with this address, in any case.
    #[instrument(name = "store.users.find_by_email", skip_all, err(level = "debug"))]
    pub async fn find_by_email(&self, email: &str) -> Result<Option<UserRecord>, Error> {
        Entity::find()
            .filter(Column::EmailKey.eq(email_key(email)))
            .one(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))?
            .map(record)
            .transpose()
    }

    /// Everyone, by name.
    #[instrument(name = "store.users.list", skip_all, err(level = "debug"))]
    pub async fn list(&self) -> Result<Vec<UserRecord>, Error> {
        let found = order::by_name(Entity::find(), Column::Name, Column::Id)
            .all(&self.0.db)
            .await;
        found
            .map_err(|error| self.0.reading(error))?
            .into_iter()
            .map(record)
            .collect()
    }

    /// When people were last seen in the dashboard; those who never were are left out.
    #[instrument(name = "store.users.seen", skip_all, err(level = "debug"))]
    pub async fn seen(&self) -> Result<Vec<(UserId, Timestamp)>, Error> {
        let found: Vec<(Uuid, i64)> = Entity::find()
            .select_only()
            .column(Column::Id)
            .column(Column::SeenAt)
            .filter(Column::SeenAt.is_not_null())
            .into_tuple()
            .all(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))?;
        Ok(found
            .into_iter()
            .map(|(id, at)| (id.into(), Timestamp::from_millis(at)))
            .collect())
    }

    /// How many there are.
    #[instrument(name = "store.users.count", skip_all, err(level = "debug"))]
    pub async fn count(&self) -> Result<u64, Error> {
        Entity::find()
            .count(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))
    }

    /// How many have this role.
    #[instrument(name = "store.users.count_with_role", skip_all, fields(user.role = %role), err(level = "debug"))]
    pub async fn count_with_role(&self, role: Role) -> Result<u64, Error> {
        Entity::find()
            .filter(Column::Role.eq(role.as_str()))
            .count(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))
    }
}

impl Users<'_, Write> {
    /// Adds a person. Conflicts: [`crate::Constraint::UserEmail`].
    #[instrument(name = "store.users.insert", skip_all, fields(user.id = %user.id), err(level = "debug"))]
    pub async fn insert(&self, user: &UserRecord) -> Result<(), Error> {
        let row = ActiveModel {
            id: Set(user.id.as_uuid()),
            created_at: Set(user.created_at.as_millis()),
            version: Set(user.version),
            ..changes(user)
        };
        Entity::insert(row)
            .exec_without_returning(&self.0.db)
            .await
            .map_err(|error| self.0.writing(error))?;
        Ok(())
    }

    /// Changes a person whose version is still the one in `user`, and gives the new version.
    /// Conflicts: [`crate::Constraint::UserEmail`].
    #[instrument(name = "store.users.update", skip_all, fields(user.id = %user.id), err(level = "debug"))]
    pub async fn update(&self, user: &UserRecord) -> Result<i64, Error> {
        versioned::update::<Entity>(
            &self.0,
            (Column::Id, user.id.as_uuid()),
            (Column::Version, user.version),
            changes(user),
        )
        .await
    }

    /// Notes when somebody was last seen. An earlier time never replaces a later one, and it is no change of the person.
    #[instrument(name = "store.users.record_seen", skip_all, fields(user.id = %id), err(level = "debug"))]
    pub async fn record_seen(&self, id: UserId, at: Timestamp) -> Result<(), Error> {
        latest::note::<Entity>(&self.0, (Column::Id, id.as_uuid()), Column::SeenAt, at).await
    }

    /// Deletes a person with all that they own. False when there was none.
    #[instrument(name = "store.users.delete", skip_all, fields(user.id = %id), err(level = "debug"))]
    pub async fn delete(&self, id: UserId) -> Result<bool, Error> {
        let deleted = Entity::delete_by_id(id.as_uuid())
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.deleting(error))?;
        Ok(deleted.rows_affected > 0)
    }
}

fn changes(user: &UserRecord) -> ActiveModel {
    ActiveModel {
        name: Set(user.name.clone()),
        email: Set(user.email.clone()),
        email_key: Set(email_key(&user.email)),
        role: Set(user.role.as_str().to_owned()),
        runs_commands: Set(user.runs_commands),
        updated_at: Set(user.updated_at.as_millis()),
        ..ActiveModel::default()
    }
}

/// Lower-cased here, not by the database: `lower()` of `SQLite` knows ASCII only and that of Postgres
/// depends on the locale.
fn email_key(email: &str) -> String {
    email.to_lowercase()
}

fn record(row: Model) -> Result<UserRecord, Error> {
    Ok(UserRecord {
        id: row.id.into(),
        role: row
            .role
            .parse()
            .map_err(|problem| rows::inconsistent::<Entity>("role", row.id, problem))?,
        runs_commands: row.runs_commands,
        name: row.name,
        email: row.email,
        created_at: Timestamp::from_millis(row.created_at),
        updated_at: Timestamp::from_millis(row.updated_at),
        version: row.version,
    })
}
