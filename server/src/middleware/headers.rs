//! Response headers that every page and answer of the dashboard carries.

use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

use super::link_pages;

const FIXED: [(HeaderName, &str); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
];

/// Of pages whose address is a secret: no other page hears of it, and no cache keeps it.
const SECRET_PAGE: [(HeaderName, &str); 2] = [
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
];

/// Adds them, without replacing what a route decided. The content security policy of pages carries a
/// nonce and is set where pages are rendered.
pub async fn layer(request: Request, next: Next) -> Response {
    let is_secret = link_pages::is_one(request.uri().path());
    let mut response = next.run(request).await;
    if is_secret {
        response
            .headers_mut()
            .extend(SECRET_PAGE.map(|(name, value)| (name, HeaderValue::from_static(value))));
    }
    for (name, value) in FIXED {
        response
            .headers_mut()
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    response
}

/// The policy of a page whose scripts carry this nonce. `wasm-unsafe-eval` lets WebAssembly compile and
/// nothing else.
///
/// # Panics
/// When the nonce is not visible ASCII; Leptos makes them of base64.
pub fn content_security_policy(nonce: &str) -> HeaderValue {
    let policy = format!(
        "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; media-src 'self' data:; \
         frame-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).expect("a nonce is base64")
}
