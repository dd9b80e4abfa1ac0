//! Who is let in: keys, and clients that act for people.

use std::fmt;

use model::{ApiKeyId, AuthorizationId, EndpointId, Owner, Scopes, Timestamp, UserId};
use sha2::{Digest, Sha256};
use url::Url;

/// Every access token begins with it, as the original's do, so that scanners for leaked secrets find them.
pub const ACCESS_TOKEN_PREFIX: &str = "mcp_token_";

/// A key that is accepted.
#[derive(Debug, Clone)]
pub struct KeySpec {
    /// The key.
    pub id: ApiKeyId,
    /// SHA-256 of the whole key text.
    pub hash: [u8; 32],
    /// SHA-256 of the text before that, and until when that is accepted as well.
    pub previous: Option<([u8; 32], Timestamp)>,
    /// Whose it is: a public one opens public endpoints only, a person's also those of their teams.
    pub owner: Owner,
    /// From then on it is refused.
    pub expires_at: Option<Timestamp>,
    /// The only endpoints that it opens; `None` for all that its owner may use.
    pub endpoints: Option<Vec<EndpointId>>,
    /// The only tools that it shows and calls, by the names that clients see; `*` stands for any text, `?` for one
    /// character. Where there are any, it shows no prompts and no resources. Empty: it shows everything.
    pub tools: Vec<String>,
}

impl KeySpec {
    /// A key that opens whatever its owner may use, for as long as it is there.
    pub fn new(id: ApiKeyId, hash: [u8; 32], owner: Owner) -> Self {
        Self {
            id,
            hash,
            previous: None,
            owner,
            expires_at: None,
            endpoints: None,
            tools: Vec::new(),
        }
    }
}

/// A client that acts for somebody at one endpoint. Its access tokens name it; without it they open nothing.
#[derive(Debug, Clone)]
pub struct AuthorizationSpec {
    /// The authorization.
    pub id: AuthorizationId,
    /// For whom: its holder has the rights of their private keys.
    pub user_id: UserId,
    /// Where.
    pub endpoint_id: EndpointId,
}

/// What an access token says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccessToken {
    /// What it was issued under.
    pub authorization_id: AuthorizationId,
    /// The only endpoint that it is for (RFC 8707).
    pub endpoint_id: EndpointId,
    /// What its holder may do.
    pub scopes: Scopes,
    /// Under which public URL it was issued, and is good.
    pub issuer: Issuer,
}

/// Names a public URL. Each is an issuer of its own, as its clients see it: the `iss` that they compare and
/// the resource that they ask a token for begin with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Issuer([u8; Issuer::LENGTH]);

impl Issuer {
    /// That of a digest.
    pub const LENGTH: usize = 32;

    /// The issuer at this public URL.
    pub fn of(url: &Url) -> Self {
        Self(Sha256::digest(url.as_str()).into())
    }

    /// From [`Issuer::as_bytes`].
    pub const fn from_bytes(bytes: [u8; Self::LENGTH]) -> Self {
        Self(bytes)
    }

    /// For a token.
    pub const fn as_bytes(&self) -> &[u8; Self::LENGTH] {
        &self.0
    }
}

/// Reads access tokens. It is asked on the data path: it must not block or wait.
pub trait TokenOpener: fmt::Debug + Send + Sync {
    /// What a token says, given with its prefix; nothing when we did not issue it, or it is too old. Whether its
    /// authorization is still there is not asked here.
    fn open(&self, token: &str) -> Option<AccessToken>;
}
