//! Which person an account at a provider is.

use model::{ActVerb, CreationPolicy, InviteInput, Role, SignInProblem, Timestamp, UserId};
use store::{IdentityAccount, IdentityKind, IdentityRecord, OidcProviderRecord, Tx, UserRecord};

use super::{
    claims::{Claims, ruled_role},
    finish::account,
    refusal::Refusal,
    switches,
    teams::TeamChanges,
    waiting,
};
use crate::{Caller, acts::Act, last_admin::is_last_admin, mint, services::Inner, sync::Write, users};

/// The person whose account it is; somebody new as the provider's settings say.
pub(super) async fn sign_in(
    inner: &Inner,
    provider: &OidcProviderRecord,
    issuer: &str,
    claims: &Claims,
) -> Result<Caller, Refusal> {
    let store = &inner.parts.store;
    match store.identities().find_oidc(issuer, &claims.subject).await? {
        Some(identity) => known(inner, provider, &identity, claims).await,
        None => newcomer(inner, provider, issuer, claims).await,
    }
}

/// Links an account at a provider to a person.
pub(super) async fn link(
    inner: &Inner,
    user_id: UserId,
    issuer: &str,
    claims: &Claims,
    provider: &OidcProviderRecord,
) -> Result<(), Refusal> {
    // What the provider says of them may open endpoints: the gateway hears of it.
    let mut write = inner.keeper.begin(Act::of_system("sign_in.link_account")).await?;
    if let Some(user) = write.before.user(user_id) {
        let act = Act::by(&users::caller(&write.before, user), "sign_in.link_account");
        write.is_done_by(act.about(
            ActVerb::Changed,
            "user",
            Some(user_id.as_uuid()),
            user.name.clone(),
        ));
    }
    let tx = &write.tx;
    match tx.identities().find_oidc(issuer, &claims.subject).await? {
        Some(identity) if identity.user_id != user_id => {
            return Err(Refusal::new(
                SignInProblem::LinkedElsewhere,
                format!("the account belongs to the person {}", identity.user_id),
            ));
        }
        Some(identity) => {
            let account = account(inner, provider, claims);
            tx.identities()
                .note_account(identity.id, &account, inner.parts.clock.now())
                .await?;
        }
        None => insert_identity(inner, tx, user_id, issuer, claims, provider).await?,
    }
    inner.keeper.commit(write).await?;
    tracing::info!(user.id = %user_id, provider = provider.slug, "an account at a provider was linked");
    Ok(())
}

async fn known(
    inner: &Inner,
    provider: &OidcProviderRecord,
    identity: &IdentityRecord,
    claims: &Claims,
) -> Result<Caller, Refusal> {
    let gone = || Refusal::new(SignInProblem::Failed, "the account's person is gone");
    let installation = inner.keeper.current().await?;
    let user = installation.user(identity.user_id).ok_or_else(gone)?;
    let (account, now) = (account(inner, provider, claims), inner.parts.clock.now());
    let teams = TeamChanges::of(&installation, provider, user.id, &claims.groups, now);
    let is_news = !says_the_same(&identity.kind, &account)
        || !teams.is_empty()
        || ruled_role(provider, &claims.groups).is_some_and(|role| role != user.role);
    if !is_news {
        let tx = inner.parts.store.begin().await?;
        tx.identities().note_account(identity.id, &account, now).await?;
        tx.commit().await?;
        return Ok(users::caller(&installation, user));
    }
    // The provider says what they are.
    let act = Act::of_system("sign_in.follow_rules").saying(provider.slug.clone());
    let write = inner.keeper.begin(act).await?;
    let identities = write.tx.identities();
    identities.note_account(identity.id, &account, now).await?;
    let user = write.before.user(identity.user_id).ok_or_else(gone)?;
    follow_rules(&write, provider, user, &claims.groups, now).await?;
    let after = inner.keeper.commit(write).await?;
    let user = after.user(identity.user_id).ok_or_else(gone)?;
    Ok(users::caller(&after, user))
}

/// What decides about endpoints is as it was.
fn says_the_same(known: &IdentityKind, said: &IdentityAccount) -> bool {
    match known {
        IdentityKind::Oidc { account, .. } => {
            account.provider_id == said.provider_id && account.groups == said.groups
        }
        IdentityKind::Password { .. } => false,
    }
}

/// Role and teams become what the provider's rules say. Who is needed as administrator keeps the role.
async fn follow_rules(
    write: &Write,
    provider: &OidcProviderRecord,
    user: &UserRecord,
    groups: &[String],
    now: Timestamp,
) -> Result<(), Refusal> {
    let teams = TeamChanges::of(&write.before, provider, user.id, groups, now);
    teams.carry_out(&write.tx, user.id).await?;
    let Some(role) = ruled_role(provider, groups).filter(|role| *role != user.role) else {
        return Ok(());
    };
    let is_needed = user.role == Role::Admin
        && (is_last_admin(&write.before, user.id) || !switches::has_way_in(&write.tx, Some(user.id)).await?);
    if is_needed {
        tracing::warn!(user.id = %user.id, "keeps the role although the provider's rules say another: nobody else could administer");
        return Ok(());
    }
    let changed = UserRecord {
        role,
        updated_at: now,
        ..user.clone()
    };
    Ok(write.tx.users().update(&changed).await.map(drop)?)
}

async fn newcomer(
    inner: &Inner,
    provider: &OidcProviderRecord,
    issuer: &str,
    claims: &Claims,
) -> Result<Caller, Refusal> {
    let refuse = |problem| Err(Refusal::of(problem));
    let newcomer = InviteInput {
        email: claims.email.clone().unwrap_or_default(),
        name: claims.name.clone(),
        role: ruled_role(provider, &claims.groups).unwrap_or(provider.default_role),
    };
    let act = Act::of_stranger(&newcomer.email, None, "sign_in.arrive").saying(provider.slug.clone());
    let write = inner.keeper.begin(act).await?;
    if write.before.users().is_empty() {
        return refuse(SignInProblem::NotSetUp);
    }
    if newcomer.validate().is_err() {
        return refuse(SignInProblem::NoEmail);
    }
    // Before anything is said about accounts: it could be somebody else's address.
    if !claims.is_verified && !provider.trust_unverified_email {
        return refuse(SignInProblem::UnverifiedEmail);
    }
    // It is not theirs by the address alone: who has it links it.
    if write.tx.users().find_by_email(&newcomer.email).await?.is_some() {
        return refuse(SignInProblem::AccountExists);
    }
    if provider.creation == CreationPolicy::Off || !switches::sign_up(&write.tx.settings()).await? {
        return refuse(SignInProblem::Closed);
    }
    if !is_let_in(&newcomer.email, &provider.allowed_domains) {
        return refuse(SignInProblem::ForeignDomain);
    }
    if provider.creation == CreationPolicy::Approved {
        let waits = waiting::add(inner, &write.tx, provider, issuer, claims, newcomer).await;
        inner.keeper.commit(write).await?;
        return waits.and(refuse(SignInProblem::Waiting));
    }
    let user = new_user(inner, newcomer);
    write.tx.users().insert(&user).await?;
    insert_identity(inner, &write.tx, user.id, issuer, claims, provider).await?;
    let teams = TeamChanges::of(&write.before, provider, user.id, &claims.groups, user.created_at);
    teams.carry_out(&write.tx, user.id).await?;
    let after = inner.keeper.commit(write).await?;
    tracing::info!(user.id = %user.id, provider = provider.slug, "a provider brought somebody new");
    Ok(users::caller(&after, &user))
}

/// A person who has no password.
pub(super) fn new_user(inner: &Inner, newcomer: InviteInput) -> UserRecord {
    let now = inner.parts.clock.now();
    UserRecord {
        id: mint::id(now),
        name: newcomer.name,
        email: newcomer.email,
        role: newcomer.role,
        runs_commands: false,
        created_at: now,
        updated_at: now,
        version: 1,
    }
}

async fn insert_identity(
    inner: &Inner,
    tx: &Tx,
    user_id: UserId,
    issuer: &str,
    claims: &Claims,
    provider: &OidcProviderRecord,
) -> Result<(), Refusal> {
    let now = inner.parts.clock.now();
    let identity = IdentityRecord {
        id: mint::id(now),
        user_id,
        kind: IdentityKind::Oidc {
            issuer: issuer.to_owned(),
            subject: claims.subject.clone(),
            account: account(inner, provider, claims),
        },
        created_at: now,
        updated_at: now,
    };
    Ok(tx.identities().insert(&identity).await?)
}

/// A domain lets in itself, not what is below it.
fn is_let_in(email: &str, domains: &[String]) -> bool {
    let domain = email.rsplit('@').next().unwrap_or_default().to_lowercase();
    domains.is_empty() || domains.contains(&domain)
}

#[cfg(test)]
mod tests {
    use super::is_let_in;

    #[test]
    fn a_domain_lets_in_itself() {
        let domains = ["example.com".to_owned()];
        assert!(is_let_in("Ada@Example.COM", &domains));
        assert!(is_let_in("ada@anything.org", &[]));
        for foreign in [
            "ada@example.com.evil.org",
            "ada@sub.example.com",
            "example.com",
            "ada@notexample.com",
        ] {
            let is_the_domain = foreign == "example.com";
            assert_eq!(is_let_in(foreign, &domains), is_the_domain, "{foreign}");
        }
    }
}
