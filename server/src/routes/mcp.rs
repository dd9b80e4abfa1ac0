//! Where MCP clients connect. The gateway answers every method and every mistake.

use axum::{
    body::Body,
    extract::{Path, State},
    response::Response,
};
use gateway::Gateway;

use crate::middleware::peer::Located;

/// Streamable HTTP: `POST`, `GET` and `DELETE /metamcp/{endpoint}/mcp`.
pub async fn streamable_http(
    State(gateway): State<Gateway>,
    Path(endpoint): Path<String>,
    Located(request): Located,
) -> Response {
    gateway.streamable_http(&endpoint, request).await.map(Body::new)
}

/// HTTP+SSE of 2024-11-05: `GET /metamcp/{endpoint}/sse` opens the stream.
pub async fn event_stream(
    State(gateway): State<Gateway>,
    Path(endpoint): Path<String>,
    Located(request): Located,
) -> Response {
    gateway.event_stream(&endpoint, request).await.map(Body::new)
}

/// HTTP+SSE of 2024-11-05: `POST /metamcp/{endpoint}/message?sessionId=…` is what the client says.
pub async fn message(
    State(gateway): State<Gateway>,
    Path(endpoint): Path<String>,
    Located(request): Located,
) -> Response {
    gateway.message(&endpoint, request).await.map(Body::new)
}
