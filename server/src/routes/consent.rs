//! OAuth for browsers: a client sends a person here, and gets them back with an answer.

use app::ssr::{CallerExtension, Here};
use axum::{
    Extension, Form,
    extract::RawQuery,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;
use service::{Authorize, Error, OauthError, OauthProblem};
use url::form_urlencoded;

use super::{
    html::{self, Reader, Text},
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
    Extension(Here(services)): Extension<Here>,
    Extension(CallerExtension(caller)): Extension<CallerExtension>,
    Extension(CameBy(came_by)): Extension<CameBy>,
    RawQuery(query): RawQuery,
    reader: Reader,
    headers: HeaderMap,
) -> Response {
    let query = query.unwrap_or_default();
    let query = wrapped(&query).unwrap_or(query);
    match services.oauth().authorize(&query, caller.as_ref(), came_by).await {
        Authorize::Refused(error) => {
            oauth::note(&error);
            refused(reader, &error)
        }
        Authorize::SignIn(None) => to("/login", &[("next", &wrap(&query))]),
        Authorize::SignIn(Some(endpoint)) => {
            to("/login", &[("endpoint", &endpoint), ("next", &wrap(&query))])
        }
        Authorize::Ask(question) => to("/oauth/consent", &[("request", &question)]),
        Authorize::Answer(url) if comes_from_us(&headers) => hand_over(reader, &url),
        Authorize::Answer(url) => match HeaderValue::try_from(&url) {
            Ok(location) => (StatusCode::FOUND, [(header::LOCATION, location)]).into_response(),
            Err(_) => hand_over(reader, &url),
        },
    }
}

/// `POST /oauth/decision`: the form of the page that asks.
pub async fn decide(
    Extension(Here(services)): Extension<Here>,
    Extension(CallerExtension(caller)): Extension<CallerExtension>,
    reader: Reader,
    Form(decision): Form<Decision>,
) -> Response {
    let Some(caller) = caller else {
        return Redirect::to("/login").into_response();
    };
    let allows = decision.decision == "allow";
    match services.oauth().decide(&caller, &decision.request, allows).await {
        Ok(url) => hand_over(reader, &url),
        Err(Error::NotFound) => problem(
            reader,
            StatusCode::BAD_REQUEST,
            reader.words().question_gone,
            None,
        ),
        Err(error) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "could not answer a client"
            );
            problem(
                reader,
                StatusCode::SERVICE_UNAVAILABLE,
                reader.words().answer_not_saved,
                None,
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
fn hand_over(reader: Reader, url: &str) -> Response {
    let words = reader.words();
    html::onward(reader, words.back_to_client, words.close_afterwards, url)
}

/// There is nobody whom an answer could be sent to: the person is told, and whoever makes the client, in their words.
fn refused(reader: Reader, error: &OauthError) -> Response {
    let words = reader.words();
    let explanation = match error.problem {
        OauthProblem::InvalidClient => words.client_unknown,
        OauthProblem::UnauthorizedClient => words.client_waits,
        OauthProblem::SlowDown | OauthProblem::TemporarilyUnavailable | OauthProblem::ServerError => {
            words.client_ours
        }
        _ => words.client_request,
    };
    let status = StatusCode::from_u16(error.problem.status()).unwrap_or(StatusCode::BAD_REQUEST);
    problem(reader, status, explanation, Some(&error.description))
}

/// A page that says why a client does not get what it came for.
pub(super) fn problem(
    reader: Reader,
    status: StatusCode,
    explanation: &str,
    technical: Option<&str>,
) -> Response {
    let words = reader.words();
    let (title, explanation) = (words.client_title, Text(explanation));
    let technical = technical.map_or_else(String::new, |text| {
        let (label, text) = (words.technical, Text(text));
        format!("<p class=\"muted\">{label} <span lang=\"en\">{text}</span></p>\n")
    });
    let main = format!(
        "<h1>{title}</h1>\n<p>{explanation}</p>\n{technical}<p><a href=\"/\">{}</a></p>\n",
        words.to_dashboard
    );
    html::response(status, html::document(reader, title, &main)).into_response()
}
