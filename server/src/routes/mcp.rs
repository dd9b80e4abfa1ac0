//! Where clients of endpoints are served: below `/metamcp/{endpoint}/`.
//!
//! Each request is handed over as it is; the gateway answers every method and every mistake.

use axum::{
    body::Body,
    extract::{Path, Request, State},
    response::Response,
};
use gateway::Gateway;

/// `/mcp`: Streamable HTTP of every version.
pub async fn streamable_http(
    State(gateway): State<Gateway>,
    Path(endpoint): Path<String>,
    request: Request,
) -> Response {
    gateway.streamable_http(&endpoint, request).await.map(Body::new)
}

/// `/sse`: the stream of a client of HTTP+SSE (2024-11-05).
pub async fn event_stream(
    State(gateway): State<Gateway>,
    Path(endpoint): Path<String>,
    request: Request,
) -> Response {
    gateway.event_stream(&endpoint, request).await.map(Body::new)
}

/// `/message`: what such a client sends.
pub async fn message(
    State(gateway): State<Gateway>,
    Path(endpoint): Path<String>,
    request: Request,
) -> Response {
    gateway.message(&endpoint, request).await.map(Body::new)
}

/// `/api/{tool}`: a tool as a REST operation.
pub async fn rest(
    State(gateway): State<Gateway>,
    Path((endpoint, tool)): Path<(String, String)>,
    request: Request,
) -> Response {
    gateway.rest(&endpoint, &tool, request).await.map(Body::new)
}

/// `/api/openapi.json`: what those operations are.
pub async fn openapi(
    State(gateway): State<Gateway>,
    Path(endpoint): Path<String>,
    request: Request,
) -> Response {
    gateway.openapi(&endpoint, request).await.map(Body::new)
}
