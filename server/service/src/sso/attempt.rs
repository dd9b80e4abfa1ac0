//! Somebody is sent to a provider, and comes back once.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use model::{SignInProblem, UserId, local_path};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::{OidcProviderRecord, SignInAttemptRecord};
use url::Url;

use super::{
    discovery::{self, Discovered},
    provider,
    refusal::Refusal,
};
use crate::{
    Caller,
    clock::{later, until},
    keys, mint,
    services::Inner,
};

/// Time to sign in there, with whatever is asked on the way.
const LASTS: Duration = Duration::from_mins(10);
/// Bounds what strangers can make us store.
const MOST_ATTEMPTS: u64 = 10_000;
/// 43 letters and digits are 256 bits, and as many as a PKCE verifier has at least.
const TOKEN_LENGTH: usize = 43;
/// What the secrets are sealed for.
const PLACE: &[u8] = b"sign-in attempt";

/// A browser that is on its way to a provider.
#[derive(Debug)]
pub struct Departure {
    /// Where it goes.
    pub url: String,
    /// What it has to keep, in a cookie, and nobody else has.
    pub browser: String,
    /// For how long.
    pub lasts: Duration,
}

/// What has to be the same when somebody comes back.
#[derive(Serialize, Deserialize)]
pub(super) struct Secrets {
    pub(super) nonce: String,
    pub(super) verifier: String,
    pub(super) next: String,
    /// Where the browser comes back to: where its cookie is.
    pub(super) callback: String,
}

/// An attempt that came back.
pub(super) struct Attempt {
    pub(super) provider: OidcProviderRecord,
    pub(super) user_id: Option<UserId>,
    pub(super) secrets: Secrets,
}

/// Remembers an attempt, and says where it goes.
pub(super) async fn begin(
    inner: &Inner,
    at: &Url,
    slug: &str,
    next: &str,
    links: Option<&Caller>,
) -> Result<Departure, Refusal> {
    let provider = enabled(inner, slug).await?;
    let discovered = discovery::discover(inner, &provider.issuer).await;
    let discovered = discovered.map_err(|why| Refusal::new(SignInProblem::Unreachable, why))?;
    let secrets = Secrets {
        nonce: mint::text(TOKEN_LENGTH),
        verifier: mint::text(TOKEN_LENGTH),
        next: local_path(next).to_owned(),
        callback: provider::callback_url(at, &provider),
    };
    let (state, browser) = (mint::text(TOKEN_LENGTH), mint::text(TOKEN_LENGTH));
    let now = inner.parts.clock.now();
    let plain = serde_json::to_vec(&secrets).expect("texts are JSON");
    let record = SignInAttemptRecord {
        state_hash: keys::hash(&state),
        browser_hash: keys::hash(&browser),
        provider_id: provider.id,
        user_id: links.map(|caller| caller.user_id),
        secrets: inner.parts.sealer.seal(PLACE, &plain),
        expires_at: later(now, LASTS),
    };
    insert(inner, &record).await?;
    Ok(Departure {
        url: destination(&provider, &discovered, &state, &secrets)?,
        browser,
        lasts: LASTS,
    })
}

/// Remembers one more, when there is room for it.
pub(super) async fn insert(inner: &Inner, record: &SignInAttemptRecord) -> Result<(), Refusal> {
    let tx = inner.parts.store.begin().await?;
    tx.sign_in_attempts()
        .delete_expired(inner.parts.clock.now())
        .await?;
    if tx.sign_in_attempts().count().await? >= MOST_ATTEMPTS {
        return Err(Refusal::new(
            SignInProblem::TooMany,
            format!("{MOST_ATTEMPTS} people are on their way already"),
        ));
    }
    tx.sign_in_attempts().insert(record).await?;
    Ok(tx.commit().await?)
}

/// The attempt that comes back with this state from this browser. It never comes back again.
pub(super) async fn take(inner: &Inner, slug: &str, state: &str, browser: &str) -> Result<Attempt, Refusal> {
    let tx = inner.parts.store.begin().await?;
    let taken = tx
        .sign_in_attempts()
        .take(&keys::hash(state), &keys::hash(browser))
        .await?;
    tx.commit().await?;
    let unknown = || Refusal::new(SignInProblem::Expired, "no such attempt of this browser");
    let taken = taken.ok_or_else(unknown)?;
    if until(inner.parts.clock.now(), taken.expires_at).is_zero() {
        return Err(Refusal::new(SignInProblem::Expired, "the attempt is too old"));
    }
    let provider = enabled(inner, slug).await?;
    if provider.id != taken.provider_id {
        return Err(Refusal::new(
            SignInProblem::Expired,
            "it went to another provider",
        ));
    }
    let plain = inner.parts.sealer.open(PLACE, &taken.secrets);
    let plain = plain.map_err(|error| Refusal::new(SignInProblem::Expired, error.to_string()))?;
    let secrets = serde_json::from_slice(&plain)
        .map_err(|error| Refusal::new(SignInProblem::Failed, error.to_string()))?;
    Ok(Attempt {
        provider,
        user_id: taken.user_id,
        secrets,
    })
}

async fn enabled(inner: &Inner, slug: &str) -> Result<OidcProviderRecord, Refusal> {
    let found = inner.parts.store.oidc_providers().find_by_slug(slug).await?;
    found
        .filter(|provider| provider.enabled)
        .ok_or_else(|| Refusal::of(SignInProblem::NoProvider))
}

/// The request of OpenID Connect Core §3.1.2.1, with PKCE whether the provider knows it or not.
fn destination(
    provider: &OidcProviderRecord,
    discovered: &Discovered,
    state: &str,
    secrets: &Secrets,
) -> Result<String, Refusal> {
    let mut url = match &provider.authorization_url {
        Some(own) => Url::parse(own)
            .map_err(|error| Refusal::new(SignInProblem::Unreachable, format!("{own} is no URL: {error}")))?,
        None => discovered.authorization_endpoint.clone(),
    };
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&secrets.verifier));
    url.query_pairs_mut()
        .append_pair("response_type", "code")
        .append_pair("client_id", &provider.client_id)
        .append_pair("redirect_uri", &secrets.callback)
        .append_pair("scope", &provider.scopes)
        .append_pair("state", state)
        .append_pair("nonce", &secrets.nonce)
        .append_pair("code_challenge", &challenge)
        .append_pair("code_challenge_method", "S256");
    Ok(url.into())
}
