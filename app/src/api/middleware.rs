//! What a namespace does with requests and answers, over the wire.

use leptos::prelude::*;
use model::{
    NamespaceId,
    middleware::{ChainView, LinkInput, MiddlewareKind},
};

use crate::error::AppError;

/// The chain of a namespace, with what came of it.
#[server(prefix = "/api", endpoint = "namespaces/middleware")]
pub async fn get_middleware(namespace: NamespaceId) -> Result<ChainView, AppError> {
    crate::ssr::call(move |s, caller| async move { s.namespaces().middleware(&caller, namespace).await })
        .await
}

/// Adds a link with the usual settings, and goes to its form.
#[server(prefix = "/api", endpoint = "namespaces/add-middleware")]
pub async fn add_middleware(
    namespace: NamespaceId,
    kind: MiddlewareKind,
    version: i64,
) -> Result<(), AppError> {
    let added = crate::ssr::call(move |s, caller| async move {
        s.namespaces()
            .add_middleware(&caller, namespace, kind, version)
            .await
    });
    added.await.map(|link| {
        crate::ssr::redirect_with(
            &format!("/namespaces/{namespace}/middleware/{link}"),
            crate::contexts::Notice::Created,
        );
    })
}

/// Sets a link otherwise, and goes to the chain.
#[server(prefix = "/api", endpoint = "namespaces/set-middleware")]
pub async fn set_middleware(namespace: NamespaceId, link: u32, input: LinkInput) -> Result<(), AppError> {
    crate::ssr::submit(&input.clone(), move |s, caller| async move {
        s.namespaces()
            .set_middleware(&caller, namespace, link, input)
            .await
    })
    .await
    .inspect(|()| changed(namespace))
}

/// Switches a link on or off.
#[server(prefix = "/api", endpoint = "namespaces/set-middleware-enabled")]
pub async fn set_middleware_enabled(
    namespace: NamespaceId,
    link: u32,
    enabled: bool,
    version: i64,
) -> Result<(), AppError> {
    crate::ssr::call(move |s, caller| async move {
        s.namespaces()
            .set_middleware_enabled(&caller, namespace, link, enabled, version)
            .await
    })
    .await
}

/// Moves a link by one place.
#[server(prefix = "/api", endpoint = "namespaces/move-middleware")]
pub async fn move_middleware(
    namespace: NamespaceId,
    link: u32,
    up: bool,
    version: i64,
) -> Result<(), AppError> {
    crate::ssr::call(move |s, caller| async move {
        s.namespaces()
            .move_middleware(&caller, namespace, link, up, version)
            .await
    })
    .await
}

/// Takes a link out.
#[server(prefix = "/api", endpoint = "namespaces/remove-middleware")]
pub async fn remove_middleware(namespace: NamespaceId, link: u32, version: i64) -> Result<(), AppError> {
    crate::ssr::call(move |s, caller| async move {
        s.namespaces()
            .remove_middleware(&caller, namespace, link, version)
            .await
    })
    .await
}

/// Brings back the chain as it was before the last change.
#[server(prefix = "/api", endpoint = "namespaces/undo-middleware")]
pub async fn undo_middleware(namespace: NamespaceId, version: i64) -> Result<(), AppError> {
    crate::ssr::call(move |s, caller| async move {
        s.namespaces().undo_middleware(&caller, namespace, version).await
    })
    .await
    .inspect(|()| changed(namespace))
}

#[cfg(feature = "ssr")]
fn changed(namespace: NamespaceId) {
    crate::ssr::redirect_with(
        &format!("/namespaces/{namespace}/middleware"),
        crate::contexts::Notice::Saved,
    );
}
