//! What is written down, over the wire.

use leptos::prelude::*;
use model::{
    ActFilter, ActsView, AuditCallDetail, AuditCallId, AuditCallsView, CallFigures, CallFilter, GroupBy,
};

use crate::error::AppError;

/// A page of the calls that pass a filter, the newest first, behind another call.
#[server(prefix = "/api", endpoint = "audit/calls")]
pub async fn audit_calls(
    #[server(default)] filter: CallFilter,
    behind: Option<AuditCallId>,
) -> Result<AuditCallsView, AppError> {
    crate::ssr::call(move |s, caller| async move { s.audit().calls(&caller, &filter, behind).await }).await
}

/// One call.
#[server(prefix = "/api", endpoint = "audit/call")]
pub async fn audit_call(id: AuditCallId) -> Result<AuditCallDetail, AppError> {
    crate::ssr::call(move |s, caller| async move { s.audit().call(&caller, id).await }).await
}

/// Figures over the calls that pass a filter.
#[server(prefix = "/api", endpoint = "audit/figures")]
pub async fn audit_figures(
    #[server(default)] filter: CallFilter,
    #[server(default)] by: GroupBy,
) -> Result<CallFigures, AppError> {
    crate::ssr::call(move |s, caller| async move { s.audit().figures(&caller, &filter, by).await }).await
}

/// A page of the acts that pass a filter, the newest first, behind the one with a number.
#[server(prefix = "/api", endpoint = "audit/acts")]
pub async fn audit_acts(
    #[server(default)] filter: ActFilter,
    behind: Option<i64>,
) -> Result<ActsView, AppError> {
    crate::ssr::call(move |s, caller| async move { s.audit().acts(&caller, &filter, behind).await }).await
}
