//! `GET /inspector/{id}/apps/{n}`: the HTML of an app that an inspection has read, for a frame in the page of that inspection.
//!
//! It is written by strangers. Its policy takes every origin from it, so that it is as far from the dashboard here as at
//! another host, and browsers that say what they load a page for show it nowhere but in a frame: opened by itself it would stand
//! under our address.

use app::ssr::{CallerExtension, Here};
use axum::{
    Extension,
    extract::Path,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use model::InspectionId;
use service::{AppPage, Error};

/// What the page is loaded for (Fetch Metadata); only contexts that are trustworthy say it.
const LOADED_FOR: HeaderName = HeaderName::from_static("sec-fetch-dest");

const FIXED: [(HeaderName, &str); 6] = [
    (header::CONTENT_TYPE, "text/html; charset=utf-8"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // Older than `frame-ancestors`, for browsers that look at both.
    (header::X_FRAME_OPTIONS, "SAMEORIGIN"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (header::CACHE_CONTROL, "no-store"),
];

/// The app, for whoever's inspection it is.
pub async fn page(
    Extension(Here(services)): Extension<Here>,
    Extension(CallerExtension(caller)): Extension<CallerExtension>,
    Path((id, n)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let Some(caller) = caller else {
        return (StatusCode::UNAUTHORIZED, "sign in first").into_response();
    };
    if headers.get(LOADED_FOR).is_some_and(|dest| dest != "iframe") {
        return (StatusCode::FORBIDDEN, "an app is shown in its inspection alone").into_response();
    }
    let (Ok(id), Ok(n)) = (id.parse::<InspectionId>(), n.parse::<u64>()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match services.inspector().app_page(&caller, id, n).await {
        Ok(page) => framed(page),
        Err(Error::Forbidden) => StatusCode::FORBIDDEN.into_response(),
        Err(_) => (StatusCode::NOT_FOUND, "there is no such app of yours").into_response(),
    }
}

fn framed(page: AppPage) -> Response {
    // Origins are ASCII by now; a page without its policy is not sent.
    let Ok(policy) = HeaderValue::try_from(page.policy) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut response = page.html.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    for (name, value) in FIXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
