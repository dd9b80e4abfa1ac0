//! By which of the public URLs a request came. Under any other address there is nothing but an answer that says so: sign-in
//! would be lost there, and clients would not believe what they are told.

use std::net::{IpAddr, SocketAddr};

use app::ssr::Here;
use axum::{
    Json,
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use model::{WrongAddress, host_name};
use serde_json::json;
use url::Url;

use super::{accepts_html, header_text};
use crate::{routes::wrong_address, state::AppState};

/// Puts [`Here`] into the request, or refuses it. Cookies of an address with https are for https only.
pub async fn layer(
    State(state): State<AppState>,
    ConnectInfo(connected): ConnectInfo<SocketAddr>,
    mut request: Request,
    next: Next,
) -> Response {
    let host = host(&request).unwrap_or_default().to_owned();
    let is_page = *request.method() == Method::GET && accepts_html(request.headers());
    let scheme = scheme(
        request.headers(),
        &host,
        is_page,
        connected.ip(),
        &state.trusted_proxies,
    );
    let address = match state.public_urls.meant(&host, scheme) {
        Ok(meant) => meant.url().into_owned(),
        Err(wrong) => {
            let used = format!("{}://{host}", scheme.unwrap_or("http"));
            return refused(&state, request.headers(), &used, &wrong);
        }
    };
    let is_secure = address.scheme() == "https";
    request.extensions_mut().insert(Here(state.services.at(address)));
    let mut response = next.run(request).await;
    if is_secure {
        keep_cookies_to_https(response.headers_mut());
    }
    response
}

/// The host that a request names. HTTP/2 carries it in the URI.
fn host(request: &Request) -> Option<&str> {
    header_text(request.headers(), header::HOST)
        .or(request.uri().authority().map(http::uri::Authority::as_str))
}

/// The scheme that the browser used, where something tells it: the page that sends a form, a trusted proxy, or, when nothing
/// says that there is a proxy, that the browser leaves out what it sends over https.
fn scheme(
    headers: &HeaderMap,
    host: &str,
    is_page: bool,
    connected: IpAddr,
    trusted: &[IpAddr],
) -> Option<&'static str> {
    let known = |scheme: &str| match scheme.trim() {
        "http" => Some("http"),
        "https" => Some("https"),
        _ => None,
    };
    let of_own_page = || {
        let (scheme, authority) = header_text(headers, header::ORIGIN)?.split_once("://")?;
        let is_own = host_name(authority).eq_ignore_ascii_case(host_name(host));
        known(scheme).filter(|_| is_own)
    };
    let of_proxy = || {
        let said = headers.get("x-forwarded-proto")?.to_str().ok()?;
        let is_trusted = trusted.contains(&connected.to_canonical());
        known(said.split(',').next()?).filter(|_| is_trusted)
    };
    let is_plain = || is_page && !WITH_HTTPS_OR_PROXY.iter().any(|name| headers.contains_key(*name));
    of_own_page()
        .or_else(of_proxy)
        .or_else(|| is_plain().then_some("http"))
}

/// Proxies send the first ones, browsers the last one, to https and to the own machine only.
const WITH_HTTPS_OR_PROXY: [&str; 6] = [
    "x-forwarded-for",
    "x-forwarded-proto",
    "x-forwarded-host",
    "forwarded",
    "via",
    "sec-fetch-site",
];

fn refused(state: &AppState, headers: &HeaderMap, used: &str, wrong: &WrongAddress) -> Response {
    let known = match wrong {
        WrongAddress::Insecure(secure) => std::slice::from_ref(secure),
        WrongAddress::Unknown => state.public_urls.all(),
    };
    if accepts_html(headers) {
        return wrong_address::page(headers, used, known, wrong);
    }
    let known: Vec<_> = known.iter().map(Url::as_str).collect();
    let body = json!({
        "error": "invalid_request",
        "error_description": format!(
            "MetaMCP is not known as {used} but as {}; use that, or add this to METAMCP_PUBLIC_URLS",
            known.join(", ")
        ),
    });
    (StatusCode::MISDIRECTED_REQUEST, Json(body)).into_response()
}

/// The one place that decides about `Secure`.
fn keep_cookies_to_https(headers: &mut HeaderMap) {
    let cookies: Vec<_> = headers.get_all(header::SET_COOKIE).iter().cloned().collect();
    headers.remove(header::SET_COOKIE);
    for cookie in cookies {
        let secure = [cookie.as_bytes(), b"; Secure"].concat();
        headers.append(
            header::SET_COOKIE,
            HeaderValue::from_bytes(&secure).unwrap_or(cookie),
        );
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

    use super::{keep_cookies_to_https, scheme};

    fn seen(is_page: bool, headers: &[(&'static str, &'static str)]) -> Option<&'static str> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        let proxy = "10.0.0.1".parse().expect("an address");
        scheme(&map, "mcp.example.com", is_page, proxy, &[proxy])
    }

    #[test]
    fn the_scheme_is_known_from_own_pages_trusted_proxies_and_browsers() {
        let by_proxy = ("x-forwarded-proto", "https");
        assert_eq!(
            seen(false, &[("origin", "http://mcp.example.com"), by_proxy]),
            Some("http")
        );
        assert_eq!(
            seen(false, &[("origin", "http://evil.example"), by_proxy]),
            Some("https")
        );
        assert_eq!(seen(false, &[("origin", "null")]), None);
        assert_eq!(seen(true, &[("x-forwarded-proto", "http, https")]), Some("http"));
        assert_eq!(seen(true, &[("x-forwarded-proto", "gopher")]), None);
        assert_eq!(seen(true, &[]), Some("http"));
        assert_eq!(seen(true, &[("sec-fetch-site", "none")]), None);
        assert_eq!(seen(true, &[("x-forwarded-for", "1.2.3.4")]), None);
        assert_eq!(seen(false, &[]), None);
    }

    #[test]
    fn nobody_but_a_trusted_proxy_is_believed() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-proto", HeaderValue::from_static("https"));
        let (stranger, proxy) = ("10.0.0.2", "10.0.0.1");
        let [stranger, proxy] = [stranger, proxy].map(|it| it.parse().expect("an address"));
        assert_eq!(scheme(&headers, "a.example", true, stranger, &[proxy]), None);
    }

    #[test]
    fn every_cookie_is_kept_to_https() {
        let mut headers = HeaderMap::new();
        for cookie in ["a=1; Path=/", "b=2"] {
            headers.append(header::SET_COOKIE, HeaderValue::from_static(cookie));
        }
        keep_cookies_to_https(&mut headers);
        let cookies: Vec<_> = headers.get_all(header::SET_COOKIE).iter().collect();
        assert_eq!(cookies, ["a=1; Path=/; Secure", "b=2; Secure"]);
    }
}
