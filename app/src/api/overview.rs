//! What the overview shows beyond the lists.

use leptos::prelude::*;
use model::CallView;

use crate::error::AppError;

/// The latest calls at endpoints the caller may see, newest first.
#[server(prefix = "/api", endpoint = "overview/calls")]
pub async fn recent_calls(limit: usize) -> Result<Vec<CallView>, AppError> {
    crate::ssr::call(move |s, caller| async move { s.calls().recent(&caller, limit).await }).await
}
