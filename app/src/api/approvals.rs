//! Calls that wait for a person, over the wire.

use leptos::prelude::*;
use model::{ApprovalDetail, ApprovalId, ApprovalsView, NamespaceId, RefusalInput};

use crate::error::AppError;

/// The calls that the caller decides about: of one namespace, or of all.
#[server(prefix = "/api", endpoint = "approvals/list")]
pub async fn list_approvals(namespace: Option<NamespaceId>) -> Result<ApprovalsView, AppError> {
    crate::ssr::call(move |s, caller| async move { s.approvals().list(&caller, namespace).await }).await
}

/// How many calls wait for the caller.
#[server(prefix = "/api", endpoint = "approvals/count")]
pub async fn count_approvals() -> Result<u64, AppError> {
    crate::ssr::call(|s, caller| async move { s.approvals().count_waiting(&caller).await }).await
}

/// One call, with exactly what its server would be given.
#[server(prefix = "/api", endpoint = "approvals/get")]
pub async fn get_approval(id: ApprovalId) -> Result<ApprovalDetail, AppError> {
    crate::ssr::call(move |s, caller| async move { s.approvals().get(&caller, id).await }).await
}

/// Lets a call be made, once, and goes to the list.
#[server(prefix = "/api", endpoint = "approvals/approve")]
pub async fn approve_call(id: ApprovalId, digest: String) -> Result<(), AppError> {
    crate::ssr::call(move |s, caller| async move { s.approvals().approve(&caller, id, &digest).await })
        .await
        .inspect(|()| crate::ssr::redirect_with("/approvals", crate::contexts::Notice::Allowed))
}

/// Refuses a call, and goes to the list.
#[server(prefix = "/api", endpoint = "approvals/refuse")]
pub async fn refuse_call(id: ApprovalId, input: RefusalInput) -> Result<(), AppError> {
    crate::ssr::submit(&input.clone(), move |s, caller| async move {
        s.approvals().refuse(&caller, id, input).await
    })
    .await
    .inspect(|()| crate::ssr::redirect_with("/approvals", crate::contexts::Notice::Refused))
}
