//! Streamable HTTP: `POST`, `GET` and `DELETE /metamcp/{endpoint}/mcp`.

use axum::{
    body::Body,
    extract::{Path, Request, State},
    response::Response,
};
use gateway::Gateway;

/// Hands the request over; the gateway answers every method and every mistake.
pub async fn streamable_http(
    State(gateway): State<Gateway>,
    Path(endpoint): Path<String>,
    request: Request,
) -> Response {
    gateway.streamable_http(&endpoint, request).await.map(Body::new)
}
