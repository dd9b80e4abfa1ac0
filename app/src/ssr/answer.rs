//! How the bridge answers: errors, redirects and cookies, for hydrated pages and for plain forms alike.

use std::error::Error as StdError;

use http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts};
use leptos::{prelude::use_context, server_fn::error::ServerFnUrlError};
use leptos_axum::ResponseOptions;

use crate::{
    contexts::{NOTICE_PARAMETER, Notice},
    error::{AppError, Conflict},
    typed,
};

/// Makes a path a URL that can be worked with.
const SOME_HOST: &str = "http://host";
const YEAR_IN_SECONDS: u32 = 31_536_000;

/// The wire form of a use case's result. On failure: the log entry, the status or the way back to the form.
pub(super) fn settle<T>(
    result: Result<T, service::Error>,
    typed: impl FnOnce() -> Vec<(String, String)>,
) -> Result<T, AppError> {
    settle_at(None, result, typed)
}

/// As [`settle`], with the path of the page that the form stands on, where browsers do not say it.
pub(super) fn settle_at<T>(
    page: Option<&str>,
    result: Result<T, service::Error>,
    typed: impl FnOnce() -> Vec<(String, String)>,
) -> Result<T, AppError> {
    result.map_err(|error| {
        let parts = use_context::<Parts>();
        let error = to_wire(error, parts.as_ref());
        if let (Some(parts), Some(options)) = (parts, use_context::<ResponseOptions>()) {
            match Request::of(&parts) {
                Request::Page => {
                    if error == AppError::NotFound {
                        options.set_status(StatusCode::NOT_FOUND);
                    }
                }
                // A status would replace that of the redirect: Leptos applies it afterwards.
                Request::PlainForm => back_to_form(&parts, page, &options, &error, typed()),
                Request::Call => options.set_status(status(&error)),
            }
        }
        error
    })
}

/// Sends the browser to a path of this site, from a plain form and from a hydrated page.
pub fn redirect(path: &str) {
    leptos_axum::redirect(path);
}

/// As [`redirect`], and the page there says what was done.
pub fn redirect_with(path: &str, notice: Notice) {
    let separator = if path.contains('?') { '&' } else { '?' };
    redirect(&format!(
        "{path}{separator}{NOTICE_PARAMETER}={}",
        notice.as_str()
    ));
}

/// Keeps a preference in a cookie of this browser for a year.
pub fn set_preference(cookie: &str, value: &str) {
    let cookie = format!("{cookie}={value}; Path=/; Max-Age={YEAR_IN_SECONDS}; HttpOnly; SameSite=Lax");
    if let (Some(options), Ok(cookie)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(&cookie)) {
        options.append_header(header::SET_COOKIE, cookie);
    }
}

/// In which of the three ways a server function was called.
enum Request {
    /// While a page is rendered.
    Page,
    /// By a form, without JavaScript.
    PlainForm,
    /// By a hydrated page or a program.
    Call,
}

impl Request {
    fn of(parts: &Parts) -> Self {
        let accepts_html = header_text(&parts.headers, &header::ACCEPT).contains("text/html");
        if matches!(parts.method, Method::GET | Method::HEAD) {
            Self::Page
        } else if accepts_html {
            Self::PlainForm
        } else {
            Self::Call
        }
    }
}

/// Redirects to the page that the form stands on, with the error and what was typed in the URL.
fn back_to_form(
    parts: &Parts,
    page: Option<&str>,
    options: &ResponseOptions,
    error: &AppError,
    typed: Vec<(String, String)>,
) {
    let referer = page.map_or_else(
        || header_text(&parts.headers, &header::REFERER).to_owned(),
        |page| format!("{SOME_HOST}{page}"),
    );
    let Ok(mut url) = ServerFnUrlError::new(parts.uri.path(), error.clone()).to_url(&referer) else {
        return;
    };
    // An earlier failure's traces are in the referer: of each of ours only the last one counts.
    let mut pairs: Vec<(String, String)> = Vec::new();
    for (name, value) in url.query_pairs() {
        if typed::is_kept(&name) || name == NOTICE_PARAMETER {
            continue;
        }
        if matches!(&*name, "__path" | "__err") {
            pairs.retain(|(earlier, _)| *earlier != name);
        }
        pairs.push((name.into_owned(), value.into_owned()));
    }
    url.query_pairs_mut()
        .clear()
        .extend_pairs(pairs)
        .extend_pairs(typed);
    let location = match page {
        // A path leads to the host that was asked, whatever its name.
        Some(_) => url.as_str().trim_start_matches(SOME_HOST),
        None => url.as_str(),
    };
    if let Ok(location) = HeaderValue::from_str(location) {
        options.insert_header(header::LOCATION, location);
    }
}

fn header_text<'a>(headers: &'a HeaderMap, name: &header::HeaderName) -> &'a str {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

fn to_wire(error: service::Error, parts: Option<&Parts>) -> AppError {
    match error {
        service::Error::Unauthenticated => AppError::Unauthenticated,
        service::Error::Forbidden => AppError::Forbidden,
        service::Error::NotFound => AppError::NotFound,
        service::Error::Invalid(errors) => AppError::Invalid(errors),
        service::Error::Conflict(conflict) => of_conflict(conflict),
        service::Error::Throttled { retry_after } => AppError::Throttled {
            retry_after: retry_after.as_secs().max(1),
        },
        service::Error::Upstream(failure) => AppError::Upstream(failure),
        service::Error::Paste(problem) => AppError::Paste(problem),
        service::Error::Unavailable(what) => AppError::Unavailable(what),
        service::Error::Internal(cause) => {
            let request_id = parts.map_or("", |parts| {
                header_text(&parts.headers, &header::HeaderName::from_static("x-request-id"))
            });
            tracing::error!(
                error = &*cause as &dyn StdError,
                request.id = request_id,
                "a use case failed"
            );
            AppError::Internal {
                request_id: request_id.to_owned(),
            }
        }
    }
}

fn of_conflict(conflict: service::Conflict) -> AppError {
    AppError::Conflict(match conflict {
        service::Conflict::Stale => Conflict::Stale,
        service::Conflict::TooManyWatch => Conflict::TooManyWatch,
        service::Conflict::AlreadySetUp => Conflict::AlreadySetUp,
        service::Conflict::LastAdmin => Conflict::LastAdmin,
        service::Conflict::NoPasswords => Conflict::NoPasswords,
        service::Conflict::NoRegistration => Conflict::NoRegistration,
        service::Conflict::NoWayIn => Conflict::NoWayIn,
        service::Conflict::LastWayIn => Conflict::LastWayIn,
        service::Conflict::Declared => Conflict::Declared,
        service::Conflict::Oneself => Conflict::Oneself,
        service::Conflict::NamesTaken { things } => Conflict::NamesTaken { things },
        service::Conflict::InTheWay { things, hidden } => Conflict::InTheWay { things, hidden },
        service::Conflict::LeftBehind { things } => Conflict::LeftBehind { things },
        service::Conflict::Decided { by, allowed } => Conflict::Decided { by, allowed },
        service::Conflict::NotWaiting => Conflict::NotWaiting,
        service::Conflict::InUse { names } => Conflict::InUse { names },
    })
}

/// The status of an answer that is no page.
pub(super) fn status(error: &AppError) -> StatusCode {
    match error {
        AppError::Unauthenticated => StatusCode::UNAUTHORIZED,
        AppError::Forbidden => StatusCode::FORBIDDEN,
        AppError::NotFound => StatusCode::NOT_FOUND,
        AppError::Invalid(_) | AppError::Paste(_) => StatusCode::UNPROCESSABLE_ENTITY,
        AppError::Conflict(_) => StatusCode::CONFLICT,
        AppError::Throttled { .. } => StatusCode::TOO_MANY_REQUESTS,
        AppError::Upstream(_) => StatusCode::BAD_GATEWAY,
        AppError::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        AppError::Malformed(_) => StatusCode::BAD_REQUEST,
        AppError::Internal { .. } | AppError::Unreachable => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

#[cfg(test)]
mod tests;
