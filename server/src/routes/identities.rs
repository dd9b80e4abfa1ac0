//! What servers look up to know who calls them.

use std::error::Error as StdError;

use axum::{
    Json,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use service::Services;

/// Far shorter than a key is published before it signs.
const KEYS_LAST: HeaderValue = HeaderValue::from_static("public, max-age=300");

/// `GET /.well-known/jwks.json`: the public keys of the statements in `X-MetaMCP-Identity`.
pub async fn keys(State(services): State<Services>) -> Response {
    match services.identities().published_keys().await {
        Ok(keys) => ([(header::CACHE_CONTROL, KEYS_LAST)], Json(keys)).into_response(),
        Err(error) => {
            tracing::warn!(
                error = &error as &dyn StdError,
                "the published keys cannot be read"
            );
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}
