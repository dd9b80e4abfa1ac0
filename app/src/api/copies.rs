//! Namespaces once more, over the wire: clones, exports and imports.

use leptos::prelude::*;
use model::{NamespaceCloneInput, NamespaceId, NamespaceImportInput, NamespaceImportView, NamespaceView};

use crate::error::AppError;

/// Adds a namespace that is as this one, and goes to its page.
#[server(prefix = "/api", endpoint = "namespaces/clone")]
pub async fn clone_namespace(id: NamespaceId, input: NamespaceCloneInput) -> Result<NamespaceView, AppError> {
    crate::ssr::submit(&input.clone(), move |s, caller| async move {
        s.namespaces().clone_as(&caller, id, input).await
    })
    .await
    .inspect(|namespace| {
        crate::ssr::redirect_with(
            &format!("/namespaces/{}", namespace.id),
            crate::contexts::Notice::Created,
        );
    })
}

/// A namespace as a document.
#[server(prefix = "/api", endpoint = "namespaces/export")]
pub async fn export_namespace(id: NamespaceId) -> Result<String, AppError> {
    crate::ssr::call(move |s, caller| async move { s.namespaces().export(&caller, id).await }).await
}

/// Reads a document and leads to what it would do.
#[server(prefix = "/api", endpoint = "namespaces/import/draft")]
pub async fn draft_namespace_import(input: NamespaceImportInput) -> Result<(), AppError> {
    crate::ssr::submit(&input.clone(), |s, caller| async move {
        s.namespaces().draft_import(&caller, input).await
    })
    .await
    .map(|draft| crate::ssr::redirect(&format!("/namespaces/import/{draft}")))
}

/// What an import would do now.
#[server(prefix = "/api", endpoint = "namespaces/import/look")]
pub async fn look_at_namespace_import(draft: String) -> Result<NamespaceImportView, AppError> {
    crate::ssr::call(move |s, caller| async move { s.namespaces().import_draft(&caller, &draft).await }).await
}

/// Does what was shown, and goes to the namespace.
#[server(prefix = "/api", endpoint = "namespaces/import")]
pub async fn import_namespace(draft: String, shown: String) -> Result<NamespaceView, AppError> {
    crate::ssr::call(move |s, caller| async move { s.namespaces().import(&caller, &draft, &shown).await })
        .await
        .inspect(|namespace| {
            crate::ssr::redirect_with(
                &format!("/namespaces/{}", namespace.id),
                crate::contexts::Notice::Imported,
            );
        })
}
