//! Sign-in.

use std::net::IpAddr;

use model::{LoginInput, Problem, UserId};
use store::IdentityKind;

use crate::{Caller, Error, Result, acts::Act, services::Inner, sso::switches, users};

/// Use cases of sign-in.
pub struct Auth<'a> {
    pub(crate) inner: &'a Inner,
}

impl<'a> Auth<'a> {
    pub(crate) fn new(inner: &'a Inner) -> Self {
        Self { inner }
    }

    /// Checks e-mail and password. An unknown address and a wrong password take the same time and get the same
    /// answer; who guesses has to wait longer and longer.
    pub async fn login(&self, input: LoginInput, address: IpAddr) -> Result<Caller> {
        input.validate()?;
        let email = input.email.trim();
        let throttle = &self.inner.throttle;
        let now = self.inner.parts.clock.instant();
        throttle
            .admit(email, address, now)
            .map_err(|retry_after| Error::Throttled { retry_after })?;
        let store = &self.inner.parts.store;
        switches::require_password(&store.settings()).await?;
        let user = store.users().find_by_email(email).await?;
        let identity = match &user {
            Some(user) => store.identities().find_password(user.id).await?,
            None => None,
        };
        let hash = identity.and_then(|identity| match identity.kind {
            IdentityKind::Password { hash } => Some(hash),
            IdentityKind::Oidc { .. } => None,
        });
        let is_right = self.inner.passwords.verify(input.password.clone(), hash).await?;
        let Some(user) = user.filter(|_| is_right) else {
            let act = Act::of_stranger(email, Some(address), "auth.sign_in");
            self.inner.note(act.refused()).await?;
            // Of no field: which of the two is wrong is nobody's business.
            return Err(Error::field("credentials", Problem::Wrong));
        };
        throttle.succeed(email, address);
        let caller = users::caller(&*self.inner.keeper.current().await?, &user);
        let act = Act::by(&caller, "auth.sign_in").from(address);
        self.inner.note(act).await?;
        Ok(caller)
    }

    /// The person with this id, as they are now; nothing when they are gone.
    pub async fn caller(&self, user: UserId) -> Result<Option<Caller>> {
        let installation = self.inner.keeper.current().await?;
        Ok(installation
            .user(user)
            .map(|user| users::caller(&installation, user)))
    }
}
