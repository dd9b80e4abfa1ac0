//! Tools for programs that speak HTTP and not MCP, and the page that explains them.

mod page;
mod schema;

use axum::{
    body::{Body, to_bytes},
    extract::{Path, Request, State},
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use gateway::Gateway;
use url::form_urlencoded;

use super::html;
use crate::middleware::peer::Located;

/// A form with a key is smaller.
const MAX_FORM: usize = 4 * 1024;

const KEY: HeaderName = HeaderName::from_static("x-api-key");

/// `POST /metamcp/{endpoint}/api/{tool}`: calls a tool.
pub async fn call(
    State(gateway): State<Gateway>,
    Path((endpoint, tool)): Path<(String, String)>,
    Located(request): Located,
) -> Response {
    gateway.rest(&endpoint, &tool, request).await.map(Body::new)
}

/// `GET /metamcp/{endpoint}/api/openapi.json`: describes all tools. Any other method is for a tool of that name.
pub async fn openapi(
    State(gateway): State<Gateway>,
    Path(endpoint): Path<String>,
    request: Request,
) -> Response {
    gateway.openapi(&endpoint, request).await.map(Body::new)
}

/// `GET /metamcp/{endpoint}/api/search`: finds tools by words. A POST is for a tool of that name.
pub async fn search(
    State(gateway): State<Gateway>,
    Path(endpoint): Path<String>,
    request: Request,
) -> Response {
    gateway.search(&endpoint, request).await.map(Body::new)
}

/// `GET /metamcp/{endpoint}/api`: explains all tools to people. A browser cannot send a key by itself, so that the page
/// asks for it and takes it with `POST`, in a form; it is used for that answer and kept nowhere.
pub async fn page(
    State(gateway): State<Gateway>,
    Path(endpoint): Path<String>,
    request: Request,
) -> Response {
    let (mut parts, body) = request.into_parts();
    match parts.method {
        Method::GET | Method::HEAD => {}
        Method::POST => {
            let form = to_bytes(body, MAX_FORM).await.unwrap_or_default();
            let key = form_urlencoded::parse(&form).find(|(name, _)| name == "key");
            let key = key.and_then(|(_, key)| HeaderValue::from_str(key.trim()).ok());
            if let Some(key) = key {
                parts.headers.insert(KEY, key);
            }
        }
        _ => {
            return (
                StatusCode::METHOD_NOT_ALLOWED,
                [(header::ALLOW, "GET, HEAD, POST")],
            )
                .into_response();
        }
    }
    match gateway.document(&endpoint, &parts).await {
        Ok(document) => html::response(StatusCode::OK, page::tools(&document)),
        Err(error) => {
            let (status, message, advice) = error.in_words();
            let takes_keys = !matches!(error, gateway::Error::TokenMissing { or_key: false });
            let asks_for_key =
                takes_keys && matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN);
            let is_first_look = parts.method != Method::POST && status == StatusCode::UNAUTHORIZED;
            let mut response = html::response(
                status,
                page::refusal(&endpoint, &message, &advice, asks_for_key, is_first_look),
            );
            if let Some(challenge) = gateway.challenge(&endpoint, &parts, &error) {
                response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
            }
            response
        }
    }
}
