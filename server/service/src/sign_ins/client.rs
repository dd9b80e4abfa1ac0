//! Who the gateway is to an authorization server: a client that was registered by hand, one that has a document, or one
//! that registers itself.

use gateway::Gateway;
use model::{ClientAuth, ReconnectReason, ServerId};
use serde::Deserialize;
use serde_json::{Value, json};
use store::UpstreamGrantRecord;
use url::{Host, Url};

use super::{
    asking::{post_json, quoted},
    discovery::AuthorizationServer,
    sealed::{Client, Grant},
};
use crate::sealer::Sealer;

const NAME: &str = "MetaMCP";

/// Why the gateway is nobody to an authorization server.
#[derive(Debug, thiserror::Error)]
pub(super) enum Nobody {
    #[error("The authorization server does not let clients register themselves.")]
    NoRegistration,
    #[error("The authorization server did not register MetaMCP: {0}.")]
    Refused(String),
}

/// Where browsers come back to.
pub(super) fn redirect_uri(public_url: &Url) -> String {
    let base = public_url.as_str().trim_end_matches('/');
    format!("{base}/oauth/upstream/callback")
}

/// The id of a client that has a document, which is the document's URL.
fn document_url(public_url: &Url) -> String {
    let base = public_url.as_str().trim_end_matches('/');
    format!("{base}/client-metadata.json")
}

/// What the gateway says of itself as a client.
pub(super) fn document(public_url: &Url) -> Value {
    let mut document = description(public_url, ClientAuth::None);
    document["client_id"] = document_url(public_url).into();
    document
}

fn description(public_url: &Url, auth: ClientAuth) -> Value {
    // A client that gets answers at `http` is a program on somebody's machine (OpenID Connect Registration §2).
    let kind = if public_url.scheme() == "https" {
        "web"
    } else {
        "native"
    };
    json!({
        "client_name": NAME,
        "client_uri": public_url,
        "redirect_uris": [redirect_uri(public_url)],
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "token_endpoint_auth_method": auth.as_str(),
        "application_type": kind,
    })
}

/// A client that was registered by hand.
pub(super) fn configured(
    id: String,
    secret: Option<String>,
    server: &AuthorizationServer,
    public_url: &Url,
) -> Client {
    let auth = secret.as_ref().map_or(ClientAuth::None, |_| with_secret(server));
    Client {
        id,
        secret,
        auth,
        is_registered: false,
        redirect_uri: redirect_uri(public_url),
    }
}

/// How a client with a secret shows it.
fn with_secret(server: &AuthorizationServer) -> ClientAuth {
    let known = server.token_endpoint_auth_methods_supported.as_deref();
    let takes = |auth: ClientAuth| {
        known.map_or(auth == ClientAuth::ClientSecretBasic, |known| {
            known.iter().any(|method| method == auth.as_str())
        })
    };
    [
        ClientAuth::ClientSecretBasic,
        ClientAuth::ClientSecretPost,
        ClientAuth::None,
    ]
    .into_iter()
    .find(|auth| takes(*auth))
    .unwrap_or(ClientAuth::ClientSecretPost)
}

/// The client that has a document, where the authorization server can fetch it.
pub(super) fn documented(server: &AuthorizationServer, public_url: &Url) -> Option<Client> {
    let is_reachable = public_url.scheme() == "https"
        && matches!(public_url.host(), Some(Host::Domain(name)) if name != "localhost");
    (server.client_id_metadata_document_supported && is_reachable).then(|| Client {
        id: document_url(public_url),
        secret: None,
        auth: ClientAuth::None,
        is_registered: false,
        redirect_uri: redirect_uri(public_url),
    })
}

/// The client that was registered for another grant of the same server. Nobody but its issuer knows it.
pub(super) fn known(
    sealer: &Sealer,
    server_id: ServerId,
    grants: &[UpstreamGrantRecord],
    issuer: &str,
    public_url: &Url,
) -> Option<Client> {
    let sound = grants
        .iter()
        .filter(|grant| grant.issuer == issuer && grant.reason != Some(ReconnectReason::Client));
    let clients = sound.filter_map(|grant| {
        Grant::open(sealer, server_id, grant.user_id, &grant.sealed).map(|grant| grant.client)
    });
    clients
        .filter(|client| client.is_registered)
        .find(|client| client.redirect_uri == redirect_uri(public_url))
}

#[derive(Deserialize)]
struct Registered {
    client_id: String,
    #[serde(default)]
    client_secret: Option<String>,
    #[serde(default)]
    token_endpoint_auth_method: Option<String>,
}

/// Registers the gateway (RFC 7591).
pub(super) async fn register(
    gateway: &Gateway,
    server: &AuthorizationServer,
    public_url: &Url,
    scopes: &str,
) -> Result<Client, Nobody> {
    let endpoint = server.registration_endpoint.as_deref();
    let url = endpoint.and_then(|endpoint| Url::parse(endpoint).ok());
    let url = url.ok_or(Nobody::NoRegistration)?;
    let wanted = with_secret(server);
    let mut body = description(public_url, wanted);
    if !scopes.is_empty() {
        body["scope"] = scopes.into();
    }
    let refused = |text: &str| Nobody::Refused(quoted(text));
    let response = post_json(gateway, &url, &body)
        .await
        .map_err(|no_answer| refused(&no_answer.0))?;
    if !response.status().is_success() {
        let said = String::from_utf8_lossy(response.body());
        return Err(refused(&format!("{} {said}", response.status())));
    }
    let registered: Registered =
        serde_json::from_slice(response.body()).map_err(|error| refused(&error.to_string()))?;
    let said = registered.token_endpoint_auth_method;
    let auth = match (&registered.client_secret, said.and_then(|said| said.parse().ok())) {
        (None, _) => ClientAuth::None,
        (Some(_), Some(auth)) => auth,
        (Some(_), None) => wanted,
    };
    Ok(Client {
        id: registered.client_id,
        secret: registered.client_secret,
        auth,
        is_registered: true,
        redirect_uri: redirect_uri(public_url),
    })
}
