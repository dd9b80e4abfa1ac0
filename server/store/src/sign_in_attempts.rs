//! People on their way through a provider.

use std::fmt;

use model::{OidcProviderId, Timestamp, UserId};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, Select};
use tracing::instrument;

use crate::{
    Error, Read, Write,
    access::Executor,
    entity::sign_in_attempt::{ActiveModel, Column, Entity, Model},
    taken,
};

/// Somebody who was sent to a provider.
#[derive(Clone, PartialEq, Eq)]
pub struct SignInAttemptRecord {
    /// SHA-256 of the state that the provider gives back.
    pub state_hash: [u8; 32],
    /// SHA-256 of the cookie of the browser that began it.
    pub browser_hash: [u8; 32],
    /// Where they were sent.
    pub provider_id: OidcProviderId,
    /// Who links an account; nobody signs in.
    pub user_id: Option<UserId>,
    /// Sealed.
    pub secrets: Vec<u8>,
    /// It is good for nothing from then on.
    pub expires_at: Timestamp,
}

impl fmt::Debug for SignInAttemptRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignInAttemptRecord")
            .field("provider_id", &self.provider_id)
            .field("user_id", &self.user_id)
            .finish_non_exhaustive()
    }
}

/// Repository of attempts.
pub struct SignInAttempts<'a, A = Read>(pub(crate) Executor<'a, A>);

impl<A> SignInAttempts<'_, A> {
    /// How many there are.
    #[instrument(name = "store.sign_in_attempts.count", skip_all, err(level = "debug"))]
    pub async fn count(&self) -> Result<u64, Error> {
        Entity::find()
            .count(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))
    }

    /// The attempt of this state and this browser, which stays.
    #[instrument(name = "store.sign_in_attempts.find", skip_all, err(level = "debug"))]
    pub async fn find(
        &self,
        state_hash: &[u8; 32],
        browser_hash: &[u8; 32],
    ) -> Result<Option<SignInAttemptRecord>, Error> {
        let found = of_browser(state_hash, browser_hash)
            .one(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))?;
        Ok(found.map(|row| record(*state_hash, *browser_hash, row)))
    }
}

impl SignInAttempts<'_, Write> {
    /// Adds an attempt.
    #[instrument(name = "store.sign_in_attempts.insert", skip_all, err(level = "debug"))]
    pub async fn insert(&self, attempt: &SignInAttemptRecord) -> Result<(), Error> {
        let row = ActiveModel {
            state_hash: Set(attempt.state_hash.to_vec()),
            browser_hash: Set(attempt.browser_hash.to_vec()),
            provider_id: Set(attempt.provider_id.as_uuid()),
            user_id: Set(attempt.user_id.map(UserId::as_uuid)),
            secrets: Set(attempt.secrets.clone()),
            expires_at: Set(attempt.expires_at.as_millis()),
        };
        Entity::insert(row)
            .exec_without_returning(&self.0.db)
            .await
            .map_err(|error| self.0.writing(error))?;
        Ok(())
    }

    /// Takes out the attempt of this state and this browser: it is found once.
    #[instrument(name = "store.sign_in_attempts.take", skip_all, err(level = "debug"))]
    pub async fn take(
        &self,
        state_hash: &[u8; 32],
        browser_hash: &[u8; 32],
    ) -> Result<Option<SignInAttemptRecord>, Error> {
        let taken = taken::take(&self.0, of_browser(state_hash, browser_hash)).await?;
        Ok(taken.map(|row| record(*state_hash, *browser_hash, row)))
    }

    /// Deletes attempts that were over at `now`, and tells how many there were.
    #[instrument(
        name = "store.sign_in_attempts.delete_expired",
        skip_all,
        err(level = "debug")
    )]
    pub async fn delete_expired(&self, now: Timestamp) -> Result<u64, Error> {
        let deleted = Entity::delete_many()
            .filter(Column::ExpiresAt.lte(now.as_millis()))
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.deleting(error))?;
        Ok(deleted.rows_affected)
    }
}

fn of_browser(state_hash: &[u8; 32], browser_hash: &[u8; 32]) -> Select<Entity> {
    Entity::find_by_id(state_hash.to_vec()).filter(Column::BrowserHash.eq(browser_hash.to_vec()))
}

fn record(state_hash: [u8; 32], browser_hash: [u8; 32], row: Model) -> SignInAttemptRecord {
    SignInAttemptRecord {
        state_hash,
        browser_hash,
        provider_id: row.provider_id.into(),
        user_id: row.user_id.map(UserId::from_uuid),
        secrets: row.secrets,
        expires_at: Timestamp::from_millis(row.expires_at),
    }
}
