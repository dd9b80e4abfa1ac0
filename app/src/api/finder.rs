//! Finding tools by words, over the wire.

use leptos::prelude::*;
use model::{FoundTool, NamespaceId};

use crate::error::AppError;

/// The tools that fit best, best first: those of one namespace, or of everything that the caller sees.
#[server(prefix = "/api", endpoint = "tools/find")]
pub async fn find_tools(query: String, within: Option<NamespaceId>) -> Result<Vec<FoundTool>, AppError> {
    crate::ssr::call(move |s, caller| async move { s.namespaces().find_tools(&caller, &query, within).await })
        .await
}
