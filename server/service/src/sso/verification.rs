//! An ID token says who somebody is when its signature, issuer, audience, times and nonce are right (OpenID Connect
//! Core §3.1.3.7).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use model::{SignInProblem, Timestamp};
use openidconnect::{
    ClaimsVerificationError, ClientId, IssuerUrl, Nonce, SignatureVerificationError,
    core::{CoreIdToken, CoreIdTokenVerifier, CoreJwsSigningAlgorithm as Alg},
};
use serde_json::{Map, Value};
use store::OidcProviderRecord;

use super::{
    discovery::{self, Discovered},
    refusal::Refusal,
};
use crate::services::Inner;

/// Clocks of two machines may differ by so much.
const CLOCK_SKEW: TimeDelta = TimeDelta::seconds(60);
/// Signatures that need no secret of ours: whoever knows the client secret shall not be able to make tokens.
const ALGORITHMS: [Alg; 9] = [
    Alg::RsaSsaPkcs1V15Sha256,
    Alg::RsaSsaPkcs1V15Sha384,
    Alg::RsaSsaPkcs1V15Sha512,
    Alg::RsaSsaPssSha256,
    Alg::RsaSsaPssSha384,
    Alg::RsaSsaPssSha512,
    Alg::EcdsaP256Sha256,
    Alg::EcdsaP384Sha384,
    Alg::EdDsa,
];

/// Why a token is not believed.
enum Doubt {
    /// No known key has made its signature; the provider may have a new one.
    Key(String),
    /// Anything else.
    Other(String),
}

/// What a token says, when it is believed. The provider's keys are fetched once more when none of them fits.
pub(super) async fn verified(
    inner: &Inner,
    provider: &OidcProviderRecord,
    discovered: &Discovered,
    id_token: &str,
    nonce: &str,
) -> Result<Map<String, Value>, Refusal> {
    let now = inner.parts.clock.now();
    let untrusted = |why: String| Refusal::new(SignInProblem::Untrusted, why);
    let again = match check(provider, discovered, id_token, nonce, now) {
        Ok(()) => return payload(id_token).map_err(untrusted),
        Err(Doubt::Other(why)) => return Err(untrusted(why)),
        Err(Doubt::Key(why)) => {
            tracing::info!(
                provider = provider.slug,
                why,
                "a key of the provider is unknown; asking for its keys"
            );
            discovery::with_new_keys(inner, &provider.issuer, discovered).await
        }
    };
    let again = again.map_err(|why| Refusal::new(SignInProblem::Unreachable, why))?;
    match check(provider, &again, id_token, nonce, now) {
        Ok(()) => payload(id_token).map_err(untrusted),
        Err(Doubt::Key(why) | Doubt::Other(why)) => Err(untrusted(why)),
    }
}

fn check(
    provider: &OidcProviderRecord,
    discovered: &Discovered,
    id_token: &str,
    nonce: &str,
    now: Timestamp,
) -> Result<(), Doubt> {
    let other = |why: String| Doubt::Other(why);
    let token: CoreIdToken = id_token
        .parse()
        .map_err(|error: serde_json::Error| other(format!("it is no ID token: {error}")))?;
    let issuer = IssuerUrl::new(discovered.issuer.clone()).map_err(|error| other(error.to_string()))?;
    let now: DateTime<Utc> = DateTime::from_timestamp_millis(now.as_millis())
        .ok_or_else(|| other("our clock is out of its range".to_owned()))?;
    let client = ClientId::new(provider.client_id.clone());
    let verifier = CoreIdTokenVerifier::new_public_client(client, issuer, discovered.keys.clone())
        .set_allowed_algs(ALGORITHMS)
        .set_time_fn(move || now - CLOCK_SKEW)
        .set_issue_time_verifier_fn(move |issued| {
            if issued > now + CLOCK_SKEW {
                return Err(format!("it was issued at {issued}, which is in the future"));
            }
            Ok(())
        });
    match token.claims(&verifier, &Nonce::new(nonce.to_owned())) {
        Ok(_) => Ok(()),
        Err(ClaimsVerificationError::SignatureVerification(cause)) => Err(match cause {
            SignatureVerificationError::NoMatchingKey
            | SignatureVerificationError::AmbiguousKeyId(_)
            | SignatureVerificationError::CryptoError(_) => Doubt::Key(cause.to_string()),
            cause => Doubt::Other(cause.to_string()),
        }),
        Err(error) => Err(other(error.to_string())),
    }
}

/// Everything that a token says, claims of the provider's own included.
fn payload(id_token: &str) -> Result<Map<String, Value>, String> {
    let text = id_token.split('.').nth(1).unwrap_or_default();
    let text = URL_SAFE_NO_PAD.decode(text).map_err(|error| error.to_string())?;
    serde_json::from_slice(&text).map_err(|error| error.to_string())
}
