//! People who registered by the form and wait to be let in.

use std::fmt;

use model::{SignUpRequestId, Timestamp};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use tracing::instrument;

use crate::{
    Error, Read, Write,
    access::Executor,
    entity::registration::{ActiveModel, Column, Entity, Model},
    taken,
};

/// Somebody who registered and waits.
#[derive(Clone, PartialEq, Eq)]
pub struct RegistrationRecord {
    /// Id; it is no request's by a provider.
    pub id: SignUpRequestId,
    /// What they are called.
    pub name: String,
    /// Their address; waits once, without regard to case.
    pub email: String,
    /// The hash of the password that they chose, in PHC format.
    pub password_hash: String,
    /// Since when they wait.
    pub created_at: Timestamp,
}

impl fmt::Debug for RegistrationRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A hash can be attacked offline.
        f.debug_struct("RegistrationRecord")
            .field("id", &self.id)
            .field("email", &self.email)
            .finish_non_exhaustive()
    }
}

/// Repository of those who registered and wait.
pub struct Registrations<'a, A = Read>(pub(crate) Executor<'a, A>);

impl<A> Registrations<'_, A> {
    /// Everybody who waits, the longest first.
    #[instrument(name = "store.registrations.list", skip_all, err(level = "debug"))]
    pub async fn list(&self) -> Result<Vec<RegistrationRecord>, Error> {
        let found = Entity::find()
            .order_by_asc(Column::CreatedAt)
            .order_by_asc(Column::Id)
            .all(&self.0.db)
            .await;
        Ok(found
            .map_err(|error| self.0.reading(error))?
            .into_iter()
            .map(record)
            .collect())
    }

    /// How many wait.
    #[instrument(name = "store.registrations.count", skip_all, err(level = "debug"))]
    pub async fn count(&self) -> Result<u64, Error> {
        Entity::find()
            .count(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))
    }

    /// Whether this address waits, in any case of its letters.
    #[instrument(name = "store.registrations.has", skip_all, err(level = "debug"))]
    pub async fn has(&self, email: &str) -> Result<bool, Error> {
        let found = Entity::find()
            .filter(Column::EmailKey.eq(email.to_lowercase()))
            .count(&self.0.db)
            .await;
        Ok(found.map_err(|error| self.0.reading(error))? > 0)
    }
}

impl Registrations<'_, Write> {
    /// Adds somebody. Conflicts: [`crate::Constraint::RegistrationEmail`].
    #[instrument(name = "store.registrations.insert", skip_all, fields(request.id = %registration.id), err(level = "debug"))]
    pub async fn insert(&self, registration: &RegistrationRecord) -> Result<(), Error> {
        let row = ActiveModel {
            id: Set(registration.id.as_uuid()),
            name: Set(registration.name.clone()),
            email: Set(registration.email.clone()),
            // Lower-cased here, not by the database, as addresses of people are.
            email_key: Set(registration.email.to_lowercase()),
            password_hash: Set(registration.password_hash.clone()),
            created_at: Set(registration.created_at.as_millis()),
        };
        Entity::insert(row)
            .exec_without_returning(&self.0.db)
            .await
            .map_err(|error| self.0.writing(error))?;
        Ok(())
    }

    /// Takes somebody out who waits no longer.
    #[instrument(name = "store.registrations.take", skip_all, fields(request.id = %id), err(level = "debug"))]
    pub async fn take(&self, id: SignUpRequestId) -> Result<Option<RegistrationRecord>, Error> {
        let taken = taken::take(&self.0, Entity::find_by_id(id.as_uuid())).await?;
        Ok(taken.map(record))
    }
}

fn record(row: Model) -> RegistrationRecord {
    RegistrationRecord {
        id: row.id.into(),
        name: row.name,
        email: row.email,
        password_hash: row.password_hash,
        created_at: Timestamp::from_millis(row.created_at),
    }
}
