//! The token endpoint: a code or a refresh token for an access token.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use gateway::{AccessToken, Issuer};
use model::{AuthorizationId, EndpointId, Scopes, Timestamp};
use serde::Serialize;
use sha2::{Digest, Sha256};
use store::{AuthorizationRecord, OauthClientRecord, OauthCodeRecord, RefreshRecord};
use subtle::ConstantTimeEq;
use url::Url;

use super::{
    OauthError, OauthProblem, authorize, clients, code, parameters::Parameters, resource,
    tokens::ACCESS_LIFETIME,
};
use crate::{
    acts::Act,
    clock::{later, until},
    installation::Installation,
    mint,
    services::Inner,
    sync::Write,
    users,
};

/// A client that does not refresh for so long has to ask the person again.
const REFRESH_LIFETIME: Duration = Duration::from_hours(30 * 24);
/// A client that lost the answer may show the token before once more; whoever shows it later has stolen it.
const GRACE: Duration = Duration::from_secs(10);
/// Clients that forget what they have connect again and again: of one client for one person at one endpoint only the
/// latest go on.
const MOST_OF_ONE_CLIENT: usize = 10;

/// The answer of the token endpoint (RFC 6749 §5.1).
#[derive(Debug, Clone, Serialize)]
pub struct TokenAnswer {
    /// Opens the endpoint.
    pub access_token: String,
    /// `Bearer`.
    pub token_type: &'static str,
    /// For so many seconds.
    pub expires_in: u64,
    /// Gets the next one.
    pub refresh_token: String,
    /// What it allows.
    pub scope: String,
}

pub(super) async fn token(
    inner: &Inner,
    at: &Url,
    parameters: &Parameters,
    authorization: Option<&str>,
) -> Result<TokenAnswer, OauthError> {
    let grant_type = parameters.need("grant_type")?;
    let client = clients::authenticate(inner, parameters, authorization).await?;
    match grant_type {
        "authorization_code" => by_code(inner, at, parameters, &client).await,
        "refresh_token" => by_refresh_token(inner, at, parameters, &client).await,
        _ => Err(OauthError::new(
            OauthProblem::UnsupportedGrantType,
            "the grant types are authorization_code and refresh_token",
        )),
    }
}

fn invalid(description: &str) -> OauthError {
    OauthError::new(OauthProblem::InvalidGrant, description)
}

async fn by_code(
    inner: &Inner,
    at: &Url,
    parameters: &Parameters,
    client: &OauthClientRecord,
) -> Result<TokenAnswer, OauthError> {
    let hash = code::hash_at(at, parameters.need("code")?);
    // An authorization is part of the configuration: whoever gets a token is known to the gateway before.
    let stranger = Act::of_stranger(&client.name, None, "oauth.end_stolen");
    let mut write = inner.keeper.begin(stranger).await?;
    let code = write.tx.oauth_codes().find(&hash).await?;
    let code = code
        .filter(|code| code.client_id == client.id)
        .ok_or_else(|| invalid("the code is unknown, or was given to another client"))?;
    if let Some(made) = code.authorization_id {
        // One of the two who showed it has stolen it.
        end(inner, write, made).await?;
        return Err(invalid(
            "the code was used before; everything that it led to is over",
        ));
    }
    let person = write.before.user(code.user_id);
    let person = person.map(|user| Act::by(&users::caller(&write.before, user), "oauth.connect"));
    let now = inner.parts.clock.now();
    if now >= code.expires_at {
        return Err(invalid("the code is too old; ask for a new one"));
    }
    check_code(at, parameters, &code, &write.before)?;
    let authorization = AuthorizationRecord {
        id: mint::id(now),
        user_id: code.user_id,
        client_id: client.id,
        endpoint_id: code.endpoint_id,
        scopes: code.scopes,
        created_at: now,
        last_used_at: None,
        expires_at: later(now, REFRESH_LIFETIME),
    };
    let refresh_token = inner.tokens.refresh(authorization.id, Issuer::of(at));
    let refresh = RefreshRecord {
        hash: code::hash(&refresh_token),
        previous: None,
        rotated_at: now,
    };
    write.tx.authorizations().insert(&authorization, &refresh).await?;
    write.tx.oauth_codes().use_up(&hash, authorization.id).await?;
    drop_oldest(&write, &authorization).await?;
    if let Some(act) = person {
        write.is_done_by(act.saying(client.name.clone()));
    }
    inner.keeper.commit(write).await?;
    Ok(answer(
        inner,
        at,
        &authorization,
        refresh_token,
        authorization.scopes,
    ))
}

/// The code was made for this redirect URI, this secret and this endpoint, and still holds.
fn check_code(
    at: &Url,
    parameters: &Parameters,
    code: &OauthCodeRecord,
    installation: &Installation,
) -> Result<(), OauthError> {
    if parameters.get("redirect_uri")? != Some(code.redirect_uri.as_str()) {
        return Err(invalid("redirect_uri is not the one that the code was sent to"));
    }
    let verifier = parameters.need("code_verifier")?;
    let shown = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier));
    if !bool::from(shown.as_bytes().ct_eq(code.challenge.as_bytes())) {
        return Err(invalid(
            "code_verifier is not the one that code_challenge was made of",
        ));
    }
    check_resource(at, parameters, code.endpoint_id, installation)?;
    let endpoint = resource::taking_tokens(installation, code.endpoint_id);
    let holds =
        endpoint.is_some_and(|endpoint| authorize::may_still_connect(installation, code.user_id, endpoint));
    if holds {
        Ok(())
    } else {
        Err(invalid("the person has no right to the endpoint any more"))
    }
}

/// A token is asked for where it was allowed (RFC 8707 §2.2).
fn check_resource(
    at: &Url,
    parameters: &Parameters,
    allowed: EndpointId,
    installation: &Installation,
) -> Result<(), OauthError> {
    let named = parameters.all("resource");
    if named.is_empty() {
        return Ok(());
    }
    let endpoint = resource::named(installation, at, &named)?;
    if endpoint.id == allowed {
        Ok(())
    } else {
        Err(OauthError::new(
            OauthProblem::InvalidTarget,
            "the person allowed another endpoint",
        ))
    }
}

async fn drop_oldest(write: &Write, new: &AuthorizationRecord) -> Result<(), OauthError> {
    let same: Vec<_> = write
        .before
        .authorizations()
        .iter()
        .filter(|it| {
            it.user_id == new.user_id && it.client_id == new.client_id && it.endpoint_id == new.endpoint_id
        })
        .collect();
    // The oldest come first.
    let too_many = (same.len() + 1).saturating_sub(MOST_OF_ONE_CLIENT);
    for old in &same[..too_many] {
        write.tx.authorizations().delete(old.id).await?;
    }
    Ok(())
}

async fn by_refresh_token(
    inner: &Inner,
    at: &Url,
    parameters: &Parameters,
    client: &OauthClientRecord,
) -> Result<TokenAnswer, OauthError> {
    let shown = parameters.need("refresh_token")?;
    let unknown = || invalid("the refresh token is unknown, expired or revoked; ask the person again");
    let id = inner
        .tokens
        .refreshes(shown, Issuer::of(at))
        .ok_or_else(unknown)?;
    let installation = inner.keeper.current().await?;
    // The next revision is not counted: to the gateway nothing changes.
    let tx = inner.parts.store.begin().await?;
    let found = tx.authorizations().find(id).await?;
    let (authorization, refresh) = found
        .filter(|(authorization, _)| authorization.client_id == client.id)
        .ok_or_else(unknown)?;
    let now = inner.parts.clock.now();
    if now >= authorization.expires_at {
        return Err(unknown());
    }
    let next_token = inner.tokens.refresh(id, Issuer::of(at));
    let Some(next) = successor(&refresh, &code::hash(shown), code::hash(&next_token), now) else {
        drop(tx);
        // One of the two who have this token has stolen it, and nobody knows which.
        let stranger = Act::of_stranger(&client.name, None, "oauth.end_stolen");
        end(inner, inner.keeper.begin(stranger).await?, id).await?;
        return Err(invalid(
            "the refresh token was used before; the connection is over, ask the person again",
        ));
    };
    check_resource(at, parameters, authorization.endpoint_id, &installation)?;
    let endpoint = resource::taking_tokens(&installation, authorization.endpoint_id).ok_or_else(unknown)?;
    if !authorize::may_still_connect(&installation, authorization.user_id, endpoint) {
        return Err(unknown());
    }
    let scopes = narrowed(parameters, authorization.scopes)?;
    let expires_at = later(now, REFRESH_LIFETIME);
    tx.authorizations().rotate(id, &next, expires_at).await?;
    tx.commit().await?;
    Ok(answer(inner, at, &authorization, next_token, scopes))
}

/// What is valid after a refresh token was shown: nothing when it was used before. The one before the valid one may come
/// again for a moment, in case its answer was lost, and that moment grows no longer by it.
fn successor(
    now_valid: &RefreshRecord,
    shown: &[u8; 32],
    next: [u8; 32],
    now: Timestamp,
) -> Option<RefreshRecord> {
    if bool::from(shown.ct_eq(&now_valid.hash)) {
        return Some(RefreshRecord {
            hash: next,
            previous: Some(now_valid.hash),
            rotated_at: now,
        });
    }
    let previous = now_valid.previous?;
    let is_in_time = !until(now, later(now_valid.rotated_at, GRACE)).is_zero();
    (bool::from(shown.ct_eq(&previous)) && is_in_time).then_some(RefreshRecord {
        hash: next,
        previous: Some(previous),
        rotated_at: now_valid.rotated_at,
    })
}

fn narrowed(parameters: &Parameters, allowed: Scopes) -> Result<Scopes, OauthError> {
    let Some(asked) = parameters.get("scope")? else {
        return Ok(allowed);
    };
    let asked = Scopes::known_in(asked);
    if asked.is_empty() || !allowed.covers(asked) {
        return Err(OauthError::new(
            OauthProblem::InvalidScope,
            format!("the person allowed {allowed}"),
        ));
    }
    Ok(asked)
}

/// Ends an authorization: its tokens are refused from now on.
pub(super) async fn end(inner: &Inner, write: Write, id: AuthorizationId) -> Result<(), OauthError> {
    write.tx.authorizations().delete(id).await?;
    inner.keeper.commit(write).await?;
    Ok(())
}

fn answer(
    inner: &Inner,
    at: &Url,
    authorization: &AuthorizationRecord,
    refresh_token: String,
    scopes: Scopes,
) -> TokenAnswer {
    TokenAnswer {
        access_token: inner.tokens.access(AccessToken {
            authorization_id: authorization.id,
            endpoint_id: authorization.endpoint_id,
            scopes,
            issuer: Issuer::of(at),
        }),
        token_type: "Bearer",
        expires_in: ACCESS_LIFETIME.as_secs(),
        refresh_token,
        scope: scopes.to_string(),
    }
}
