//! Quick connect: from a pasted text to a published endpoint.

use leptos::prelude::*;
use model::{QuickDraft, ToolCallInput};
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// What the paste form sends. A struct, so that the field finds its problems as in every other form.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct PasteInput {
    /// The pasted text.
    pub text: String,
}

/// Recognises a text, tries every server in it, and leads to what was found. Nothing is saved.
#[server(prefix = "/api", endpoint = "quick/probe")]
pub async fn probe_paste(input: PasteInput) -> Result<(), AppError> {
    crate::ssr::call(|s, caller| async move { s.quick().probe(&caller, input.text, None).await })
        .await
        .map(|draft| crate::ssr::redirect(&format!("/quick-connect/{draft}")))
}

/// The same with the built-in demo server.
#[server(prefix = "/api", endpoint = "quick/demo")]
pub async fn probe_demo() -> Result<(), AppError> {
    crate::ssr::call(|s, caller| async move { s.quick().demo(&caller).await })
        .await
        .map(|draft| crate::ssr::redirect(&format!("/quick-connect/{draft}")))
}

/// What was found, what was made of it, and its first call.
#[server(prefix = "/api", endpoint = "quick/draft")]
pub async fn get_draft(draft: String) -> Result<QuickDraft, AppError> {
    crate::ssr::call(|s, caller| async move { s.quick().draft(&caller, &draft).await }).await
}

/// Makes servers, namespace, endpoint and key of a draft; a second time it changes nothing.
#[server(prefix = "/api", endpoint = "quick/create")]
pub async fn publish_draft(draft: String) -> Result<QuickDraft, AppError> {
    crate::ssr::call(|s, caller| async move { s.quick().create(&caller, &draft).await }).await
}

/// Calls a tool of the endpoint that was made of a draft. The draft has the answer, and what was typed: it must not get
/// into a URL.
#[server(prefix = "/api", endpoint = "quick/call")]
pub async fn call_draft_tool(draft: String, input: ToolCallInput) -> Result<(), AppError> {
    crate::ssr::call(|s, caller| async move { s.quick().call_tool(&caller, &draft, input).await }).await
}
