//! What servers change at the tools of namespaces, over the wire.

use leptos::prelude::*;
use model::{NamespaceChanges, NamespaceId, ServerId, ToolId, ToolVerdicts};

use crate::error::AppError;

/// What servers changed at the tools of a namespace, as long as nobody has decided on it or as it was refused.
#[server(prefix = "/api", endpoint = "namespaces/changes")]
pub async fn get_namespace_changes(id: NamespaceId) -> Result<NamespaceChanges, AppError> {
    crate::ssr::call(move |s, caller| async move { s.namespaces().changes(&caller, id).await }).await
}

/// Approves a tool as it was seen, and goes to what else waits.
#[server(prefix = "/api", endpoint = "namespaces/approve-change")]
pub async fn approve_change(namespace: NamespaceId, tool: ToolId, seen: String) -> Result<(), AppError> {
    crate::ssr::call(move |s, caller| async move {
        s.namespaces()
            .approve_change(&caller, namespace, tool, seen)
            .await
    })
    .await
    .inspect(|()| decided(namespace))
}

/// Approves everything of a server that waits, as it was seen, and goes to what else waits.
#[server(prefix = "/api", endpoint = "namespaces/approve-changes")]
pub async fn approve_changes(namespace: NamespaceId, server: ServerId, seen: String) -> Result<(), AppError> {
    crate::ssr::call(move |s, caller| async move {
        s.namespaces()
            .approve_changes(&caller, namespace, server, seen)
            .await
    })
    .await
    .inspect(|()| decided(namespace))
}

/// Refuses a tool as it was seen, and goes to what else waits.
#[server(prefix = "/api", endpoint = "namespaces/refuse-change")]
pub async fn refuse_change(namespace: NamespaceId, tool: ToolId, seen: String) -> Result<(), AppError> {
    crate::ssr::call(move |s, caller| async move {
        s.namespaces().refuse_change(&caller, namespace, tool, seen).await
    })
    .await
    .inspect(|()| decided(namespace))
}

/// Everything that was decided about a tool of a namespace.
#[server(prefix = "/api", endpoint = "namespaces/tool-verdicts")]
pub async fn get_tool_verdicts(namespace: NamespaceId, tool: ToolId) -> Result<ToolVerdicts, AppError> {
    crate::ssr::call(
        move |s, caller| async move { s.namespaces().tool_verdicts(&caller, namespace, tool).await },
    )
    .await
}

/// Approves what was approved before, and goes to what waits then.
#[server(prefix = "/api", endpoint = "namespaces/return-to-verdict")]
pub async fn return_to_verdict(namespace: NamespaceId, tool: ToolId, number: i32) -> Result<(), AppError> {
    crate::ssr::call(move |s, caller| async move {
        s.namespaces()
            .return_to_verdict(&caller, namespace, tool, number)
            .await
    })
    .await
    .inspect(|()| decided(namespace))
}

#[cfg(feature = "ssr")]
fn decided(namespace: NamespaceId) {
    crate::ssr::redirect_with(
        &format!("/namespaces/{namespace}/changes"),
        crate::contexts::Notice::Saved,
    );
}
