//! Authorization codes.

use std::time::Duration;

use model::Scopes;
use sha2::{Digest, Sha256};
use store::OauthCodeRecord;
use url::Url;

use super::{OauthError, resource::issuer, tokens::Pending};
use crate::{clock::later, mint, services::Inner};

/// How long a code is good for.
const LIFETIME: Duration = Duration::from_mins(1);
/// How long a code that is over is remembered, to notice that somebody shows it again.
pub(super) const REMEMBERED: Duration = Duration::from_mins(30);
/// 43 letters and digits are 256 bits.
const RANDOM_LENGTH: usize = 43;

/// What is stored in place of something random: nobody can guess it from its hash.
pub(super) fn hash(text: &str) -> [u8; 32] {
    Sha256::digest(text).into()
}

/// What is stored in place of a code. It is unknown to any issuer but its own.
pub(super) fn hash_at(at: &Url, code: &str) -> [u8; 32] {
    hash(&format!("{} {code}", issuer(at)))
}

/// A new code for what a person allowed.
pub(super) async fn issue(inner: &Inner, at: &Url, allowed: &Pending) -> Result<String, OauthError> {
    let code = format!("mcp_code_{}", mint::text(RANDOM_LENGTH));
    let record = OauthCodeRecord {
        hash: hash_at(at, &code),
        user_id: allowed.user,
        client_id: allowed.client,
        endpoint_id: allowed.endpoint,
        redirect_uri: allowed.redirect_uri.clone(),
        challenge: allowed.challenge.clone(),
        scopes: Scopes::from_bits(allowed.scopes),
        expires_at: later(inner.parts.clock.now(), LIFETIME),
        authorization_id: None,
    };
    // No change of the configuration: nobody can do anything with it yet.
    let tx = inner.parts.store.begin().await?;
    tx.oauth_codes().insert(&record).await?;
    tx.commit().await?;
    Ok(code)
}
