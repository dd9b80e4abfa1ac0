//! Refuses changes that another site's page sends with our cookie (CSRF).

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::state::AppState;

/// What the form of a page with a secret address posts to.
const ACCEPT_LINK: &str = "/api/links/accept";

/// Every method that changes something needs a request from our own pages. Browsers always say where a
/// request comes from (`Sec-Fetch-Site`, `Origin`); programs without cookies say nothing and pass.
pub async fn layer(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let is_own = is_own(request.headers(), &state.trusted_origins)
        || is_of_link_page(request.headers(), request.uri().path());
    if reads || is_own {
        return next.run(request).await;
    }
    (StatusCode::FORBIDDEN, "this request comes from another site. Open the dashboard itself, or add the site to EXTRA_TRUSTED_ORIGINS")
        .into_response()
}

fn is_own(headers: &HeaderMap, trusted: &[String]) -> bool {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(origin) = text(header::ORIGIN) else {
        return !matches!(
            headers.get("sec-fetch-site").and_then(|v| v.to_str().ok()),
            Some("cross-site" | "same-site")
        );
    };
    let same_host = origin
        .split_once("://")
        .is_some_and(|(_, host)| text(header::HOST) == Some(host));
    same_host
        || trusted
            .iter()
            .any(|allowed| allowed.trim_end_matches('/') == origin)
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
        let cases: [(&[(&'static str, &'static str)], bool); 7] = [
            (
                &[("host", "localhost:12008"), ("origin", "http://localhost:12008")],
                true,
            ),
            (
                &[("host", "localhost:12008"), ("origin", "https://evil.example")],
                false,
            ),
            (&[("host", "localhost:12008"), ("origin", "null")], false),
            (
                &[("host", "localhost:12008"), ("origin", "http://localhost:3000")],
                false,
            ),
            (
                &[
                    ("host", "mcp.example.com"),
                    ("origin", "https://admin.example.com"),
                ],
                true,
            ),
            (
                &[("host", "localhost:12008"), ("sec-fetch-site", "cross-site")],
                false,
            ),
            (&[("host", "localhost:12008")], true),
        ];
        for (headers, own) in cases {
            let mut map = HeaderMap::new();
            for (name, value) in headers {
                map.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
            }
            assert_eq!(
                is_own(&map, &["https://admin.example.com/".to_owned()]),
                own,
                "{headers:?}"
            );
        }
    }
}
