//! Clients that people let act for them: OAuth 2.1 as pages, files and the database say it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{AuthorizationId, EndpointId, OauthClientId, Timestamp};

/// One thing that a client may be allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Use the endpoint: list and call what it offers.
    Mcp,
    /// Know the person's name.
    Profile,
    /// Know the person's e-mail address.
    Email,
}

impl Scope {
    /// Every scope, in the order in which they are written.
    pub const ALL: [Self; 3] = [Self::Mcp, Self::Profile, Self::Email];

    /// The word for it on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mcp => "mcp",
            Self::Profile => "profile",
            Self::Email => "email",
        }
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// A set of scopes. As text it is what `scope` is in OAuth: words with spaces between them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Scopes(u8);

impl Scopes {
    /// To use the endpoint, and nothing else.
    pub const MCP: Self = Self(Scope::Mcp.bit());

    /// The scopes that a text names. Words that we do not know are passed over (RFC 6749 §3.3).
    pub fn known_in(text: &str) -> Self {
        let words = text.split_ascii_whitespace();
        words
            .filter_map(|word| Scope::ALL.into_iter().find(|scope| scope.as_str() == word))
            .fold(Self::default(), Self::with)
    }

    /// The set of this bit pattern, as [`Scopes::bits`] wrote it.
    pub fn from_bits(bits: u8) -> Self {
        Scope::ALL
            .into_iter()
            .filter(|scope| scope.bit() & bits != 0)
            .fold(Self::default(), Self::with)
    }

    /// One bit for each scope.
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// This set and one more.
    #[must_use]
    pub fn with(self, scope: Scope) -> Self {
        Self(self.0 | scope.bit())
    }

    /// What is in either.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The scope is in it.
    pub const fn has(self, scope: Scope) -> bool {
        self.0 & scope.bit() != 0
    }

    /// Everything in the other one is in this one.
    pub const fn covers(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Nothing is in it.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The scopes in it, in their order.
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL.into_iter().filter(move |scope| self.has(*scope))
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, scope) in self.iter().enumerate() {
            if number > 0 {
                f.write_str(" ")?;
            }
            f.write_str(scope.as_str())?;
        }
        Ok(())
    }
}

/// How we came to know a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClientKind {
    /// An administrator registered it.
    Registered,
    /// It registered itself (RFC 7591).
    Dynamic,
    /// Its id is the address of a document about it (Client ID Metadata Document).
    Document,
}

words!(ClientKind: Registered = "registered", Dynamic = "dynamic", Document = "document");

/// How a client proves to the token endpoint that it is itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientAuth {
    /// It cannot: a program on somebody's machine keeps no secret.
    None,
    /// Its secret in the header `Authorization: Basic`.
    ClientSecretBasic,
    /// Its secret in the body.
    ClientSecretPost,
}

words!(ClientAuth: None = "none", ClientSecretBasic = "client_secret_basic", ClientSecretPost = "client_secret_post");

/// Whether clients may register themselves (RFC 7591).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RegistrationPolicy {
    /// They may. What they may do is decided by the person who is asked.
    #[default]
    Open,
    /// They may, and an administrator approves each of them before anybody is asked.
    Approved,
    /// They may not.
    Off,
}

words!(RegistrationPolicy: Open = "open", Approved = "approved", Off = "off");

/// What a person is asked before a client may act for them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentView {
    /// What the client calls itself. Anybody can call themselves anything.
    pub client: String,
    /// The site that vouches for the client; nothing where nobody does.
    pub client_host: Option<String>,
    /// Where the answer goes: a host, a scheme or the person's own machine.
    pub answer_to: String,
    /// The answer stays on the machine of the browser.
    pub is_local: bool,
    /// The endpoint's name.
    pub endpoint: String,
    /// For people; empty when there is none.
    pub description: String,
    /// The endpoint's URL.
    pub url: String,
    /// What the client may do.
    pub scopes: Vec<Scope>,
    /// Who is asked.
    pub name: String,
    /// Who is asked.
    pub email: String,
}

/// A client that acts for somebody at one endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectedClientView {
    /// Id.
    pub id: AuthorizationId,
    /// What the client calls itself.
    pub client: String,
    /// The site that vouches for it.
    pub client_host: Option<String>,
    /// Where it acts.
    pub endpoint_id: EndpointId,
    /// The endpoint's name.
    pub endpoint: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// Since when.
    pub created_at: Timestamp,
    /// Its latest request, as far as it is written down.
    pub last_used_at: Option<Timestamp>,
}

/// A client as administrators see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OauthClientView {
    /// Id.
    pub id: OauthClientId,
    /// The id that it presents.
    pub client_id: String,
    /// How we came to know it.
    pub kind: ClientKind,
    /// What it calls itself.
    pub name: String,
    /// Where answers for it may go.
    pub redirect_uris: Vec<String>,
    /// It has a secret.
    pub has_secret: bool,
    /// People may be asked whether it may act for them.
    pub approved: bool,
    /// How many people and endpoints it acts for.
    pub connections: usize,
    /// Known since.
    pub created_at: Timestamp,
}

/// A client that an administrator has just registered, the only time that its secret is known.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreatedOauthClient {
    /// What people read when they are asked.
    pub name: String,
    /// The id that it presents.
    pub client_id: String,
    /// What proves that it is this client; none of a client that could not keep it.
    pub secret: Option<String>,
}

impl fmt::Debug for CreatedOauthClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CreatedOauthClient")
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::{Scope, Scopes};

    #[test]
    fn scopes_are_words_in_a_fixed_order() {
        let scopes = Scopes::known_in(" email openid  mcp mcp");
        assert_eq!(scopes.to_string(), "mcp email");
        assert_eq!(Scopes::from_bits(scopes.bits()), scopes);
        assert_eq!(Scopes::known_in(&scopes.to_string()), scopes);
        assert!(scopes.has(Scope::Email) && !scopes.has(Scope::Profile));
        assert!(scopes.covers(Scopes::MCP) && !Scopes::MCP.covers(scopes));
        assert!(Scopes::known_in("openid").is_empty());
        assert_eq!(Scopes::from_bits(0xff).iter().count(), Scope::ALL.len());
    }
}
