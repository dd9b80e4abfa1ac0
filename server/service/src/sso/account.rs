//! Accounts at providers that people sign in with.

use model::{IdentityId, LinkedIdentity, Permission, SignInOption};
use store::{IdentityKind, IdentityRecord};

use super::{Sso, enabled, switches};
use crate::{Caller, Conflict, Error, Result, acts::Act};

impl Sso<'_> {
    /// The accounts that the caller signs in with, and the providers at which they could link one.
    pub async fn linked(&self, caller: &Caller) -> Result<(Vec<LinkedIdentity>, Vec<SignInOption>)> {
        caller.require(Permission::Look)?;
        let installation = self.inner.keeper.current().await?;
        let identities = self.inner.parts.store.identities().list(caller.user_id).await?;
        let linked = identities.into_iter().filter_map(|identity| match identity.kind {
            IdentityKind::Password { .. } => None,
            IdentityKind::Oidc { issuer, account, .. } => Some(LinkedIdentity {
                id: identity.id,
                provider: account
                    .provider_id
                    .and_then(|id| installation.provider(id))
                    .map_or(issuer, |provider| provider.name.clone()),
                email: account.email,
                created_at: identity.created_at,
                used_at: account.used_at,
            }),
        });
        Ok((linked.collect(), enabled(&installation)))
    }

    /// An account at a provider signs the caller in no longer. The last way in stays.
    pub async fn unlink(&self, caller: &Caller, id: IdentityId) -> Result<()> {
        caller.require(Permission::Look)?;
        let write = self
            .inner
            .keeper
            .begin(Act::by(caller, "sign_in.unlink_account"))
            .await?;
        let tx = &write.tx;
        let identities = tx.identities().list(caller.user_id).await?;
        let (gone, rest): (Vec<_>, Vec<_>) = identities.into_iter().partition(|identity| identity.id == id);
        let is_account = |it: &IdentityRecord| matches!(it.kind, IdentityKind::Oidc { .. });
        if !gone.iter().any(is_account) {
            return Err(Error::NotFound);
        }
        let by_password = switches::by_password(&tx.settings()).await?;
        let providers = tx.oidc_providers().list().await?;
        let works = |identity: &IdentityRecord| match &identity.kind {
            IdentityKind::Password { .. } => by_password,
            IdentityKind::Oidc { account, .. } => providers
                .iter()
                .any(|provider| provider.enabled && Some(provider.id) == account.provider_id),
        };
        if !rest.iter().any(works) {
            return Err(Conflict::LastWayIn.into());
        }
        for identity in &gone {
            if let IdentityKind::Oidc { account, .. } = &identity.kind
                && let Some(provider) = account.provider_id
            {
                // No sign-in there would ever take them out again.
                tx.teams().remove_of_provider(provider, caller.user_id).await?;
            }
        }
        tx.identities().delete(id).await?;
        switches::check_way_in(tx).await?;
        self.inner.keeper.commit(write).await?;
        tracing::info!(user.id = %caller.user_id, "an account at a provider was unlinked");
        Ok(())
    }
}
