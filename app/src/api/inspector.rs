//! The inspector, over the wire.

use leptos::prelude::*;
use model::{
    AnswerInput, InspectionId, InspectionInput, InspectionLists, InspectionView, InspectorTargets,
    RequestInput,
};

use crate::error::AppError;

/// What the caller can inspect, and what they inspect.
#[server(prefix = "/api", endpoint = "inspector/targets")]
pub async fn list_inspector_targets() -> Result<InspectorTargets, AppError> {
    crate::ssr::call(|s, caller| async move { s.inspector().targets(&caller).await }).await
}

/// Begins to inspect something, and goes there.
#[server(prefix = "/api", endpoint = "inspector/open")]
pub async fn open_inspection(input: InspectionInput) -> Result<(), AppError> {
    crate::ssr::submit(&input.clone(), move |s, caller| async move {
        s.inspector().open(&caller, input).await
    })
    .await
    .map(|id| crate::ssr::redirect(&format!("/inspector/{id}")))
}

/// An inspection as it stands now.
#[server(prefix = "/api", endpoint = "inspector/get")]
pub async fn get_inspection(id: InspectionId) -> Result<InspectionView, AppError> {
    crate::ssr::call(move |s, caller| async move { s.inspector().get(&caller, id).await }).await
}

/// What its target offers.
#[server(prefix = "/api", endpoint = "inspector/lists")]
pub async fn get_inspection_lists(id: InspectionId) -> Result<InspectionLists, AppError> {
    crate::ssr::call(move |s, caller| async move { s.inspector().lists(&caller, id).await }).await
}

/// Sends a request. The inspection has the answer.
#[server(prefix = "/api", endpoint = "inspector/send")]
pub async fn send_request(id: InspectionId, input: RequestInput) -> Result<u64, AppError> {
    crate::ssr::submit(&input.clone(), move |s, caller| async move {
        s.inspector().send(&caller, id, input).await
    })
    .await
}

/// Cancels a request.
#[server(prefix = "/api", endpoint = "inspector/cancel")]
pub async fn cancel_request(id: InspectionId, n: u64) -> Result<(), AppError> {
    crate::ssr::call(move |s, caller| async move { s.inspector().cancel(&caller, id, n).await }).await
}

/// Answers a question of a server.
#[server(prefix = "/api", endpoint = "inspector/answer")]
pub async fn answer_question(id: InspectionId, n: u64, input: AnswerInput) -> Result<(), AppError> {
    crate::ssr::submit(&input.clone(), move |s, caller| async move {
        s.inspector().answer(&caller, id, n, input).await
    })
    .await
}

/// Ends an inspection, and goes to the others.
#[server(prefix = "/api", endpoint = "inspector/close")]
pub async fn close_inspection(id: InspectionId) -> Result<(), AppError> {
    crate::ssr::call(move |s, caller| async move { s.inspector().close(&caller, id).await })
        .await
        .inspect(|()| crate::ssr::redirect("/inspector"))
}
