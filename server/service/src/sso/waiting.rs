//! People who signed in by a provider and wait to be let in.

use model::{InviteInput, Permission, SignInProblem, SignUpRequestId, SignUpRequestView};
use store::{IdentityAccount, IdentityKind, IdentityRecord, OidcProviderRecord, SignUpRequestRecord, Tx};

use super::{Sso, claims::Claims, person, refusal::Refusal};
use crate::{Caller, Error, Result, changes::Changed, mint, services::Inner};

/// People who wait at once.
const MOST_WAITING: u64 = 1000;

impl Sso<'_> {
    /// Everybody who waits, the longest first.
    pub async fn waiting(&self, caller: &Caller) -> Result<Vec<SignUpRequestView>> {
        caller.require(Permission::KeepPeople)?;
        let store = &self.inner.parts.store;
        let providers = store.oidc_providers().list().await?;
        let waiting = store.sign_up_requests().list().await?;
        let name = |request: &SignUpRequestRecord| {
            let provider = providers.iter().find(|it| it.id == request.provider_id);
            provider.map_or_else(|| request.issuer.clone(), |provider| provider.name.clone())
        };
        Ok(waiting
            .into_iter()
            .map(|request| SignUpRequestView {
                provider: name(&request),
                id: request.id,
                name: request.name,
                email: request.email,
                role: request.role,
                created_at: request.created_at,
            })
            .collect())
    }

    /// Lets somebody in: they have an account from now on, and sign in with the provider.
    pub async fn let_in(&self, caller: &Caller, id: SignUpRequestId) -> Result<()> {
        caller.require(Permission::KeepPeople)?;
        let write = self.inner.keeper.begin().await?;
        let taken = write.tx.sign_up_requests().take(id).await?;
        let request = taken.ok_or(Error::NotFound)?;
        let newcomer = InviteInput {
            email: request.email.clone(),
            name: request.name,
            role: request.role,
        };
        let user = person::new_user(self.inner, newcomer);
        write.tx.users().insert(&user).await?;
        let identity = IdentityRecord {
            id: mint::id(user.created_at),
            user_id: user.id,
            kind: IdentityKind::Oidc {
                issuer: request.issuer,
                subject: request.subject,
                account: IdentityAccount {
                    provider_id: Some(request.provider_id),
                    email: request.email,
                    groups: request.groups,
                    used_at: None,
                },
            },
            created_at: user.created_at,
            updated_at: user.created_at,
        };
        write.tx.identities().insert(&identity).await?;
        self.inner.keeper.commit(write).await?;
        tracing::info!(user.id = %user.id, by = %caller.user_id, "somebody who waited is let in");
        Ok(())
    }

    /// Forgets somebody who waits. When they sign in again, they wait again.
    pub async fn turn_away(&self, caller: &Caller, id: SignUpRequestId) -> Result<()> {
        caller.require(Permission::KeepPeople)?;
        let tx = self.inner.parts.store.begin().await?;
        tx.sign_up_requests().take(id).await?.ok_or(Error::NotFound)?;
        tx.commit().await?;
        self.inner.changes.tell(Changed::Users);
        Ok(())
    }
}

/// Somebody waits from now on, unless they do already.
pub(super) async fn add(
    inner: &Inner,
    tx: &Tx,
    provider: &OidcProviderRecord,
    issuer: &str,
    claims: &Claims,
    newcomer: InviteInput,
) -> std::result::Result<(), Refusal> {
    let requests = tx.sign_up_requests();
    if requests.has(issuer, &claims.subject).await? {
        return Ok(());
    }
    if requests.count().await? >= MOST_WAITING {
        return Err(Refusal::of(SignInProblem::TooManyWaiting));
    }
    let now = inner.parts.clock.now();
    let request = SignUpRequestRecord {
        id: mint::id(now),
        provider_id: provider.id,
        issuer: issuer.to_owned(),
        subject: claims.subject.clone(),
        email: newcomer.email,
        name: newcomer.name,
        role: newcomer.role,
        groups: claims.groups.clone(),
        created_at: now,
    };
    requests.insert(&request).await?;
    inner.changes.tell(Changed::Users);
    Ok(())
}
