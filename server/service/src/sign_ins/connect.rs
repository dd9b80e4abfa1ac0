//! The way to an authorization server.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use gateway::UpstreamSpec;
use model::{OauthSharing, ServerId, UpstreamOauth};
use sha2::{Digest, Sha256};
use store::{ServerRecord, UpstreamAttemptRecord};
use url::Url;

use super::{
    asking::problem,
    client::{self, Nobody},
    discovery::{self, Found, NotFound},
    permitted::{connectable, holder},
    revocation, scopes,
    sealed::{Attempt, Client},
};
use crate::{Caller, Error, Result, acts::Act, clock::later, mint, run, secrets, services::Inner, transport};

/// How long somebody may take at the authorization server.
const PATIENCE: Duration = Duration::from_mins(10);
/// 43 characters are the least that PKCE allows; of letters and digits these are 380 bits.
const VERIFIER_LENGTH: usize = 64;
const STATE_LENGTH: usize = 43;

/// Where the caller's browser has to go to connect a server. It comes back to where it is now: its cookie is there.
pub(super) async fn begin(inner: &Inner, at: &Url, caller: &Caller, id: ServerId) -> Result<String> {
    let installation = inner.keeper.current().await?;
    let (server, oauth) = connectable(caller, &installation, id)?;
    let parts = &inner.parts;
    let stored = secrets::open(&parts.sealer, id, &server.secrets)
        .map_err(|_| Error::Upstream(crate::servers::sealed(server.updated_at)))?;
    let client_secret = stored.client_secret.clone();
    let spec = UpstreamSpec {
        id,
        name: server.name.clone(),
        transport: transport::of_record(server, stored),
        run: run::spec(&server.run),
    };
    let knock = parts.gateway.knock(&spec).await.map_err(Error::Upstream)?;
    let challenge = knock.challenge.as_ref();
    let found = discovery::find(&parts.gateway, &knock.url, challenge)
        .await
        .map_err(|not_found| explained(inner, &not_found))?;
    let grants = parts.store.upstream_grants().of_server(id).await?;
    let user = holder(caller, oauth);
    let before = grants.iter().find(|grant| grant.user_id == user);
    let asked = challenge.and_then(|challenge| challenge.get("scope"));
    let scopes = scopes::wanted(oauth, &found, asked, before);
    let known = || client::known(&parts.sealer, id, &grants, &found.server.issuer, at);
    let client = match configured(oauth, client_secret, &found, at)
        .or_else(|| client::documented(&found.server, at))
        .or_else(known)
    {
        Some(client) => client,
        None => client::register(&parts.gateway, &found.server, at, &scopes)
            .await
            .map_err(|nobody| unregistered(inner, at, &nobody))?,
    };
    let attempt = attempt(server, oauth.sharing, &found, client, scopes);
    let state = remember(inner, caller, id, &attempt).await?;
    authorization_url(&found.server.authorization_endpoint, &attempt, &state)
        .ok_or_else(|| explained(inner, &NotFound::Unsafe(found.server.authorization_endpoint)))
}

fn configured(
    oauth: &UpstreamOauth,
    secret: Option<String>,
    found: &Found,
    public_url: &Url,
) -> Option<Client> {
    let id = oauth.client_id.clone()?;
    Some(client::configured(id, secret, &found.server, public_url))
}

fn attempt(
    server: &ServerRecord,
    sharing: OauthSharing,
    found: &Found,
    client: Client,
    scopes: String,
) -> Attempt {
    Attempt {
        server_url: server.url.clone().unwrap_or_default(),
        sharing,
        issuer: found.server.issuer.clone(),
        names_itself: found.server.authorization_response_iss_parameter_supported,
        client,
        token_endpoint: found.server.token_endpoint.clone(),
        revocation_endpoint: found.server.revocation_endpoint.clone(),
        resource: found.resource.clone(),
        verifier: mint::text(VERIFIER_LENGTH),
        scopes,
    }
}

/// Stores an attempt, and gives the text that finds it again.
async fn remember(inner: &Inner, caller: &Caller, id: ServerId, attempt: &Attempt) -> Result<String> {
    let state = mint::text(STATE_LENGTH);
    let state_hash = hash(&state);
    let record = UpstreamAttemptRecord {
        state_hash,
        server_id: id,
        user_id: caller.user_id,
        sealed: attempt.seal(&inner.parts.sealer, &state_hash),
        expires_at: later(inner.parts.clock.now(), PATIENCE),
    };
    let tx = inner.parts.store.begin().await?;
    tx.upstream_attempts().insert(&record).await?;
    tx.commit().await?;
    Ok(state)
}

/// Only the hash of a state is stored.
pub(super) fn hash(state: &str) -> [u8; 32] {
    Sha256::digest(state).into()
}

fn authorization_url(endpoint: &str, attempt: &Attempt, state: &str) -> Option<String> {
    let mut url = Url::parse(endpoint).ok()?;
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&attempt.verifier));
    {
        let mut query = url.query_pairs_mut();
        query
            .append_pair("response_type", "code")
            .append_pair("client_id", &attempt.client.id)
            .append_pair("redirect_uri", &attempt.client.redirect_uri)
            .append_pair("state", state)
            .append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256")
            .append_pair("resource", &attempt.resource);
        if !attempt.scopes.is_empty() {
            query.append_pair("scope", &attempt.scopes);
        }
        if attempt.scopes.split(' ').any(|scope| scope == scopes::OFFLINE) {
            // Without it, the wish is passed over (OpenID Connect, "Offline Access").
            query.append_pair("prompt", "consent");
        }
    }
    Some(url.into())
}

fn explained(inner: &Inner, not_found: &NotFound) -> Error {
    let advice = match not_found {
        NotFound::NoAnswer(_) => {
            "Try again in a moment; check that this machine can reach the authorization server."
        }
        _ => "Ask whoever runs the server; until then, set a token that it takes in its settings.",
    };
    problem(inner.parts.clock.now(), not_found.to_string(), advice)
}

fn unregistered(inner: &Inner, at: &Url, nobody: &Nobody) -> Error {
    let redirect_uri = client::redirect_uri(at);
    let advice = format!(
        "Register a client there by hand, with the redirect URI {redirect_uri}, and write its id and secret into the server's settings."
    );
    problem(inner.parts.clock.now(), nobody.to_string(), advice)
}

/// Forgets what was allowed.
pub(super) async fn end(inner: &Inner, caller: &Caller, id: ServerId) -> Result<()> {
    let write = inner.keeper.begin(Act::by(caller, "sign_ins.disconnect")).await?;
    let (_, oauth) = connectable(caller, &write.before, id)?;
    let user = holder(caller, oauth);
    let grant = write.tx.upstream_grants().find(id, user).await?;
    let grant = grant.ok_or(Error::NotFound)?;
    write.tx.upstream_grants().delete(id, user).await?;
    inner.keeper.commit(write).await?;
    revocation::begin(inner, &[grant]);
    Ok(())
}
