//! People who signed in by a provider, or registered, and wait to be let in.

use model::{
    ActVerb, InviteInput, Permission, Role, SignInProblem, SignUpRequestId, SignUpRequestView, UserId,
};
use store::{
    IdentityAccount, IdentityKind, IdentityRecord, OidcProviderRecord, RegistrationRecord,
    SignUpRequestRecord, Tx,
};

use super::{Sso, claims::Claims, person, refusal::Refusal};
use crate::{Caller, Error, Result, acts::Act, changes::Changed, mint, services::Inner, users};

/// People who wait at once.
const MOST_WAITING: u64 = 1000;

impl Sso<'_> {
    /// Everybody who waits, the longest first.
    pub async fn waiting(&self, caller: &Caller) -> Result<Vec<SignUpRequestView>> {
        caller.require(Permission::KeepPeople)?;
        let store = &self.inner.parts.store;
        let installation = self.inner.keeper.current().await?;
        let by_provider = store.sign_up_requests().list().await?.into_iter().map(|request| {
            let provider = installation.provider(request.provider_id);
            SignUpRequestView {
                provider: Some(provider.map_or(request.issuer, |provider| provider.name.clone())),
                id: request.id,
                name: request.name,
                email: request.email,
                role: request.role,
                created_at: request.created_at,
            }
        });
        let by_form = store
            .registrations()
            .list()
            .await?
            .into_iter()
            .map(|registration| SignUpRequestView {
                provider: None,
                id: registration.id,
                name: registration.name,
                email: registration.email,
                role: Role::Member,
                created_at: registration.created_at,
            });
        let mut waiting: Vec<_> = by_provider.chain(by_form).collect();
        waiting.sort_by_key(|request| (request.created_at, request.id));
        Ok(waiting)
    }

    /// Lets somebody in: they have an account from now on, and sign in with the provider, or the password that they chose.
    pub async fn let_in(&self, caller: &Caller, id: SignUpRequestId) -> Result<()> {
        caller.require(Permission::KeepPeople)?;
        let write = self.inner.keeper.begin(Act::by(caller, "sign_in.let_in")).await?;
        let Some(request) = write.tx.sign_up_requests().take(id).await? else {
            let registration = write.tx.registrations().take(id).await?;
            let user = registered(&write.tx, registration.ok_or(Error::NotFound)?, self.inner).await?;
            self.inner.keeper.commit(write).await?;
            tracing::info!(user.id = %user, by = %caller.user_id, "somebody who registered is let in");
            return Ok(());
        };
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
        let act = Act::by(caller, "sign_in.turn_away").about(
            ActVerb::Deleted,
            "request",
            Some(id.as_uuid()),
            String::new(),
        );
        let tx = self.inner.begin(act).await?;
        let is_gone =
            tx.sign_up_requests().take(id).await?.is_some() || tx.registrations().take(id).await?.is_some();
        if !is_gone {
            return Err(Error::NotFound);
        }
        tx.commit().await?;
        self.inner.changes.tell(Changed::Users);
        Ok(())
    }
}

/// Who registered has an account from now on.
async fn registered(tx: &Tx, registration: RegistrationRecord, inner: &Inner) -> Result<UserId> {
    let newcomer = InviteInput {
        email: registration.email,
        name: registration.name,
        role: Role::Member,
    };
    let user = person::new_user(inner, newcomer);
    users::insert(tx, &user, Some(registration.password_hash)).await?;
    Ok(user.id)
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
