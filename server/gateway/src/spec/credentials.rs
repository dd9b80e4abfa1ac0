//! Tokens that the gateway shows to servers, in whose name, and who has them.

use std::fmt;

use async_trait::async_trait;
use http::HeaderValue;
use model::{ServerId, UserId};

/// In whose name the gateway signs in to a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignIn {
    /// One sign-in for everybody.
    Shared,
    /// Each person's own, for their own calls only.
    Person,
}

/// Whose token goes with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenHolder {
    /// The one that stands for everybody.
    Everybody,
    /// A person.
    Person(UserId),
}

/// An access token for one server.
#[derive(Clone)]
pub struct Token {
    /// The value of `Authorization`.
    pub header: HeaderValue,
    /// Differs from that of any other token of the same holder.
    pub version: i64,
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token")
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

/// How a server refused a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// It does not take it (401).
    Token,
    /// It does not take the one either that came after it.
    TokenAgain,
    /// It wants more to be allowed (403): these scopes.
    Scopes(String),
}

/// Why there is no token, in words for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoToken {
    /// One sentence: what happened.
    pub message: String,
    /// One sentence: what to do.
    pub advice: String,
    /// Where a person signs in, if that is what to do.
    pub connect_url: Option<String>,
}

/// Has the tokens. [`Credentials::ready`] is asked on the data path: it must not block or wait. The others are asked where
/// there is no token that can be used, and may take as long as an authorization server does.
#[async_trait]
pub trait Credentials: fmt::Debug + Send + Sync {
    /// A token that is good for a while, from memory.
    fn ready(&self, server: ServerId, holder: TokenHolder) -> Option<Token>;

    /// A token from wherever it can be had.
    async fn obtain(&self, server: ServerId, holder: TokenHolder) -> Result<Token, NoToken>;

    /// A server refused the token of this version: another one, if there can be one.
    async fn refused(
        &self,
        server: ServerId,
        holder: TokenHolder,
        version: i64,
        refusal: Refusal,
    ) -> Result<Token, NoToken>;
}
