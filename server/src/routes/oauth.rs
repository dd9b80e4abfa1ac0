//! OAuth for programs: they have no cookie, and may be pages of other sites.

use std::error::Error as StdError;

use app::ssr::{Here, Peer};
use axum::{
    Extension, Json,
    body::Bytes,
    extract::{Path, Request},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use service::{OauthError, OauthProblem};

/// Forms and descriptions of clients are far smaller.
pub const MAX_BODY: usize = 64 * 1024;

const FORM: &str = "application/x-www-form-urlencoded";
/// A change of what may be done here is known after so many seconds.
const METADATA_LASTS: HeaderValue = HeaderValue::from_static("public, max-age=300");

/// `GET /.well-known/oauth-authorization-server`, and the name that OpenID Connect has for it.
pub async fn metadata(Extension(Here(services)): Extension<Here>) -> Response {
    match services.oauth().metadata().await {
        Ok(document) => ([(header::CACHE_CONTROL, METADATA_LASTS)], Json(document)).into_response(),
        Err(error) => refused(&error.into()),
    }
}

/// `GET /.well-known/oauth-protected-resource/metamcp/{endpoint}/mcp`, and for its other doors.
pub async fn resource(Extension(Here(services)): Extension<Here>, Path(path): Path<String>) -> Response {
    match services.oauth().resource(&format!("/{path}")).await {
        Ok(Some(document)) => ([(header::CACHE_CONTROL, METADATA_LASTS)], Json(document)).into_response(),
        Ok(None) => no_resource().await,
        Err(error) => refused(&error.into()),
    }
}

/// `GET /.well-known/oauth-protected-resource`: each endpoint is a resource of its own.
pub async fn no_resource() -> Response {
    let body = json!({
        "error": "not_found",
        "error_description": "no endpoint with OAuth is here; append the path of one, such as /metamcp/NAME/mcp",
    });
    (StatusCode::NOT_FOUND, Json(body)).into_response()
}

/// `POST /oauth/token`
pub async fn token(
    Extension(Here(services)): Extension<Here>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let answered = async {
        check_form(&headers)?;
        let oauth = services.oauth();
        oauth.token(&body, authorization(&headers), peer.address).await
    };
    answer(answered.await.map(|answer| (StatusCode::OK, Json(answer))))
}

/// `POST /oauth/register`
pub async fn register(
    Extension(Here(services)): Extension<Here>,
    Extension(peer): Extension<Peer>,
    body: Bytes,
) -> Response {
    let registered = services.oauth().register(&body, peer.address).await;
    answer(registered.map(|client| (StatusCode::CREATED, Json(client))))
}

/// `POST /oauth/revoke`
pub async fn revoke(
    Extension(Here(services)): Extension<Here>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let revoked = async {
        check_form(&headers)?;
        let oauth = services.oauth();
        oauth.revoke(&body, authorization(&headers), peer.address).await
    };
    answer(revoked.await.map(|()| StatusCode::OK))
}

/// `POST /oauth/introspect`
pub async fn introspect(
    Extension(Here(services)): Extension<Here>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let described = async {
        check_form(&headers)?;
        let oauth = services.oauth();
        oauth
            .introspect(&body, authorization(&headers), peer.address)
            .await
    };
    answer(described.await.map(Json))
}

/// `GET /oauth/userinfo`
pub async fn userinfo(Extension(Here(services)): Extension<Here>, headers: HeaderMap) -> Response {
    let token = authorization(&headers).and_then(|header| {
        let (scheme, token) = header.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    });
    answer(services.oauth().userinfo(token).await.map(Json))
}

/// Any page may ask and read: nothing here depends on a cookie.
pub async fn open_to_pages(request: Request, next: Next) -> Response {
    let mut response = if request.method() == Method::OPTIONS {
        StatusCode::NO_CONTENT.into_response()
    } else {
        next.run(request).await
    };
    for (name, value) in [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"),
        (
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            "Authorization, Content-Type, MCP-Protocol-Version",
        ),
        (header::ACCESS_CONTROL_EXPOSE_HEADERS, "WWW-Authenticate"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}

fn authorization(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()
}

fn check_form(headers: &HeaderMap) -> Result<(), OauthError> {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if kind.eq_ignore_ascii_case(FORM) {
        return Ok(());
    }
    Err(OauthError {
        problem: OauthProblem::InvalidRequest,
        description: format!("send the parameters as {FORM}"),
        cause: None,
    })
}

/// Tokens and secrets are nobody's to keep (RFC 6749 §5.1).
fn answer(answered: Result<impl IntoResponse, OauthError>) -> Response {
    let mut response = match answered {
        Ok(answer) => answer.into_response(),
        Err(error) => refused(&error),
    };
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn refused(error: &OauthError) -> Response {
    note(error);
    let status = StatusCode::from_u16(error.problem.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, Json(body(error))).into_response();
    let (name, value) = match error.problem {
        OauthProblem::InvalidClient => (header::WWW_AUTHENTICATE, "Basic realm=\"MetaMCP\""),
        OauthProblem::InvalidToken => (
            header::WWW_AUTHENTICATE,
            "Bearer realm=\"MetaMCP\", error=\"invalid_token\"",
        ),
        OauthProblem::SlowDown => (header::RETRY_AFTER, "60"),
        OauthProblem::TemporarilyUnavailable => (header::RETRY_AFTER, "5"),
        _ => return response,
    };
    add(&mut response, name, value);
    response
}

fn add(response: &mut Response, name: HeaderName, value: &'static str) {
    response
        .headers_mut()
        .insert(name, HeaderValue::from_static(value));
}

fn body(error: &OauthError) -> Value {
    json!({ "error": error.problem.as_str(), "error_description": error.description })
}

/// A fault of ours is logged where it is answered.
pub(super) fn note(error: &OauthError) {
    if let Some(cause) = &error.cause {
        tracing::error!(error = &**cause as &dyn StdError, "a request of OAuth failed");
    }
}
