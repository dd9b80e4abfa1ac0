//! OAuth 2.1: people let clients act for them at an endpoint.

mod administration;
mod answer;
mod authorize;
mod clients;
mod code;
mod connected;
mod consent;
pub(crate) mod documents;
mod error;
mod exchange;
mod inspection;
mod metadata;
pub(crate) mod pace;
mod parameters;
mod redirect;
mod registration;
mod resource;
pub(crate) mod tokens;
pub(crate) mod upkeep;

use std::net::IpAddr;

use model::{
    AuthorizationId, ConnectedClientView, ConsentView, CreatedOauthClient, OauthClientId, OauthClientView,
    OidcProviderId, Permission, RegistrationPolicy,
};
use serde_json::Value;
use url::Url;

use self::parameters::Parameters;
pub use self::{
    authorize::Authorize,
    error::{OauthError, OauthProblem},
    exchange::TokenAnswer,
};
use crate::{Caller, Result, services::Inner};

/// A client of our own gives a token back, as [`Oauth::revoke`] does it for others.
pub(crate) async fn take_back(inner: &Inner, at: &Url, form: &[u8]) -> std::result::Result<(), OauthError> {
    inspection::revoke(inner, at, &Parameters::parse(form), None).await
}

/// Use cases of OAuth.
pub struct Oauth<'a> {
    inner: &'a Inner,
    at: &'a Url,
}

impl<'a> Oauth<'a> {
    pub(crate) fn new(inner: &'a Inner, at: &'a Url) -> Self {
        Self { inner, at }
    }

    /// What the authorization server says of itself (RFC 8414). For everyone.
    pub async fn metadata(&self) -> Result<Value> {
        let policy = registration::policy(self.inner).await?;
        Ok(metadata::document(self.at, policy))
    }

    /// What the endpoint behind a path such as `/metamcp/dev/mcp` says of itself (RFC 9728); nothing when none with OAuth is
    /// there. For everyone.
    pub async fn resource(&self, path: &str) -> Result<Option<Value>> {
        let installation = self.inner.keeper.current().await?;
        Ok(resource::metadata(&installation, self.at, path))
    }

    /// A client sends the browser of a person here, with this query; `came_by` is the provider that they signed in by, if
    /// they did by one.
    pub async fn authorize(
        &self,
        query: &str,
        caller: Option<&Caller>,
        came_by: Option<OidcProviderId>,
    ) -> Authorize {
        authorize::authorize(self.inner, self.at, query, caller, came_by).await
    }

    /// What the person is asked, by the text that [`Authorize::Ask`] gave.
    pub async fn question(&self, caller: &Caller, question: &str) -> Result<ConsentView> {
        consent::view(self.inner, self.at, caller, question).await
    }

    /// The person's answer: the URL that the browser takes to the client.
    pub async fn decide(&self, caller: &Caller, question: &str, allows: bool) -> Result<String> {
        consent::decide(self.inner, self.at, caller, question, allows).await
    }

    /// The token endpoint, with the body of the form and the header `Authorization`.
    pub async fn token(
        &self,
        form: &[u8],
        authorization: Option<&str>,
        address: IpAddr,
    ) -> std::result::Result<TokenAnswer, OauthError> {
        self.admit(address)?;
        exchange::token(self.inner, self.at, &Parameters::parse(form), authorization).await
    }

    /// A client registers itself (RFC 7591).
    pub async fn register(&self, body: &[u8], address: IpAddr) -> std::result::Result<Value, OauthError> {
        self.admit(address)?;
        registration::register(self.inner, body).await
    }

    /// A client gives a token back (RFC 7009).
    pub async fn revoke(
        &self,
        form: &[u8],
        authorization: Option<&str>,
        address: IpAddr,
    ) -> std::result::Result<(), OauthError> {
        self.admit(address)?;
        inspection::revoke(self.inner, self.at, &Parameters::parse(form), authorization).await
    }

    /// A client asks about a token of its own (RFC 7662).
    pub async fn introspect(
        &self,
        form: &[u8],
        authorization: Option<&str>,
        address: IpAddr,
    ) -> std::result::Result<Value, OauthError> {
        self.admit(address)?;
        inspection::introspect(self.inner, self.at, &Parameters::parse(form), authorization).await
    }

    /// Who stands behind an access token.
    pub async fn userinfo(&self, token: Option<&str>) -> std::result::Result<Value, OauthError> {
        inspection::userinfo(self.inner, self.at, token).await
    }

    /// The clients that act for the caller, the latest first.
    pub async fn connected(&self, caller: &Caller) -> Result<Vec<ConnectedClientView>> {
        connected::list(self.inner, caller).await
    }

    /// Ends what a client does for the caller: its tokens are refused from now on, and its sessions end.
    pub async fn disconnect(&self, caller: &Caller, id: AuthorizationId) -> Result<()> {
        connected::disconnect(self.inner, caller, id).await
    }

    /// All clients that are known, by name.
    pub async fn clients(&self, caller: &Caller) -> Result<Vec<OauthClientView>> {
        administration::list(self.inner, caller).await
    }

    /// Registers a client, with a secret where it can keep one; its redirect URIs stand one a line.
    pub async fn register_client(
        &self,
        caller: &Caller,
        name: &str,
        redirect_uris: &str,
        confidential: bool,
    ) -> Result<CreatedOauthClient> {
        administration::register(self.inner, caller, name, redirect_uris, confidential).await
    }

    /// As [`Self::register_client`], for pages that show the secret after a redirect: it is kept for ten minutes under the
    /// returned token.
    pub async fn register_client_for_page(
        &self,
        caller: &Caller,
        name: &str,
        redirect_uris: &str,
        confidential: bool,
    ) -> Result<String> {
        caller.require(Permission::KeepSettings)?;
        let created = self
            .register_client(caller, name, redirect_uris, confidential)
            .await?;
        let (reveals, now) = (&self.inner.client_reveals, self.inner.parts.clock.instant());
        Ok(reveals.put(caller.user_id, created, now))
    }

    /// The client that the caller registered under this token; nothing when it was shown before or is too old.
    #[expect(clippy::unused_async, reason = "use cases are async, whatever they wait for")]
    pub async fn reveal_client(&self, caller: &Caller, token: &str) -> Result<Option<CreatedOauthClient>> {
        caller.require(Permission::KeepSettings)?;
        let (reveals, now) = (&self.inner.client_reveals, self.inner.parts.clock.instant());
        Ok(reveals.take(caller.user_id, token, now))
    }

    /// From now on people may be asked about a client that registered itself.
    pub async fn approve_client(&self, caller: &Caller, id: OauthClientId) -> Result<()> {
        administration::approve(self.inner, caller, id).await
    }

    /// Forgets a client, and ends everything that it does for anybody.
    pub async fn delete_client(&self, caller: &Caller, id: OauthClientId) -> Result<()> {
        administration::delete(self.inner, caller, id).await
    }

    /// Whether clients may register themselves.
    pub async fn policy(&self, caller: &Caller) -> Result<RegistrationPolicy> {
        administration::policy(self.inner, caller).await
    }

    /// From now on clients may register themselves, or not.
    pub async fn set_policy(&self, caller: &Caller, policy: RegistrationPolicy) -> Result<()> {
        administration::set_policy(self.inner, caller, policy).await
    }

    /// Deletes what is over, as it happens every hour, and tells how much that was.
    pub async fn delete_expired(&self) -> Result<u64> {
        upkeep::delete_expired(self.inner).await
    }

    fn admit(&self, address: IpAddr) -> std::result::Result<(), OauthError> {
        let inner = self.inner;
        if inner.oauth_pace.admit(address, inner.parts.clock.now()) {
            Ok(())
        } else {
            Err(OauthError::new(
                OauthProblem::SlowDown,
                "too many requests from this address; wait a minute",
            ))
        }
    }
}
