//! Servers that want their clients to sign in (OAuth): people connect them, and the gateway shows them tokens.
//!
//! This is OAuth's client; `oauth` is its server. A way to an authorization server and back is [`connect`] and [`finish`];
//! what came of it is stored as a grant, sealed, and [`keyring`] keeps it alive and gives its tokens to the gateway.

mod asking;
mod client;
mod connect;
mod discovery;
mod finish;
pub(crate) mod keyring;
mod permitted;
pub(crate) mod revocation;
mod scopes;
mod sealed;
mod token;
pub(crate) mod view;

use model::{ServerId, SignInView};
use serde_json::Value;
use url::Url;

use crate::{Caller, Result, services::Inner};

/// Use cases of servers that want a sign-in.
pub struct SignIns<'a> {
    inner: &'a Inner,
    at: &'a Url,
}

impl<'a> SignIns<'a> {
    pub(crate) fn new(inner: &'a Inner, at: &'a Url) -> Self {
        Self { inner, at }
    }

    /// How the sign-in at a server stands for the caller; nothing where there is none.
    pub async fn view(&self, caller: &Caller, id: ServerId) -> Result<Option<SignInView>> {
        view::of(self.inner, caller, id).await
    }

    /// Begins to connect a server: the URL at its authorization server that the caller's browser has to go to.
    pub async fn connect(&self, caller: &Caller, id: ServerId) -> Result<String> {
        connect::begin(self.inner, self.at, caller, id).await
    }

    /// The caller's browser is back with this query. The server that is connected now.
    pub async fn finish(&self, caller: &Caller, query: &str) -> Result<ServerId> {
        finish::finish(self.inner, caller, query).await
    }

    /// Forgets what was allowed at a server, for everybody or for the caller, as the server is signed in to.
    pub async fn disconnect(&self, caller: &Caller, id: ServerId) -> Result<()> {
        connect::end(self.inner, caller, id).await
    }

    /// What the gateway says of itself as a client (Client ID Metadata Document). For everyone.
    pub fn client_document(&self) -> Value {
        client::document(self.at)
    }
}
