//! Endpoints over the wire.

use leptos::prelude::*;
use model::{EndpointId, EndpointInput, EndpointView, SessionsView, SsoProvider};

use crate::error::AppError;

/// All endpoints the caller may see, by name.
#[server(prefix = "/api", endpoint = "endpoints/list")]
pub async fn list_endpoints() -> Result<Vec<EndpointView>, AppError> {
    crate::ssr::call(|s, caller| async move { s.endpoints().list(&caller).await }).await
}

/// One endpoint.
#[server(prefix = "/api", endpoint = "endpoints/get")]
pub async fn get_endpoint(id: EndpointId) -> Result<EndpointView, AppError> {
    crate::ssr::call(move |s, caller| async move { s.endpoints().get(&caller, id).await }).await
}

/// The providers that an endpoint can name.
#[server(prefix = "/api", endpoint = "endpoints/providers")]
pub async fn list_sso_providers() -> Result<Vec<SsoProvider>, AppError> {
    crate::ssr::call(|s, caller| async move { s.endpoints().providers(&caller).await }).await
}

/// Publishes a namespace and goes to the endpoint's page.
#[server(prefix = "/api", endpoint = "endpoints/create")]
pub async fn create_endpoint(input: EndpointInput) -> Result<EndpointView, AppError> {
    crate::ssr::submit(&input.clone(), |s, caller| async move {
        s.endpoints().create(&caller, input).await
    })
    .await
    .inspect(|endpoint| {
        crate::ssr::redirect_with(
            &format!("/endpoints/{}", endpoint.id),
            crate::contexts::Notice::Created,
        );
    })
}

/// Changes an endpoint, its namespace too, and goes to its page.
#[server(prefix = "/api", endpoint = "endpoints/update")]
pub async fn update_endpoint(id: EndpointId, input: EndpointInput) -> Result<EndpointView, AppError> {
    crate::ssr::submit(&input.clone(), move |s, caller| async move {
        s.endpoints().update(&caller, id, input).await
    })
    .await
    .inspect(|endpoint| {
        crate::ssr::redirect_with(
            &format!("/endpoints/{}", endpoint.id),
            crate::contexts::Notice::Saved,
        );
    })
}

/// Deletes an endpoint and goes to the list.
#[server(prefix = "/api", endpoint = "endpoints/delete")]
pub async fn delete_endpoint(id: EndpointId) -> Result<(), AppError> {
    crate::ssr::call(move |s, caller| async move { s.endpoints().delete(&caller, id).await })
        .await
        .inspect(|()| crate::ssr::redirect_with("/endpoints", crate::contexts::Notice::Deleted))
}

/// The live sessions of an endpoint, for who may end them.
#[server(prefix = "/api", endpoint = "endpoints/sessions")]
pub async fn list_sessions(id: EndpointId) -> Result<SessionsView, AppError> {
    crate::ssr::call(move |s, caller| async move { s.endpoints().sessions(&caller, id).await }).await
}

/// Ends a session by its handle and goes to the endpoint's page.
#[server(prefix = "/api", endpoint = "endpoints/disconnect")]
pub async fn disconnect_session(id: EndpointId, session: String) -> Result<(), AppError> {
    crate::ssr::call(move |s, caller| async move { s.endpoints().disconnect(&caller, id, &session).await })
        .await
        .inspect(|()| {
            crate::ssr::redirect_with(&format!("/endpoints/{id}"), crate::contexts::Notice::Disconnected);
        })
}
