//! MCP servers over the wire.

use leptos::prelude::*;
use model::{ConnectionView, Defaults, ServerId, ServerInput, ServerView, SignInView, ToolHistory, ToolView};

use super::quick::PasteInput;
use crate::error::AppError;

/// All servers the caller may see, by name.
#[server(prefix = "/api", endpoint = "servers/list")]
pub async fn list_servers() -> Result<Vec<ServerView>, AppError> {
    crate::ssr::call(|s, caller| async move { s.servers().list(&caller).await }).await
}

/// One server.
#[server(prefix = "/api", endpoint = "servers/get")]
pub async fn get_server(id: ServerId) -> Result<ServerView, AppError> {
    crate::ssr::call(move |s, caller| async move { s.servers().get(&caller, id).await }).await
}

/// What the gateway does where servers and endpoints say nothing.
#[server(prefix = "/api", endpoint = "servers/defaults")]
pub async fn get_defaults() -> Result<Defaults, AppError> {
    crate::ssr::call(|s, caller| async move { s.servers().defaults(&caller) }).await
}

/// The tools of a server, as last seen.
#[server(prefix = "/api", endpoint = "servers/tools")]
pub async fn server_tools(id: ServerId) -> Result<Vec<ToolView>, AppError> {
    crate::ssr::call(move |s, caller| async move { s.servers().tools(&caller, id).await }).await
}

/// A page of what changed at a server's tools; pages count from 1.
#[server(prefix = "/api", endpoint = "servers/tool-history")]
pub async fn server_tool_history(id: ServerId, page: u32) -> Result<ToolHistory, AppError> {
    crate::ssr::call(move |s, caller| async move { s.servers().tool_history(&caller, id, page).await }).await
}

/// The connections of a server as they are now, and what runs for them.
#[server(prefix = "/api", endpoint = "servers/connections")]
pub async fn server_connections(id: ServerId) -> Result<Vec<ConnectionView>, AppError> {
    crate::ssr::call(move |s, caller| async move { s.servers().connections(&caller, id).await }).await
}

/// How the sign-in at a server stands for the caller; nothing where there is none.
#[server(prefix = "/api", endpoint = "servers/sign-in")]
pub async fn server_sign_in(id: ServerId) -> Result<Option<SignInView>, AppError> {
    crate::ssr::call(move |s, caller| async move { s.sign_ins().view(&caller, id).await }).await
}

/// Forgets what was allowed at a server, for everybody or for the caller, as it is signed in to.
#[server(prefix = "/api", endpoint = "servers/disconnect")]
pub async fn disconnect_server(id: ServerId) -> Result<(), AppError> {
    crate::ssr::call(move |s, caller| async move { s.sign_ins().disconnect(&caller, id).await }).await
}

/// Names of the namespaces and endpoints that lose a server when it is deleted.
#[server(prefix = "/api", endpoint = "servers/used-by")]
pub async fn server_used_by(id: ServerId) -> Result<Vec<String>, AppError> {
    crate::ssr::call(move |s, caller| async move { s.servers().used_by(&caller, id).await }).await
}

/// Adds a server and goes to its page.
#[server(prefix = "/api", endpoint = "servers/create")]
pub async fn create_server(input: ServerInput) -> Result<ServerView, AppError> {
    crate::ssr::submit(&input.clone(), |s, caller| async move {
        s.servers().create(&caller, input).await
    })
    .await
    .inspect(|server| {
        crate::ssr::redirect_with(
            &format!("/servers/{}", server.id),
            crate::contexts::Notice::Created,
        );
    })
}

/// Changes a server's settings and goes to its page.
#[server(prefix = "/api", endpoint = "servers/update")]
pub async fn update_server(id: ServerId, input: ServerInput) -> Result<ServerView, AppError> {
    crate::ssr::submit(&input.clone(), move |s, caller| async move {
        s.servers().update(&caller, id, input).await
    })
    .await
    .inspect(|server| {
        crate::ssr::redirect_with(&format!("/servers/{}", server.id), crate::contexts::Notice::Saved);
    })
}

/// Deletes a server and goes to the list.
#[server(prefix = "/api", endpoint = "servers/delete")]
pub async fn delete_server(id: ServerId) -> Result<(), AppError> {
    crate::ssr::call(move |s, caller| async move { s.servers().delete(&caller, id).await })
        .await
        .inspect(|()| crate::ssr::redirect_with("/servers", crate::contexts::Notice::Deleted))
}

/// Connects to a server now instead of waiting for the next attempt.
#[server(prefix = "/api", endpoint = "servers/retry")]
pub async fn retry_server(id: ServerId) -> Result<(), AppError> {
    crate::ssr::call(move |s, caller| async move { s.servers().retry(&caller, id).await }).await
}

/// Asks a server for its tools now.
#[server(prefix = "/api", endpoint = "servers/refresh")]
pub async fn refresh_server(id: ServerId) -> Result<(), AppError> {
    crate::ssr::call(move |s, caller| async move { s.servers().refresh(&caller, id).await }).await
}

/// All servers as the `mcpServers` JSON that clients read, every secret as `${NAME}`.
#[server(prefix = "/api", endpoint = "servers/export")]
pub async fn export_servers() -> Result<String, AppError> {
    crate::ssr::call(|s, caller| async move { s.servers().export(&caller).await }).await
}

/// Adds every server of a client's JSON and goes to the list.
#[server(prefix = "/api", endpoint = "servers/import")]
pub async fn import_servers(input: PasteInput) -> Result<Vec<ServerView>, AppError> {
    crate::ssr::call(|s, caller| async move { s.servers().import(&caller, &input.text).await })
        .await
        .inspect(|_| crate::ssr::redirect_with("/servers", crate::contexts::Notice::Imported))
}
