//! What is stored of a sign-in and must not be read by others: tokens, clients, and people on their way.

use std::fmt;

use model::{ClientAuth, OauthSharing, ServerId, UserId};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use zeroize::Zeroizing;

use crate::sealer::Sealer;

const GRANT: &[u8] = b"metamcp upstream grant";
const ATTEMPT: &[u8] = b"metamcp upstream attempt";

/// Who the gateway is to an authorization server.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Client {
    pub(super) id: String,
    pub(super) secret: Option<String>,
    pub(super) auth: ClientAuth,
    /// The gateway registered itself: nobody else knows this client.
    pub(super) is_registered: bool,
    /// Where answers for it go.
    pub(super) redirect_uri: String,
}

/// What somebody allowed, and what renews it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Grant {
    /// The URL of the server as it was set: a token never goes elsewhere.
    pub(super) server_url: String,
    pub(super) client: Client,
    pub(super) token_endpoint: String,
    /// Where tokens are taken back; nothing where the authorization server has no such place.
    #[serde(default)]
    pub(super) revocation_endpoint: Option<String>,
    pub(super) resource: String,
    pub(super) access: String,
    pub(super) refresh: Option<String>,
    /// Milliseconds since 1970.
    pub(super) issued_at: i64,
}

/// What is needed when somebody comes back from an authorization server.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Attempt {
    pub(super) server_url: String,
    pub(super) sharing: OauthSharing,
    pub(super) issuer: String,
    /// Its answers name it (RFC 9207).
    pub(super) names_itself: bool,
    pub(super) client: Client,
    pub(super) token_endpoint: String,
    #[serde(default)]
    pub(super) revocation_endpoint: Option<String>,
    pub(super) resource: String,
    /// The secret of PKCE.
    pub(super) verifier: String,
    pub(super) scopes: String,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("id", &self.id)
            .field("auth", &self.auth)
            .finish_non_exhaustive()
    }
}

impl Grant {
    pub(super) fn seal(&self, sealer: &Sealer, server: ServerId, user: Option<UserId>) -> Vec<u8> {
        seal(sealer, &place_of_grant(server, user), self)
    }

    /// Nothing when it was sealed with another key, or for another place.
    pub(super) fn open(
        sealer: &Sealer,
        server: ServerId,
        user: Option<UserId>,
        ciphertext: &[u8],
    ) -> Option<Self> {
        open(sealer, &place_of_grant(server, user), ciphertext)
    }
}

impl Attempt {
    pub(super) fn seal(&self, sealer: &Sealer, state_hash: &[u8; 32]) -> Vec<u8> {
        seal(sealer, &[ATTEMPT, state_hash].concat(), self)
    }

    pub(super) fn open(sealer: &Sealer, state_hash: &[u8; 32], ciphertext: &[u8]) -> Option<Self> {
        open(sealer, &[ATTEMPT, state_hash].concat(), ciphertext)
    }
}

fn place_of_grant(server: ServerId, user: Option<UserId>) -> Vec<u8> {
    let user = user.map(|user| user.as_uuid().into_bytes()).unwrap_or_default();
    [GRANT, server.as_uuid().as_bytes(), &user].concat()
}

fn seal<T: Serialize>(sealer: &Sealer, place: &[u8], value: &T) -> Vec<u8> {
    let text = Zeroizing::new(serde_json::to_vec(value).expect("texts and numbers are JSON"));
    sealer.seal(place, &text)
}

fn open<T: DeserializeOwned>(sealer: &Sealer, place: &[u8], ciphertext: &[u8]) -> Option<T> {
    let text = Zeroizing::new(sealer.open(place, ciphertext).ok()?);
    serde_json::from_slice(&text).ok()
}
