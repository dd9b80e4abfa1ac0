//! Namespaces over the wire.

use leptos::prelude::*;
use model::{
    NamespaceCosts, NamespaceDetail, NamespaceId, NamespaceInput, NamespacePreview, NamespaceToolView,
    NamespaceView, ServerId, ToolId, ToolOverrideInput,
};

use crate::error::AppError;

/// All namespaces the caller may see, by name.
#[server(prefix = "/api", endpoint = "namespaces/list")]
pub async fn list_namespaces() -> Result<Vec<NamespaceView>, AppError> {
    crate::ssr::call(|s, caller| async move { s.namespaces().list(&caller).await }).await
}

/// One namespace with its servers and their tools.
#[server(prefix = "/api", endpoint = "namespaces/get")]
pub async fn get_namespace(id: NamespaceId) -> Result<NamespaceDetail, AppError> {
    crate::ssr::call(move |s, caller| async move { s.namespaces().get(&caller, id).await }).await
}

/// What the tools of a namespace cost the models that read them.
#[server(prefix = "/api", endpoint = "namespaces/costs")]
pub async fn get_namespace_costs(id: NamespaceId) -> Result<NamespaceCosts, AppError> {
    crate::ssr::call(move |s, caller| async move { s.namespaces().costs(&caller, id).await }).await
}

/// What clients would get were a form saved; without an id, that of a new namespace.
#[server(prefix = "/api", endpoint = "namespaces/preview")]
pub async fn preview_namespace(
    id: Option<NamespaceId>,
    input: NamespaceInput,
) -> Result<NamespacePreview, AppError> {
    crate::ssr::call(move |s, caller| async move { s.namespaces().preview(&caller, id, input).await }).await
}

/// Adds a namespace and goes to its page.
#[server(prefix = "/api", endpoint = "namespaces/create")]
pub async fn create_namespace(input: NamespaceInput) -> Result<NamespaceView, AppError> {
    crate::ssr::submit(&input.clone(), |s, caller| async move {
        s.namespaces().create(&caller, input).await
    })
    .await
    .inspect(|namespace| {
        crate::ssr::redirect_with(
            &format!("/namespaces/{}", namespace.id),
            crate::contexts::Notice::Created,
        );
    })
}

/// Changes a namespace's settings and servers, and goes to its page.
#[server(prefix = "/api", endpoint = "namespaces/update")]
pub async fn update_namespace(id: NamespaceId, input: NamespaceInput) -> Result<NamespaceView, AppError> {
    crate::ssr::submit(&input.clone(), move |s, caller| async move {
        s.namespaces().update(&caller, id, input).await
    })
    .await
    .inspect(|namespace| {
        crate::ssr::redirect_with(
            &format!("/namespaces/{}", namespace.id),
            crate::contexts::Notice::Saved,
        );
    })
}

/// Deletes a namespace that no endpoint publishes, and goes to the list.
#[server(prefix = "/api", endpoint = "namespaces/delete")]
pub async fn delete_namespace(id: NamespaceId) -> Result<(), AppError> {
    crate::ssr::call(move |s, caller| async move { s.namespaces().delete(&caller, id).await })
        .await
        .inspect(|()| crate::ssr::redirect_with("/namespaces", crate::contexts::Notice::Deleted))
}

/// Shows or hides all tools of one server to clients of the namespace.
#[server(prefix = "/api", endpoint = "namespaces/set-server-enabled")]
pub async fn set_server_enabled(
    namespace: NamespaceId,
    server: ServerId,
    enabled: bool,
) -> Result<(), AppError> {
    crate::ssr::call(move |s, caller| async move {
        s.namespaces()
            .set_server_enabled(&caller, namespace, server, enabled)
            .await
    })
    .await
}

/// Shows or hides tools to clients of the namespace. No tool chosen changes nothing.
#[server(prefix = "/api", endpoint = "namespaces/set-tools-enabled")]
pub async fn set_tools_enabled(
    namespace: NamespaceId,
    #[server(default)] tools: Vec<ToolId>,
    enabled: bool,
) -> Result<(), AppError> {
    crate::ssr::call(move |s, caller| async move {
        s.namespaces()
            .set_tools_enabled(&caller, namespace, tools, enabled)
            .await
    })
    .await
}

/// A tool of a namespace, with what the namespace makes of it.
#[server(prefix = "/api", endpoint = "namespaces/tool")]
pub async fn get_namespace_tool(namespace: NamespaceId, tool: ToolId) -> Result<NamespaceToolView, AppError> {
    crate::ssr::call(move |s, caller| async move { s.namespaces().tool(&caller, namespace, tool).await })
        .await
}

/// Makes something else of a tool than its server wrote, and goes to the tool's page.
#[server(prefix = "/api", endpoint = "namespaces/set-tool-override")]
pub async fn set_tool_override(
    namespace: NamespaceId,
    tool: ToolId,
    input: ToolOverrideInput,
) -> Result<(), AppError> {
    crate::ssr::submit(&input.clone(), move |s, caller| async move {
        s.namespaces()
            .set_tool_override(&caller, namespace, tool, input)
            .await
    })
    .await
    .inspect(|()| changed(namespace, tool))
}

/// Makes of a tool what was made of it before, and goes to the tool's page.
#[server(prefix = "/api", endpoint = "namespaces/undo-tool-override")]
pub async fn undo_tool_override(namespace: NamespaceId, tool: ToolId, version: i64) -> Result<(), AppError> {
    crate::ssr::call(move |s, caller| async move {
        s.namespaces()
            .undo_tool_override(&caller, namespace, tool, version)
            .await
    })
    .await
    .inspect(|()| changed(namespace, tool))
}

#[cfg(feature = "ssr")]
fn changed(namespace: NamespaceId, tool: ToolId) {
    crate::ssr::redirect_with(
        &format!("/namespaces/{namespace}/tools/{tool}"),
        crate::contexts::Notice::Saved,
    );
}
