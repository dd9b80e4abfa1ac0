//! Refuses changes that another site's page sends with our cookie (CSRF).

use app::ssr::Here;
use axum::{
    Extension,
    extract::{Request, State},
    http::{HeaderMap, HeaderName, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use url::Url;

use super::{SESSION_COOKIE, header_text};
use crate::state::AppState;

/// What the form of a page with a secret address posts to.
const ACCEPT_LINK: &str = "/api/links/accept";

/// Every method that changes something needs a request from our own pages. Browsers say where a request comes from; programs
/// say nothing, and pass as long as they show no cookie.
pub async fn layer(
    State(state): State<AppState>,
    Extension(Here(services)): Extension<Here>,
    request: Request,
    next: Next,
) -> Response {
    let is_admitted = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS)
        || is_own(request.headers(), services.address(), &state.trusted_origins)
        || is_of_link_page(request.headers(), request.uri().path());
    if is_admitted {
        return next.run(request).await;
    }
    (StatusCode::FORBIDDEN, "this request comes from another site. Open the dashboard itself, or add the site to EXTRA_TRUSTED_ORIGINS")
        .into_response()
}

fn is_own(headers: &HeaderMap, address: &Url, trusted: &[String]) -> bool {
    let is_trusted = |origin: &str| {
        origin == address.origin().ascii_serialization()
            || trusted
                .iter()
                .any(|allowed| allowed.trim_end_matches('/') == origin)
    };
    if let Some(origin) = header_text(headers, header::ORIGIN) {
        return is_trusted(origin);
    }
    if let Some(site) = header_text(headers, HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    let page = header_text(headers, header::REFERER).and_then(|page| Url::parse(page).ok());
    !has_session(headers) || page.is_some_and(|page| is_trusted(&page.origin().ascii_serialization()))
}

fn has_session(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .any(|pair| {
            pair.trim()
                .split_once('=')
                .is_some_and(|(name, _)| name == SESSION_COOKIE)
        })
}

/// Browsers say `null` for the origin of a form on a page that sends no referrer. Over https they say beside it whose page
/// it is; over http nothing does, and there the token in the form has to be enough.
fn is_of_link_page(headers: &HeaderMap, path: &str) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    path == ACCEPT_LINK
        && text("origin") == Some("null")
        && matches!(text("sec-fetch-site"), None | Some("same-origin"))
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderName, HeaderValue};

    use super::{ACCEPT_LINK, is_of_link_page, is_own};

    #[test]
    fn a_form_without_origin_comes_from_a_page_of_a_link_only() {
        type Headers<'a> = &'a [(&'static str, &'static str)];
        let cases: [(Headers<'_>, &str, bool); 5] = [
            (
                &[("origin", "null"), ("sec-fetch-site", "same-origin")],
                ACCEPT_LINK,
                true,
            ),
            (&[("origin", "null")], ACCEPT_LINK, true),
            (
                &[("origin", "null"), ("sec-fetch-site", "cross-site")],
                ACCEPT_LINK,
                false,
            ),
            (&[("origin", "https://evil.example")], ACCEPT_LINK, false),
            (
                &[("origin", "null"), ("sec-fetch-site", "same-origin")],
                "/api/auth/login",
                false,
            ),
        ];
        for (headers, path, own) in cases {
            let mut map = HeaderMap::new();
            for (name, value) in headers {
                map.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
            }
            assert_eq!(is_of_link_page(&map, path), own, "{headers:?} {path}");
        }
    }

    #[test]
    fn only_our_own_pages_change_things() {
        const COOKIE: (&str, &str) = ("cookie", "a=1; metamcp_session=s");
        type Headers<'a> = &'a [(&'static str, &'static str)];
        let cases: [(Headers<'_>, bool); 13] = [
            (&[("origin", "https://mcp.example.com")], true),
            (&[("origin", "http://mcp.example.com")], false),
            (&[("origin", "https://mcp.example.com:8443")], false),
            (&[("origin", "https://evil.example")], false),
            (&[("origin", "null")], false),
            (&[("origin", "https://admin.example.com")], true),
            (&[("sec-fetch-site", "cross-site")], false),
            (&[("sec-fetch-site", "same-site")], false),
            (&[COOKIE, ("sec-fetch-site", "same-origin")], true),
            (&[COOKIE], false),
            (&[COOKIE, ("referer", "https://mcp.example.com/servers")], true),
            (
                &[COOKIE, ("referer", "https://mcp.example.com.evil.example/")],
                false,
            ),
            (&[("cookie", "xmetamcp_session=s")], true),
        ];
        let address = "https://mcp.example.com".parse().expect("a URL");
        for (headers, own) in cases {
            let mut map = HeaderMap::new();
            for (name, value) in headers {
                map.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
            }
            let trusted = ["https://admin.example.com/".to_owned()];
            assert_eq!(is_own(&map, &address, &trusted), own, "{headers:?}");
        }
    }
}
