//! What a form begins with when an earlier or a saved request is edited: `?edit=<n>` and `?request=<id>`.

use leptos::prelude::*;
use model::{InspectionId, SavedRequestId};

use super::inspected::{Inspected, use_chosen};
use crate::{
    api::inspector::{get_exchange, get_saved_request},
    error::AppError,
};

/// A request to begin with.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct Prefill {
    /// Its tool, prompt or resource.
    pub(super) name: String,
    /// Its arguments.
    pub(super) params: String,
}

/// The request that the URL names.
pub(super) fn use_prefill(it: Inspected) -> Resource<Result<Option<Prefill>, AppError>> {
    let (edited, saved) = (use_chosen("edit"), use_chosen("request"));
    let id = it.id;
    Resource::new(
        move || (edited.get(), saved.get()),
        move |(edited, saved)| load(id, edited, saved),
    )
}

async fn load(
    id: InspectionId,
    edited: Option<String>,
    saved: Option<String>,
) -> Result<Option<Prefill>, AppError> {
    if let Some(n) = edited.and_then(|n| n.parse().ok()) {
        let exchange = get_exchange(id, n).await?;
        let (name, params) = (exchange.row.name, exchange.input);
        return Ok(Some(Prefill { name, params }));
    }
    if let Some(id) = saved.and_then(|id| id.parse::<SavedRequestId>().ok()) {
        let saved = get_saved_request(id).await?;
        let (name, params) = (saved.request_name, saved.params);
        return Ok(Some(Prefill { name, params }));
    }
    Ok(None)
}
