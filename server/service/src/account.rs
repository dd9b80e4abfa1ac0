//! What people do with their own account.

pub(crate) mod seen;

use std::net::IpAddr;

use model::{
    AccountView, ActVerb, PasswordInput, Permission, Problem, ProfileInput, UserAgent, WebSessionView,
};
use store::{IdentityKind, SessionKey, UserRecord, WebSessionRecord};

use crate::{
    Caller, Changed, Error, Result, Sso,
    acts::{Act, Changing},
    installation::Installation,
    services::Inner,
    users,
};

/// Use cases around one's own account.
pub struct Account<'a> {
    inner: &'a Inner,
}

impl<'a> Account<'a> {
    pub(crate) fn new(inner: &'a Inner) -> Self {
        Self { inner }
    }

    /// How the caller signs in, and where they are signed in; `current` is the session that asks.
    pub async fn get(&self, caller: &Caller, current: Option<SessionKey>) -> Result<AccountView> {
        caller.require(Permission::Look)?;
        let parts = &self.inner.parts;
        let identities = parts.store.identities().list(caller.user_id).await?;
        let sessions = parts
            .store
            .web_sessions()
            .list(caller.user_id, parts.clock.now())
            .await?;
        let sso = Sso::new(self.inner, self.inner.parts.public_urls.primary());
        let (linked, providers) = sso.linked(caller).await?;
        let installation = self.inner.keeper.current().await?;
        Ok(AccountView {
            linked,
            providers,
            sign_in: identities
                .iter()
                .map(|identity| users::method(&identity.kind))
                .collect(),
            sessions: sessions
                .into_iter()
                .map(|session| view(&installation, session, current))
                .collect(),
        })
    }

    /// Changes the caller's name.
    pub async fn rename(&self, caller: &Caller, input: ProfileInput) -> Result<()> {
        caller.require(Permission::Look)?;
        input.validate()?;
        let write = self.inner.keeper.begin(Act::by(caller, "account.rename")).await?;
        let user = write.before.user(caller.user_id).ok_or(Error::NotFound)?;
        let renamed = UserRecord {
            name: input.name.trim().to_owned(),
            updated_at: self.inner.parts.clock.now(),
            ..user.clone()
        };
        write.tx.users().update(&renamed).await?;
        self.inner.keeper.commit(write).await.map(drop)
    }

    /// Replaces the caller's password, who has to know the one until now; who guesses it has to wait, as at sign-in.
    /// All their sessions but `current` end.
    pub async fn change_password(
        &self,
        caller: &Caller,
        input: PasswordInput,
        address: IpAddr,
        current: Option<SessionKey>,
    ) -> Result<()> {
        caller.require(Permission::Look)?;
        input.validate()?;
        let throttle = &self.inner.throttle;
        throttle
            .admit(&caller.email, address, self.inner.parts.clock.instant())
            .map_err(|retry_after| Error::Throttled { retry_after })?;
        let store = &self.inner.parts.store;
        let known = store.identities().find_password(caller.user_id).await?;
        let hash = known.and_then(|identity| match identity.kind {
            IdentityKind::Password { hash } => Some(hash),
            IdentityKind::Oidc { .. } => None,
        });
        if !self.inner.passwords.verify(input.current_password, hash).await? {
            return Err(Error::field("current_password", Problem::Wrong));
        }
        throttle.succeed(&caller.email, address);
        let hash = self.inner.passwords.hash(input.password).await?;
        let tx = self
            .inner
            .begin(own(caller, "account.change_password", "password"))
            .await?;
        users::set_password(&tx, caller.user_id, hash, self.inner.parts.clock.now()).await?;
        tx.web_sessions().delete_all_but(caller.user_id, current).await?;
        self.finish(tx).await
    }

    /// Ends one of the caller's sessions.
    pub async fn end_session(&self, caller: &Caller, key: &str) -> Result<()> {
        caller.require(Permission::Look)?;
        let key: SessionKey = key.parse().map_err(|_| Error::NotFound)?;
        let tx = self
            .inner
            .begin(own(caller, "account.end_session", "web_session"))
            .await?;
        if !tx.web_sessions().delete(caller.user_id, key).await? {
            return Err(Error::NotFound);
        }
        self.finish(tx).await
    }

    /// Ends all of the caller's sessions but `current`.
    pub async fn end_other_sessions(&self, caller: &Caller, current: Option<SessionKey>) -> Result<()> {
        caller.require(Permission::Look)?;
        let tx = self
            .inner
            .begin(own(caller, "account.end_other_sessions", "web_session"))
            .await?;
        tx.web_sessions().delete_all_but(caller.user_id, current).await?;
        self.finish(tx).await
    }

    /// Open pages of sessions that end here hear of it, and of nothing after it.
    async fn finish(&self, tx: Changing<'_>) -> Result<()> {
        tx.commit().await?;
        self.inner.changes.tell(Changed::Users);
        Ok(())
    }

    /// Somebody uses a page. It is stored later, together with what else is seen until then.
    pub fn note_seen(&self, caller: &Caller, session: SessionKey, address: IpAddr) {
        let now = self.inner.parts.clock.now();
        self.inner.seen.note(caller.user_id, session, address, now);
    }
}

fn view(
    installation: &Installation,
    session: WebSessionRecord,
    current: Option<SessionKey>,
) -> WebSessionView {
    let signed_in = session.signed_in;
    WebSessionView {
        key: session.key.to_string(),
        agent: UserAgent::read(&signed_in.agent),
        address: signed_in.address,
        provider: signed_in.provider_id.map(|id| {
            let provider = installation.provider(id);
            provider.map(|provider| provider.name.clone()).unwrap_or_default()
        }),
        created_at: signed_in.created_at,
        seen_at: signed_in.seen_at,
        is_current: current == Some(session.key),
    }
}

/// Somebody changes something of their own.
fn own(caller: &Caller, what: &'static str, kind: &str) -> Act {
    Act::by(caller, what).about(
        ActVerb::Changed,
        kind,
        Some(caller.user_id.as_uuid()),
        caller.name.clone(),
    )
}
