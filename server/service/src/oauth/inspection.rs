//! What may be asked about tokens, and taking them back: RFC 7662, RFC 7009, and who stands behind one.

use gateway::Issuer;
use model::{AuthorizationId, Scope};
use serde_json::{Value, json};
use store::{AuthorizationRecord, OauthClientRecord};
use url::Url;

use super::{OauthError, OauthProblem, clients, exchange, parameters::Parameters, resource, tokens::Claims};
use crate::{acts::Act, installation::Installation, services::Inner};

/// What an access token says that was issued here.
fn claims(inner: &Inner, at: &Url, token: &str) -> Option<Claims> {
    let claims = inner.tokens.claims(token);
    claims.filter(|claims| claims.token.issuer == Issuer::of(at))
}

/// The authorization behind an access or a refresh token that was issued here.
fn authorization_of(inner: &Inner, at: &Url, token: &str) -> Option<AuthorizationId> {
    claims(inner, at, token)
        .map(|claims| claims.token.authorization_id)
        .or_else(|| inner.tokens.refreshes(token, Issuer::of(at)))
}

fn alive(installation: &Installation, id: AuthorizationId) -> Option<&AuthorizationRecord> {
    installation.authorizations().iter().find(|it| it.id == id)
}

/// Takes a token back, and with it everything that belongs to the same connection. A token that is none, or another
/// client's, gets the same answer: there is nothing to take back (RFC 7009 §2.2).
pub(super) async fn revoke(
    inner: &Inner,
    at: &Url,
    parameters: &Parameters,
    header: Option<&str>,
) -> Result<(), OauthError> {
    let client = clients::authenticate(inner, parameters, header).await?;
    let Some(id) = authorization_of(inner, at, parameters.need("token")?) else {
        return Ok(());
    };
    let act = Act::of_stranger(&client.name, None, "oauth.revoke");
    let write = inner.keeper.begin(act).await?;
    let is_own = alive(&write.before, id).is_some_and(|it| it.client_id == client.id);
    if is_own {
        exchange::end(inner, write, id).await?;
    }
    Ok(())
}

/// What a token says, to the client that it was given to. Clients without a secret could not prove that they are that one.
pub(super) async fn introspect(
    inner: &Inner,
    at: &Url,
    parameters: &Parameters,
    header: Option<&str>,
) -> Result<Value, OauthError> {
    let client = clients::authenticate(inner, parameters, header).await?;
    if client.secret_hash.is_none() {
        return Err(OauthError::new(
            OauthProblem::InvalidClient,
            "only clients with a secret may ask about tokens",
        ));
    }
    let token = parameters.need("token")?;
    let installation = inner.keeper.current().await?;
    let described = claims(inner, at, token).and_then(|claims| describe(at, &installation, &client, &claims));
    Ok(described.unwrap_or_else(|| json!({ "active": false })))
}

fn describe(
    at: &Url,
    installation: &Installation,
    client: &OauthClientRecord,
    claims: &Claims,
) -> Option<Value> {
    let authorization = alive(installation, claims.token.authorization_id)?;
    let endpoint = resource::taking_tokens(installation, claims.token.endpoint_id)?;
    (authorization.client_id == client.id).then(|| {
        json!({
            "active": true,
            "scope": claims.token.scopes.to_string(),
            "client_id": client.client_id,
            "token_type": "Bearer",
            "sub": authorization.user_id,
            "aud": resource::url(at, &endpoint.name, "mcp"),
            "iss": resource::issuer(at),
            "iat": claims.issued_at.as_millis() / 1000,
            "exp": claims.expires_at.as_millis() / 1000,
        })
    })
}

/// The person behind an access token: as much of them as they allowed.
pub(super) async fn userinfo(inner: &Inner, at: &Url, token: Option<&str>) -> Result<Value, OauthError> {
    let refused = || {
        OauthError::new(
            OauthProblem::InvalidToken,
            "send a valid access token as Authorization: Bearer",
        )
    };
    let claims = token
        .and_then(|token| claims(inner, at, token))
        .ok_or_else(refused)?;
    let installation = inner.keeper.current().await?;
    let user = alive(&installation, claims.token.authorization_id)
        .and_then(|authorization| installation.user(authorization.user_id))
        .ok_or_else(refused)?;
    let mut info = json!({ "sub": user.id });
    if claims.token.scopes.has(Scope::Profile) {
        info["name"] = json!(user.name);
    }
    if claims.token.scopes.has(Scope::Email) {
        info["email"] = json!(user.email);
    }
    Ok(info)
}
