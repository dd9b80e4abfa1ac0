//! What a form begins with when an earlier or a saved request is edited, or a call that is written down is made again:
//! `?edit=<n>`, `?request=<id>` and `?call=<id>`.

use leptos::prelude::*;
use model::{AuditCallDetail, AuditCallId, InspectionId, SavedRequestId};

use super::inspected::{Inspected, use_chosen};
use crate::{
    api::{
        audit::audit_call,
        inspector::{get_exchange, get_saved_request},
    },
    error::AppError,
};

/// A request to begin with.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct Prefill {
    /// Its tool, prompt or resource.
    pub(super) name: String,
    /// Its arguments; empty when they are not known.
    pub(super) params: String,
    /// What they are not.
    pub(super) lack: Option<Lack>,
}

/// Why the arguments of a call that is written down are not those that it had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) enum Lack {
    /// They are not written down, or not for this reader.
    NotKept,
    /// Only the beginning is.
    Cut,
    /// Secrets were taken out.
    Redacted,
}

/// What stands in the place of a secret that was taken out.
const REDACTED: &str = "[redacted: ";

impl Prefill {
    fn of_request(name: String, params: String) -> Self {
        Self {
            name,
            params,
            lack: None,
        }
    }

    fn of_call(detail: AuditCallDetail) -> Self {
        let text = detail.arguments.and_then(|part| part.text);
        let is_whole = |text: &str| serde_json::from_str::<serde_json::Value>(text).is_ok();
        let (params, lack) = match text {
            Some(text) if !is_whole(&text) => (String::new(), Some(Lack::Cut)),
            Some(text) if text.contains(REDACTED) => (text, Some(Lack::Redacted)),
            Some(text) => (text, None),
            None => (String::new(), Some(Lack::NotKept)),
        };
        Self {
            name: detail.call.tool,
            params,
            lack,
        }
    }
}

/// The request that the URL names.
pub(super) fn use_prefill(it: Inspected) -> Resource<Result<Option<Prefill>, AppError>> {
    let (edited, saved, call) = (use_chosen("edit"), use_chosen("request"), use_chosen("call"));
    let id = it.id;
    Resource::new(
        move || (edited.get(), saved.get(), call.get()),
        move |(edited, saved, call)| load(id, edited, saved, call),
    )
}

async fn load(
    id: InspectionId,
    edited: Option<String>,
    saved: Option<String>,
    call: Option<String>,
) -> Result<Option<Prefill>, AppError> {
    if let Some(n) = edited.and_then(|n| n.parse().ok()) {
        let exchange = get_exchange(id, n).await?;
        return Ok(Some(Prefill::of_request(exchange.row.name, exchange.input)));
    }
    if let Some(id) = saved.and_then(|id| id.parse::<SavedRequestId>().ok()) {
        let saved = get_saved_request(id).await?;
        return Ok(Some(Prefill::of_request(saved.request_name, saved.params)));
    }
    if let Some(id) = call.and_then(|id| id.parse::<AuditCallId>().ok()) {
        return Ok(Some(Prefill::of_call(audit_call(id).await?)));
    }
    Ok(None)
}
