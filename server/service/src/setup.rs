//! The first run: the first administrator is made by whoever can read the console or sits at the machine.

use model::{FieldErrors, Problem, SetupInput, SetupStatus};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::{Caller, Conflict, Error, Result, acts::Act, mint, services::Inner, users};

const TOKEN_LENGTH: usize = 32;

/// Printed on the console; new at every start.
pub(crate) struct SetupToken(String);

impl SetupToken {
    pub(crate) fn new() -> Self {
        Self(mint::text(TOKEN_LENGTH))
    }

    /// Compares hashes in constant time, so that neither the length nor the first wrong letter shows in the time.
    fn is(&self, given: &str) -> bool {
        Sha256::digest(given.trim())
            .ct_eq(&Sha256::digest(&self.0))
            .into()
    }
}

/// Use cases before anybody can sign in.
pub struct Setup<'a> {
    inner: &'a Inner,
}

impl<'a> Setup<'a> {
    pub(crate) fn new(inner: &'a Inner) -> Self {
        Self { inner }
    }

    /// Whether the first administrator is missing, and what making it takes from there.
    pub async fn status(&self, from_loopback: bool) -> Result<SetupStatus> {
        let needed = self.is_needed().await?;
        Ok(SetupStatus {
            needed,
            token_needed: needed && !from_loopback,
        })
    }

    /// What to print on the console; nothing once there are users.
    pub async fn token_to_print(&self) -> Result<Option<String>> {
        Ok(self.is_needed().await?.then(|| self.inner.setup_token.0.clone()))
    }

    /// Makes the first administrator. Of several attempts at the same time one succeeds; the others learn that it did.
    pub async fn create_admin(&self, input: SetupInput, from_loopback: bool) -> Result<Caller> {
        if !self.is_needed().await? {
            return Err(Conflict::AlreadySetUp.into());
        }
        // Before the password is hashed: a stranger without the token costs us nothing.
        if !from_loopback && !self.inner.setup_token.is(&input.token) {
            return Err(Error::Invalid(FieldErrors::of("token", Problem::Wrong)));
        }
        input.validate()?;
        let input = input.to_user();
        let hash = self.inner.passwords.hash(input.password.clone()).await?;
        let user = users::record(&input, self.inner.parts.clock.now());
        let act = Act::of_stranger(&user.email, None, "setup.create_admin");
        let write = self.inner.keeper.begin(act).await?;
        if !write.before.users().is_empty() {
            return Err(Conflict::AlreadySetUp.into());
        }
        users::insert(&write.tx, &user, Some(hash)).await?;
        let after = self.inner.keeper.commit(write).await?;
        tracing::info!(user.id = %user.id, "the first administrator was made");
        Ok(users::caller(&after, &user))
    }

    async fn is_needed(&self) -> Result<bool> {
        Ok(self.inner.keeper.current().await?.users().is_empty())
    }
}
