//! People register by the form, where administrators let them.

use std::{net::IpAddr, time::Duration};

use model::{RegisterInput, Registration};
use store::RegistrationRecord;

use crate::{
    Auth, Caller, Changed, Conflict, Error, Result, acts::Act, mint, services::Inner, sso::switches, users,
};

/// Attempts of one address in [`WINDOW`]: a person needs one, and each costs us the hash of a password.
pub(crate) const MOST_ATTEMPTS: u32 = 10;
pub(crate) const WINDOW: Duration = Duration::from_mins(10);
/// People who wait at once.
const MOST_WAITING: u64 = 1000;

/// What became of somebody who registered.
#[derive(Debug)]
pub enum Registered {
    /// They have an account from now on.
    In(Caller),
    /// An administrator has to let them in first.
    Waits,
}

impl Auth<'_> {
    /// Somebody registers. For everyone, as fast as one address may.
    ///
    /// Who has to wait gets one answer, whether the address is new, waits already or is somebody's: a stranger learns
    /// nothing of accounts. Who gets in at once has to hear that the address is taken; signing in would tell it too.
    pub async fn register(&self, input: RegisterInput, address: IpAddr) -> Result<Registered> {
        let inner = self.inner;
        let registration = switches::registration(&inner.parts.store.settings()).await?;
        if registration == Registration::Off || inner.keeper.current().await?.users().is_empty() {
            return Err(Conflict::NoRegistration.into());
        }
        input.validate()?;
        if !inner.registration_pace.admit(address, inner.parts.clock.now()) {
            return Err(Error::Throttled { retry_after: WINDOW });
        }
        // In either case, so that the time tells nothing.
        let hash = inner.passwords.hash(input.password.clone()).await?;
        match registration {
            Registration::Automatic => let_in(inner, &input, hash, address).await.map(Registered::In),
            _ => wait(inner, &input, hash, address)
                .await
                .map(|()| Registered::Waits),
        }
    }
}

async fn let_in(inner: &Inner, input: &RegisterInput, hash: String, address: IpAddr) -> Result<Caller> {
    let user = users::record(&input.to_user(), inner.parts.clock.now());
    let act = Act::of_stranger(&user.email, Some(address), "auth.register");
    let write = inner.keeper.begin(act).await?;
    users::insert(&write.tx, &user, Some(hash)).await?;
    let after = inner.keeper.commit(write).await?;
    tracing::info!(user.id = %user.id, "somebody registered");
    Ok(users::caller(&after, &user))
}

async fn wait(inner: &Inner, input: &RegisterInput, password_hash: String, address: IpAddr) -> Result<()> {
    let (user, now) = (input.to_user(), inner.parts.clock.now());
    let act = Act::of_stranger(&user.email, Some(address), "auth.ask_to_be_let_in");
    let tx = inner.begin(act).await?;
    if tx.registrations().count().await? >= MOST_WAITING {
        return Err(Error::Unavailable(format!(
            "{MOST_WAITING} people wait already; ask an administrator to look at the page of people"
        )));
    }
    let is_known =
        tx.users().find_by_email(&user.email).await?.is_some() || tx.registrations().has(&user.email).await?;
    if !is_known {
        let registration = RegistrationRecord {
            id: mint::id(now),
            name: user.name,
            email: user.email,
            password_hash,
            created_at: now,
        };
        tx.registrations().insert(&registration).await?;
    }
    tx.commit().await?;
    inner.changes.tell(Changed::Users);
    Ok(())
}
