//! Single sign-on for browsers: they leave for a provider, and come back.

use app::ssr::{CallerExtension, Here, Peer, SIGN_IN_COOKIE as COOKIE, SignIn};
use axum::{
    Extension, Form,
    extract::{Path, Query, RawQuery},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
};
use model::SignInProblem;
use serde::Deserialize;
use service::{Arrival, Departure, NotSignedIn};

use super::html::{self, Reader};

/// Where browsers begin and end, and where the original has them come back.
const PREFIXES: [&str; 2] = ["/auth/oidc/", "/api/auth/oauth2/callback/"];

/// What the button of a provider sends.
#[derive(Deserialize)]
pub struct Start {
    /// Where to go after sign-in.
    #[serde(default)]
    next: String,
    /// Links an account instead of signing in; any text does.
    #[serde(default)]
    link: String,
}

/// The query of the way out.
#[derive(Deserialize)]
pub struct WayOut {
    to: String,
}

/// Whether a path is one of these, which are for strangers too.
pub fn is_one(path: &str) -> bool {
    PREFIXES.iter().any(|prefix| path.starts_with(prefix))
}

/// `POST /auth/oidc/{slug}/start`: a form of ours, so that no other site sends people away. The page that it answers with
/// leads on to the provider: browsers hold forms to our own site, redirects included.
pub async fn start(
    Extension(Here(services)): Extension<Here>,
    Extension(CallerExtension(caller)): Extension<CallerExtension>,
    Extension(peer): Extension<Peer>,
    Path(slug): Path<String>,
    reader: Reader,
    Form(start): Form<Start>,
) -> Response {
    let is_linking = !start.link.is_empty();
    if is_linking && caller.is_none() {
        return Redirect::to("/login").into_response();
    }
    let links = caller.as_ref().filter(|_| is_linking);
    match services
        .sso()
        .begin(&slug, &start.next, links, peer.address)
        .await
    {
        Ok(departure) => leave(reader, &departure),
        Err(problem) => explain(problem, is_linking),
    }
}

/// `GET /auth/oidc/{slug}/callback`, and `GET /api/auth/oauth2/callback/{slug}` as in the original.
pub async fn callback(
    Extension(Here(services)): Extension<Here>,
    Extension(CallerExtension(caller)): Extension<CallerExtension>,
    Extension(peer): Extension<Peer>,
    Extension(sign_in): Extension<SignIn>,
    Path(slug): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let query = query.unwrap_or_default();
    let arrived = services
        .sso()
        .finish(&slug, &query, cookie(&headers), caller.as_ref(), peer.address)
        .await;
    let mut response = match arrived {
        Ok(Arrival::SignedIn { caller, next, ticket }) => {
            match sign_in.session().sign_in(caller.user_id, Some(ticket)).await {
                Ok(()) => Redirect::to(&next).into_response(),
                Err(error) => {
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        "could not keep a session"
                    );
                    explain(SignInProblem::Failed, false)
                }
            }
        }
        Ok(Arrival::MayLink(offer)) => {
            // In place of the attempt's cookie, which has been used.
            let mut response = Redirect::to("/link-account").into_response();
            set_cookie(&mut response, &offer.browser, offer.lasts.as_secs());
            return response;
        }
        Ok(Arrival::Linked) => Redirect::to("/account?notice=linked").into_response(),
        Err(NotSignedIn { problem, was_linking }) => explain(problem, was_linking && caller.is_some()),
    };
    set_cookie(&mut response, "", 0);
    response
}

/// `GET /auth/oidc/sign-out`: on to the provider, for somebody who is signed out here.
pub async fn sign_out(
    Extension(Here(services)): Extension<Here>,
    Query(way_out): Query<WayOut>,
    reader: Reader,
) -> Response {
    match services.sso().read_way_out(&way_out.to) {
        Some(url) => lead_on(reader, &url),
        None => Redirect::to("/login").into_response(),
    }
}

fn leave(reader: Reader, departure: &Departure) -> Response {
    let mut response = lead_on(reader, &departure.url);
    set_cookie(&mut response, &departure.browser, departure.lasts.as_secs());
    response
}

fn lead_on(reader: Reader, url: &str) -> Response {
    html::onward(reader, reader.words().to_provider, "", url)
}

/// The page that says why, in the language of the person.
fn explain(problem: SignInProblem, is_linking: bool) -> Response {
    let page = if is_linking { "/account" } else { "/login" };
    Redirect::to(&format!("{page}?problem={}", problem.as_str())).into_response()
}

fn set_cookie(response: &mut Response, value: &str, seconds: u64) {
    let cookie = format!("{COOKIE}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax");
    if let Ok(cookie) = HeaderValue::try_from(cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().split_once('=').filter(|(name, _)| *name == COOKIE))
        .map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue, header};

    use super::{cookie, is_one};

    #[test]
    fn only_these_paths_are_open() {
        for open in ["/auth/oidc/google/start", "/api/auth/oauth2/callback/oidc"] {
            assert!(is_one(open), "{open}");
        }
        for closed in ["/auth", "/api/auth/oauth2", "/api/sign-in/providers"] {
            assert!(!is_one(closed), "{closed}");
        }
    }

    #[test]
    fn the_cookie_is_found_by_its_whole_name() {
        let mut headers = HeaderMap::new();
        let value = "xmetamcp_sign_in=no; metamcp_session=s; metamcp_sign_in=yes";
        headers.append(header::COOKIE, HeaderValue::from_static(value));
        assert_eq!(cookie(&headers), Some("yes"));
    }
}
