//! Somebody comes by a provider with the mail address of an account that is not linked: who knows its password links the two.

use std::{net::IpAddr, time::Duration};

use model::{LinkOfferView, Problem};
use serde::{Deserialize, Serialize};
use store::{IdentityKind, OidcProviderRecord, SignInAttemptRecord, UserRecord};

use super::{
    Sso, attempt,
    finish::Vouched,
    person,
    refusal::Refusal,
    sign_out::{self, SsoTicket},
    switches,
};
use crate::{
    Caller, Error, Result,
    acts::Act,
    clock::{later, until},
    keys, mint,
    services::Inner,
};

/// Time to type a password.
const LASTS: Duration = Duration::from_mins(10);
/// 43 letters and digits are 256 bits.
const TOKEN_LENGTH: usize = 43;
/// What the account at the provider is sealed for.
const PLACE: &[u8] = b"sign-in link offer";

/// What lets a browser link what it came with.
#[derive(Debug)]
pub struct LinkOffer {
    /// What it has to keep, in a cookie, and nobody else has.
    pub browser: String,
    /// For how long.
    pub lasts: Duration,
}

/// Somebody who linked an account, and is signed in by it.
#[derive(Debug)]
pub struct LinkedByPassword {
    /// Who.
    pub caller: Caller,
    /// Where they wanted to go: a path of this site.
    pub next: String,
    /// What signs them out at the provider.
    pub ticket: SsoTicket,
}

/// What the provider said, until the password is typed.
#[derive(Serialize, Deserialize)]
struct Kept {
    vouched: Vouched,
    next: String,
}

/// An offer that still holds.
struct Open {
    provider: OidcProviderRecord,
    user: UserRecord,
    kept: Kept,
}

/// Remembers who came, when the account has a password to be typed.
pub(super) async fn make(
    inner: &Inner,
    provider: &OidcProviderRecord,
    vouched: Vouched,
    next: String,
) -> std::result::Result<Option<LinkOffer>, Refusal> {
    let store = &inner.parts.store;
    if !switches::by_password(&store.settings()).await? {
        return Ok(None);
    }
    let email = vouched.claims.email.clone().unwrap_or_default();
    let Some(user) = store.users().find_by_email(&email).await? else {
        return Ok(None);
    };
    if store.identities().find_password(user.id).await?.is_none() {
        return Ok(None);
    }
    let browser = mint::text(TOKEN_LENGTH);
    // The cookie alone opens it: nothing of it stands in a URL.
    let hash = keys::hash(&browser);
    let plain = serde_json::to_vec(&Kept { vouched, next }).expect("texts are JSON");
    let record = SignInAttemptRecord {
        state_hash: hash,
        browser_hash: hash,
        provider_id: provider.id,
        user_id: Some(user.id),
        secrets: inner.parts.sealer.seal(PLACE, &plain),
        expires_at: later(inner.parts.clock.now(), LASTS),
    };
    attempt::insert(inner, &record).await?;
    Ok(Some(LinkOffer {
        browser,
        lasts: LASTS,
    }))
}

impl Sso<'_> {
    /// What this browser may link; nothing when that is over. For everyone.
    pub async fn link_offer(&self, browser: Option<&str>) -> Result<Option<LinkOfferView>> {
        let open = self.open(browser).await?;
        Ok(open.map(|open| LinkOfferView {
            provider: open.provider.name,
            email: open.user.email,
        }))
    }

    /// Links what this browser came with to the account whose password this is, and signs in. For everyone; who guesses
    /// has to wait, as at sign-in.
    pub async fn link_by_password(
        &self,
        browser: Option<&str>,
        password: String,
        address: IpAddr,
    ) -> Result<LinkedByPassword> {
        let inner = self.inner;
        let Open { provider, user, kept } = self.open(browser).await?.ok_or(Error::NotFound)?;
        let throttle = &inner.throttle;
        throttle
            .admit(&user.email, address, inner.parts.clock.instant())
            .map_err(|retry_after| Error::Throttled { retry_after })?;
        let store = &inner.parts.store;
        switches::require_password(&store.settings()).await?;
        let known = store.identities().find_password(user.id).await?;
        let hash = known.and_then(|identity| match identity.kind {
            IdentityKind::Password { hash } => Some(hash),
            IdentityKind::Oidc { .. } => None,
        });
        if !inner.passwords.verify(password, hash).await? {
            let act = Act::of_stranger(&user.email, Some(address), "sign_in.link_by_password");
            inner.note(act.refused()).await?;
            return Err(Error::field("password", Problem::Wrong));
        }
        throttle.succeed(&user.email, address);
        self.use_up(browser).await?;
        let Vouched {
            issuer,
            claims,
            id_token,
        } = &kept.vouched;
        let linked = async {
            person::link(inner, user.id, issuer, claims, &provider).await?;
            person::sign_in(inner, &provider, issuer, claims).await
        };
        let caller = linked.await.map_err(|refusal: Refusal| {
            let problem = refusal.noted(&provider.slug);
            Error::Unavailable(format!(
                "the account could not be linked ({}); sign in again",
                problem.as_str()
            ))
        })?;
        Ok(LinkedByPassword {
            ticket: sign_out::ticket(inner, provider.id, id_token),
            next: kept.next,
            caller,
        })
    }

    /// The offer of this browser, as long as it holds.
    async fn open(&self, browser: Option<&str>) -> Result<Option<Open>> {
        let Some(hash) = browser.map(keys::hash) else {
            return Ok(None);
        };
        let parts = &self.inner.parts;
        let found = parts.store.sign_in_attempts().find(&hash, &hash).await?;
        let is_open = |attempt: &SignInAttemptRecord| !until(parts.clock.now(), attempt.expires_at).is_zero();
        let Some(attempt) = found.filter(is_open) else {
            return Ok(None);
        };
        let installation = self.inner.keeper.current().await?;
        let provider = installation.provider(attempt.provider_id);
        let user = attempt.user_id.and_then(|id| installation.user(id));
        let plain = parts.sealer.open(PLACE, &attempt.secrets).ok();
        let kept = plain.and_then(|plain| serde_json::from_slice(&plain).ok());
        let (Some(provider), Some(user), Some(kept)) =
            (provider.filter(|provider| provider.enabled), user, kept)
        else {
            return Ok(None);
        };
        Ok(Some(Open {
            provider: provider.clone(),
            user: user.clone(),
            kept,
        }))
    }

    /// Of two who send the same at the same time, one succeeds.
    async fn use_up(&self, browser: Option<&str>) -> Result<()> {
        let hash = keys::hash(browser.unwrap_or_default());
        let tx = self.inner.parts.store.begin().await?;
        tx.sign_in_attempts()
            .take(&hash, &hash)
            .await?
            .ok_or(Error::NotFound)?;
        Ok(tx.commit().await?)
    }
}
