//! Layers of the dashboard. The gateway's routes have none of them: it decides for itself.

pub mod address;
pub mod caller;
mod cookie_session;
pub mod headers;
pub mod link_pages;
pub mod origin;
pub mod peer;
mod renewal;

use axum::http::{HeaderMap, HeaderName, header};

/// Under this name browsers keep what their sign-in is known by.
pub const SESSION_COOKIE: &str = "metamcp_session";

/// A header's text.
fn header_text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// A person reads the answer.
fn accepts_html(headers: &HeaderMap) -> bool {
    header_text(headers, header::ACCEPT).is_some_and(|accept| accept.contains("text/html"))
}
