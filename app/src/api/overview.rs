//! What the overview shows beyond the lists.

use leptos::prelude::*;
use model::{CallView, NeedsView};

use crate::error::AppError;

/// The latest calls at endpoints the caller may see, newest first.
#[server(prefix = "/api", endpoint = "overview/calls")]
pub async fn recent_calls(limit: usize) -> Result<Vec<CallView>, AppError> {
    crate::ssr::call(move |s, caller| async move { s.calls().recent(&caller, limit).await }).await
}

/// What waits for the caller.
#[server(prefix = "/api", endpoint = "overview/needs")]
pub async fn what_needs_me() -> Result<NeedsView, AppError> {
    crate::ssr::call(|s, caller| async move { s.overview().needs(&caller).await }).await
}
