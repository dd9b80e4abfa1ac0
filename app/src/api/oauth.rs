//! Clients that act for people, over the wire.

use leptos::prelude::*;
use model::{
    AuthorizationId, ConnectedClientView, ConsentView, CreatedOauthClient, FieldErrors, OauthClientId,
    OauthClientView, Problem, RegistrationPolicy,
};
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// A client as an administrator registers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientInput {
    /// What people read when they are asked.
    pub name: String,
    /// Where answers may go, one a line.
    pub redirect_uris: String,
    /// It can keep a secret, and gets one.
    #[serde(default)]
    pub confidential: bool,
}

impl ClientInput {
    /// Both fields are filled; what redirect URIs may be is the service's to judge.
    pub fn validate(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::new();
        for (field, value) in [("name", &self.name), ("redirect_uris", &self.redirect_uris)] {
            if value.trim().is_empty() {
                errors.add(field, Problem::Required);
            }
        }
        errors.into_result()
    }
}

/// Whether clients may register themselves, as a form says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyInput {
    /// Whether they may.
    pub policy: RegistrationPolicy,
}

/// What the person is asked, by the text in the URL of the page.
#[server(prefix = "/api", endpoint = "oauth/question")]
pub async fn get_question(request: String) -> Result<ConsentView, AppError> {
    crate::ssr::call(|s, caller| async move { s.oauth().question(&caller, &request).await }).await
}

/// The clients that act for the person, the latest first.
#[server(prefix = "/api", endpoint = "oauth/connected")]
pub async fn list_connected_clients() -> Result<Vec<ConnectedClientView>, AppError> {
    crate::ssr::call(|s, caller| async move { s.oauth().connected(&caller).await }).await
}

/// Ends what a client does for the person, and goes to the list.
#[server(prefix = "/api", endpoint = "oauth/disconnect")]
pub async fn disconnect_client(id: AuthorizationId) -> Result<(), AppError> {
    crate::ssr::call(move |s, caller| async move { s.oauth().disconnect(&caller, id).await })
        .await
        .inspect(|()| {
            crate::ssr::redirect_with("/connected-clients", crate::contexts::Notice::Disconnected);
        })
}

/// All clients that are known, and whether they may register themselves. Needs `KeepSettings`.
#[server(prefix = "/api", endpoint = "oauth/clients")]
pub async fn list_oauth_clients() -> Result<(Vec<OauthClientView>, RegistrationPolicy), AppError> {
    crate::ssr::call(|s, caller| async move {
        let oauth = s.oauth();
        Ok((oauth.clients(&caller).await?, oauth.policy(&caller).await?))
    })
    .await
}

/// Registers a client and goes to the list, which shows its id and secret once under the returned token. Needs `KeepSettings`.
#[server(prefix = "/api", endpoint = "oauth/register-client")]
pub async fn register_oauth_client(input: ClientInput) -> Result<String, AppError> {
    crate::ssr::submit(&input.clone(), |s, caller| async move {
        s.oauth()
            .register_client_for_page(&caller, &input.name, &input.redirect_uris, input.confidential)
            .await
    })
    .await
    .inspect(|token| crate::ssr::redirect(&format!("/oauth-clients?created={token}")))
}

/// The client that was registered under this token; nothing when it was shown before or is too old. Needs `KeepSettings`.
#[server(prefix = "/api", endpoint = "oauth/reveal-client")]
pub async fn reveal_oauth_client(token: String) -> Result<Option<CreatedOauthClient>, AppError> {
    crate::ssr::call(move |s, caller| async move { s.oauth().reveal_client(&caller, &token).await }).await
}

/// From now on people may be asked about a client. Needs `KeepSettings`.
#[server(prefix = "/api", endpoint = "oauth/approve-client")]
pub async fn approve_oauth_client(id: OauthClientId) -> Result<(), AppError> {
    crate::ssr::call(move |s, caller| async move { s.oauth().approve_client(&caller, id).await })
        .await
        .inspect(|()| crate::ssr::redirect_with("/oauth-clients", crate::contexts::Notice::Saved))
}

/// Forgets a client and ends what it does for anybody. Needs `KeepSettings`.
#[server(prefix = "/api", endpoint = "oauth/delete-client")]
pub async fn delete_oauth_client(id: OauthClientId) -> Result<(), AppError> {
    crate::ssr::call(move |s, caller| async move { s.oauth().delete_client(&caller, id).await })
        .await
        .inspect(|()| crate::ssr::redirect_with("/oauth-clients", crate::contexts::Notice::Deleted))
}

/// From now on clients may register themselves, or not. Needs `KeepSettings`.
#[server(prefix = "/api", endpoint = "oauth/set-policy")]
pub async fn set_oauth_policy(input: PolicyInput) -> Result<(), AppError> {
    crate::ssr::submit(&input.clone(), |s, caller| async move {
        s.oauth().set_policy(&caller, input.policy).await
    })
    .await
    .inspect(|()| crate::ssr::redirect_with("/oauth-clients", crate::contexts::Notice::Saved))
}
