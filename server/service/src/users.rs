//! People.

use model::{Permission, Timestamp, UserId, UserInput, UserView};
use store::{IdentityKind, IdentityRecord, Tx, UserRecord};

use crate::{Caller, Result, mint, services::Inner};

/// Use cases around people.
pub struct Users<'a> {
    inner: &'a Inner,
}

impl<'a> Users<'a> {
    pub(crate) fn new(inner: &'a Inner) -> Self {
        Self { inner }
    }

    /// Everybody, by name.
    pub async fn list(&self, caller: &Caller) -> Result<Vec<UserView>> {
        caller.require(Permission::KeepPeople)?;
        Ok(self
            .inner
            .keeper
            .current()
            .await?
            .users()
            .iter()
            .map(view)
            .collect())
    }

    /// Adds a person who signs in with a password.
    pub async fn create(&self, caller: &Caller, input: UserInput) -> Result<UserView> {
        caller.require(Permission::KeepPeople)?;
        input.validate()?;
        // Hashing takes its time, so it comes before the transaction.
        let hash = self.inner.passwords.hash(input.password.clone()).await?;
        let user = record(&input, self.inner.parts.clock.now());
        let write = self.inner.keeper.begin().await?;
        insert(&write.tx, &user, Some(hash)).await?;
        self.inner.keeper.commit(write).await?;
        Ok(view(&user))
    }
}

/// A new person.
pub(crate) fn record(input: &UserInput, now: Timestamp) -> UserRecord {
    UserRecord {
        id: mint::id(now),
        name: input.name.trim().to_owned(),
        email: input.email.trim().to_owned(),
        role: input.role,
        created_at: now,
        updated_at: now,
        version: 1,
    }
}

/// Stores a person, with a password when there is one.
pub(crate) async fn insert(tx: &Tx, user: &UserRecord, password_hash: Option<String>) -> Result<()> {
    tx.users().insert(user).await?;
    if let Some(hash) = password_hash {
        tx.identities()
            .insert(&password(user.id, hash, user.created_at))
            .await?;
    }
    Ok(())
}

fn password(user_id: UserId, hash: String, now: Timestamp) -> IdentityRecord {
    IdentityRecord {
        id: mint::id(now),
        user_id,
        kind: IdentityKind::Password { hash },
        created_at: now,
        updated_at: now,
    }
}

/// The person as the one who asks.
pub(crate) fn caller(user: &UserRecord) -> Caller {
    Caller {
        user_id: user.id,
        name: user.name.clone(),
        email: user.email.clone(),
        role: user.role,
    }
}

fn view(user: &UserRecord) -> UserView {
    UserView {
        id: user.id,
        name: user.name.clone(),
        email: user.email.clone(),
        role: user.role,
        created_at: user.created_at,
    }
}
