//! Which web pages may call an endpoint, against DNS rebinding (a page whose host name turns to our address).
//!
//! Programs send no `Origin` and are not concerned. A page may call when its origin is allowed by name, or when it
//! came from the host it calls and that host is beyond doubt: an address or `localhost` cannot be rebound, and an
//! endpoint that asks for a key is not opened by rebinding. What remains is a page at `http://some.name` calling an
//! endpoint without authentication at the same name: that is just what an attack looks like.

use http::{
    HeaderMap, HeaderValue, Response, StatusCode,
    header::{
        ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
        ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS, ORIGIN, VARY,
    },
    request::Parts,
};
use model::{EndpointAuth, cannot_be_rebound, host_name};

use super::address;
use crate::{Body, Error, error::quoted};

/// Checks where a request comes from. `Some` names the origin that the answer must allow to read it.
pub(crate) fn check(
    parts: &Parts,
    auth: EndpointAuth,
    allowed_origins: &[String],
) -> Result<Option<HeaderValue>, Error> {
    let Some(origin) = parts.headers.get(ORIGIN) else {
        return Ok(None);
    };
    let text = origin.to_str().unwrap_or_default();
    let is_named = allowed_origins
        .iter()
        .any(|allowed| allowed.trim_end_matches('/').eq_ignore_ascii_case(text));
    if is_named || is_own_page(text, parts, auth) {
        return Ok(Some(origin.clone()));
    }
    Err(Error::Origin(quoted(text)))
}

/// Ports are not compared: proxies often drop them from `Host`.
fn is_own_page(origin: &str, parts: &Parts, auth: EndpointAuth) -> bool {
    let Some((_, origin)) = origin.split_once("://") else {
        return false;
    };
    let Some(host) = address::host(parts) else {
        return false;
    };
    let (page, host) = (host_name(origin), host_name(host));
    page.eq_ignore_ascii_case(host) && (!auth.is_open() || cannot_be_rebound(host))
}

/// The answer to a browser that asks whether a page may send its real request.
pub(crate) fn preflight(headers: &HeaderMap) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    let ours = response.headers_mut();
    ours.insert(
        ACCESS_CONTROL_ALLOW_METHODS,
        HeaderValue::from_static("GET, POST, DELETE"),
    );
    ours.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    if let Some(wanted) = headers.get(ACCESS_CONTROL_REQUEST_HEADERS) {
        // The origin is trusted by now, and clients add headers of later protocol versions.
        ours.insert(ACCESS_CONTROL_ALLOW_HEADERS, wanted.clone());
    }
    response
}

/// Lets the page read the answer.
pub(crate) fn allow_reading(response: &mut Response<Body>, origin: HeaderValue) {
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(
        ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static("Mcp-Session-Id, WWW-Authenticate"),
    );
    headers.insert(VARY, HeaderValue::from_static("Origin"));
}

#[cfg(test)]
mod tests {
    use http::Request;
    use model::EndpointAuth;

    use super::check;

    #[test]
    fn lets_in_programs_own_pages_and_named_origins_only() {
        let allowed = ["https://app.example.com/".to_owned()];
        let (open, keyed) = (EndpointAuth::None, EndpointAuth::ApiKey);
        let cases = [
            (None, "evil.example", open, true),
            (Some("http://localhost:6274"), "localhost:12008", open, true),
            (Some("http://127.0.0.1:12008"), "127.0.0.1:12008", open, true),
            (Some("http://[::1]:12008"), "[::1]:12008", open, true),
            (Some("https://APP.example.com"), "mcp.example.com", open, true),
            (Some("https://mcp.example.com"), "mcp.example.com", keyed, true),
            (Some("https://mcp.example.com"), "mcp.example.com", open, false),
            (Some("http://evil.example"), "127.0.0.1:12008", keyed, false),
            (
                Some("http://localhost.evil.example"),
                "localhost:12008",
                keyed,
                false,
            ),
            (Some("http://127.0.0.1"), "[::1]:12008", keyed, false),
            (Some("null"), "localhost", keyed, false),
            (Some(""), "localhost", keyed, false),
        ];
        for (origin, host, auth, is_allowed) in cases {
            let mut request = Request::post("/metamcp/e/mcp").header("host", host);
            if let Some(origin) = origin {
                request = request.header("origin", origin);
            }
            let (parts, ()) = request.body(()).unwrap().into_parts();
            assert_eq!(
                check(&parts, auth, &allowed).is_ok(),
                is_allowed,
                "{origin:?} at {host} ({auth:?})"
            );
        }
    }

    #[test]
    fn finds_the_host_of_http_2_in_the_uri() {
        let request =
            Request::post("http://localhost:12008/metamcp/e/mcp").header("origin", "http://localhost:12008");
        let (parts, ()) = request.body(()).unwrap().into_parts();
        assert!(check(&parts, EndpointAuth::None, &[]).is_ok());
    }
}
