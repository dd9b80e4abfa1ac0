//! Checks of conformance, over the wire.

use leptos::prelude::*;
use model::{ConformanceInput, ConformanceRunId, ConformanceView, EndpointId};

use crate::error::AppError;

/// The runs at an endpoint, and one of them, or the latest.
#[server(prefix = "/api", endpoint = "conformance/view")]
pub async fn conformance(
    endpoint: EndpointId,
    run: Option<ConformanceRunId>,
) -> Result<ConformanceView, AppError> {
    crate::ssr::call(move |s, caller| async move { s.conformance().view(&caller, endpoint, run).await }).await
}

/// Tries every check at an endpoint, and goes to what came of it.
#[server(prefix = "/api", endpoint = "conformance/run")]
pub async fn check_conformance(input: ConformanceInput) -> Result<(), AppError> {
    let endpoint = input.endpoint;
    crate::ssr::call(move |s, caller| async move { s.conformance().run(&caller, endpoint).await })
        .await
        .inspect(|_| crate::ssr::redirect(&format!("/endpoints/{endpoint}/conformance")))
        .map(drop)
}
