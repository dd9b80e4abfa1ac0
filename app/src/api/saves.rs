//! Saves of namespaces, over the wire.

use leptos::prelude::*;
use model::{NamespaceId, NamespaceSaveId, NamespaceSaveView, Undone};

use crate::error::AppError;

/// The latest saves of a namespace, the newest first.
#[server(prefix = "/api", endpoint = "namespaces/saves")]
pub async fn namespace_saves(id: NamespaceId) -> Result<Vec<NamespaceSaveView>, AppError> {
    crate::ssr::call(move |s, caller| async move { s.namespaces().saves(&caller, id).await }).await
}

/// Takes a save back, and goes to the namespace, which says how far.
#[server(prefix = "/api", endpoint = "namespaces/undo-save")]
pub async fn undo_namespace_save(namespace: NamespaceId, save: NamespaceSaveId) -> Result<Undone, AppError> {
    crate::ssr::call(move |s, caller| async move { s.namespaces().undo_save(&caller, namespace, save).await })
        .await
        .inspect(|undone| {
            let notice = match undone {
                Undone::Whole => crate::contexts::Notice::Undone,
                Undone::Partly => crate::contexts::Notice::UndonePartly,
            };
            crate::ssr::redirect_with(&format!("/namespaces/{namespace}"), notice);
        })
}
