//! Probes: is the process alive, and can it do its work.

use axum::{Json, extract::State, http::StatusCode, response::IntoResponse};
use serde_json::{Value, json};
use store::Store;

use crate::state::AppState;

/// `GET /health` and the original's `GET /metamcp/health`: the process answers.
pub async fn alive() -> Json<Value> {
    Json(json!({ "status": "ok", "service": "metamcp", "version": env!("CARGO_PKG_VERSION") }))
}

/// `GET /ready`: the database answers and a configuration is loaded. 503 says which is missing.
pub async fn ready(State(state): State<AppState>) -> impl IntoResponse {
    let database = match database(&state.store).await {
        Ok(()) => json!("ok"),
        Err(problem) => json!(problem),
    };
    let snapshot = if state.services.is_ready() {
        "ok"
    } else {
        "not loaded yet"
    };
    let well = database == "ok" && snapshot == "ok";
    let status = if well {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (
        status,
        Json(
            json!({ "status": if well { "ok" } else { "unavailable" }, "database": database, "configuration": snapshot }),
        ),
    )
}

async fn database(store: &Store) -> Result<(), String> {
    store.ping().await.map_err(|error| error.to_string())
}
