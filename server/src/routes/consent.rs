//! OAuth for browsers: a client sends a person here, and gets them back with an answer.

use app::ssr::CallerExtension;
use axum::{
    Extension, Form,
    extract::{RawQuery, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;
use service::{Authorize, Error, Services};
use url::form_urlencoded;

use super::{
    html::{self, Text},
    oauth,
};
use crate::middleware::caller::CameBy;

/// Where the request of a client comes in.
pub const AUTHORIZE: &str = "/oauth/authorize";

/// The parameter that holds a whole query.
const WRAPPED: &str = "request_query";

/// A person's answer.
#[derive(Deserialize)]
pub struct Decision {
    request: String,
    decision: String,
}

/// `GET /oauth/authorize`
pub async fn authorize(
    State(services): State<Services>,
    Extension(CallerExtension(caller)): Extension<CallerExtension>,
    Extension(CameBy(came_by)): Extension<CameBy>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let query = query.unwrap_or_default();
    let query = wrapped(&query).unwrap_or(query);
    match services.oauth().authorize(&query, caller.as_ref(), came_by).await {
        Authorize::Refused(error) => {
            oauth::note(&error);
            let status = StatusCode::from_u16(error.problem.status()).unwrap_or(StatusCode::BAD_REQUEST);
            problem(status, &error.description)
        }
        Authorize::SignIn(None) => to("/login", &[("next", &wrap(&query))]),
        Authorize::SignIn(Some(endpoint)) => {
            to("/login", &[("endpoint", &endpoint), ("next", &wrap(&query))])
        }
        Authorize::Ask(question) => to("/oauth/consent", &[("request", &question)]),
        Authorize::Answer(url) if comes_from_us(&headers) => hand_over(&url),
        Authorize::Answer(url) => match HeaderValue::try_from(&url) {
            Ok(location) => (StatusCode::FOUND, [(header::LOCATION, location)]).into_response(),
            Err(_) => hand_over(&url),
        },
    }
}

/// `POST /oauth/decision`: the form of the page that asks.
pub async fn decide(
    State(services): State<Services>,
    Extension(CallerExtension(caller)): Extension<CallerExtension>,
    Form(decision): Form<Decision>,
) -> Response {
    let Some(caller) = caller else {
        return Redirect::to("/login").into_response();
    };
    let allows = decision.decision == "allow";
    match services.oauth().decide(&caller, &decision.request, allows).await {
        Ok(url) => hand_over(&url),
        Err(Error::NotFound) => problem(
            StatusCode::BAD_REQUEST,
            "this question is too old, or it was another person's. Go back to the client and connect it again",
        ),
        Err(error) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "could not answer a client"
            );
            problem(
                StatusCode::SERVICE_UNAVAILABLE,
                "the answer could not be saved; try again in a moment",
            )
        }
    }
}

/// The same request for after the sign-in. On that way a query within a query is decoded more than once, which would change
/// a `state` with `&` in it: letters and digits survive. Nobody has to believe them: everything is checked again.
fn wrap(query: &str) -> String {
    format!("{AUTHORIZE}?{WRAPPED}={}", URL_SAFE_NO_PAD.encode(query))
}

/// The query that [`wrap`] wrapped.
fn wrapped(query: &str) -> Option<String> {
    let text = query.strip_prefix(WRAPPED)?.strip_prefix('=')?;
    String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()
}

/// The sign-in led here. Its page forbids forms that end at other sites, and browsers count what a form's answer redirects to.
fn comes_from_us(headers: &HeaderMap) -> bool {
    headers
        .get("sec-fetch-site")
        .is_some_and(|value| value == "same-origin")
}

fn to(page: &str, parameters: &[(&str, &str)]) -> Response {
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(parameters)
        .finish();
    Redirect::to(&format!("{page}?{query}")).into_response()
}

/// A page that goes on to the client by itself, or by its link where a program has to be started.
fn hand_over(url: &str) -> Response {
    html::onward("Back to the client", "You can close this page afterwards.", url)
}

fn problem(status: StatusCode, text: &str) -> Response {
    let main = format!(
        "<h1>This client cannot be connected</h1>\n<p>{}.</p>\n<p><a href=\"/\">To the dashboard</a></p>\n",
        Text(&capitalised(text.trim_end_matches('.')))
    );
    html::response(status, html::document("This client cannot be connected", &main)).into_response()
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
