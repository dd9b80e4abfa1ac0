//! People.

mod change;
mod deletion;
mod links;

use std::collections::HashMap;

use model::{Permission, SignInMethod, Timestamp, UserId, UserInput, UserView};
use store::{IdentityKind, IdentityRecord, Tx, UserRecord};
use url::Url;

use crate::{Caller, Result, acts::Act, installation::Installation, mint, services::Inner};

/// Use cases around people.
pub struct Users<'a> {
    inner: &'a Inner,
    at: &'a Url,
}

impl<'a> Users<'a> {
    pub(crate) fn new(inner: &'a Inner, at: &'a Url) -> Self {
        Self { inner, at }
    }

    /// Everybody, by name.
    pub async fn list(&self, caller: &Caller) -> Result<Vec<UserView>> {
        caller.require(Permission::KeepPeople)?;
        let installation = self.inner.keeper.current().await?;
        let known = Known::read(self.inner).await?;
        Ok(installation.users().iter().map(|user| known.view(user)).collect())
    }

    /// Adds a person who signs in with a password.
    pub async fn create(&self, caller: &Caller, input: UserInput) -> Result<UserView> {
        caller.require(Permission::KeepPeople)?;
        input.validate()?;
        // Hashing takes its time, so it comes before the transaction.
        let hash = self.inner.passwords.hash(input.password.clone()).await?;
        let user = record(&input, self.inner.parts.clock.now());
        let write = self.inner.keeper.begin(Act::by(caller, "people.create")).await?;
        insert(&write.tx, &user, Some(hash)).await?;
        self.inner.keeper.commit(write).await?;
        let known = Known::read(self.inner).await?;
        Ok(known.view(&user))
    }
}

/// What is known of people beside the configuration.
struct Known {
    sign_in: HashMap<UserId, Vec<SignInMethod>>,
    seen: HashMap<UserId, Timestamp>,
}

impl Known {
    async fn read(inner: &Inner) -> Result<Self> {
        let store = &inner.parts.store;
        let mut sign_in: HashMap<UserId, Vec<SignInMethod>> = HashMap::new();
        for identity in store.identities().list_all().await? {
            let methods = sign_in.entry(identity.user_id).or_default();
            let method = method(&identity.kind);
            if !methods.contains(&method) {
                methods.push(method);
            }
        }
        let mut seen: HashMap<_, _> = store.users().seen().await?.into_iter().collect();
        seen.extend(inner.seen.latest());
        Ok(Self { sign_in, seen })
    }

    fn view(&self, user: &UserRecord) -> UserView {
        UserView {
            id: user.id,
            name: user.name.clone(),
            email: user.email.clone(),
            role: user.role,
            runs_commands: user.runs_commands,
            sign_in: self.sign_in.get(&user.id).cloned().unwrap_or_default(),
            created_at: user.created_at,
            seen_at: self.seen.get(&user.id).copied(),
            version: user.version,
        }
    }
}

/// The kind of a way to sign in.
pub(crate) fn method(identity: &IdentityKind) -> SignInMethod {
    match identity {
        IdentityKind::Password { .. } => SignInMethod::Password,
        IdentityKind::Oidc { .. } => SignInMethod::Sso,
    }
}

/// A new person.
pub(crate) fn record(input: &UserInput, now: Timestamp) -> UserRecord {
    UserRecord {
        id: mint::id(now),
        name: input.name.trim().to_owned(),
        email: input.email.trim().to_owned(),
        role: input.role,
        runs_commands: false,
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

/// Gives a person this password, whether they had one or not.
pub(crate) async fn set_password(tx: &Tx, user_id: UserId, hash: String, now: Timestamp) -> Result<()> {
    match tx.identities().find_password(user_id).await? {
        Some(known) => tx
            .identities()
            .set_password_hash(known.id, &hash, now)
            .await
            .map(drop)?,
        None => tx.identities().insert(&password(user_id, hash, now)).await?,
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
pub(crate) fn caller(installation: &Installation, user: &UserRecord) -> Caller {
    Caller {
        user_id: user.id,
        name: user.name.clone(),
        email: user.email.clone(),
        role: user.role,
        runs_commands: user.runs_commands,
        teams: installation.teams_of(user.id),
        address: None,
    }
}
