//! Who is signed in. Everything but a short list of server functions refuses strangers, before any
//! argument is decoded.

use app::ssr::{CallerExtension, SessionFuture, SignIn, WebSession};
use axum::{
    extract::{Request, State},
    http::{Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use model::UserId;
use tower_sessions::{Session, session, session_store};

use crate::{routes::consent, state::AppState};

/// Where the signed-in person's id is kept in the web session.
pub const USER_KEY: &str = "user_id";

/// Server functions that strangers may call.
pub const PUBLIC: &[&str] = &[
    "/api/auth/login",
    "/api/auth/me",
    "/api/setup/create",
    "/api/setup/status",
];
const PUBLIC_PREFIX: &str = "/api/preferences/";

/// Puts [`CallerExtension`] into the request, and refuses strangers where there is something to refuse.
pub async fn layer(
    State(state): State<AppState>,
    session: Session,
    mut request: Request,
    next: Next,
) -> Response {
    let caller = match signed_in(&state, &session).await {
        Ok(caller) => caller,
        Err(error) => return unavailable(&error, accepts_html(&request)),
    };
    let path = request.uri().path();
    let is_private = path.starts_with("/api/") && !PUBLIC.contains(&path) && !path.starts_with(PUBLIC_PREFIX);
    if is_private && caller.is_none() {
        return stranger(&request);
    }
    if caller.is_none() && asks_for_page(&request) {
        return to_the_door(
            &state,
            request.uri().path_and_query().map_or("/", |path| path.as_str()),
        )
        .await;
    }
    request.extensions_mut().insert(CallerExtension(caller));
    request
        .extensions_mut()
        .insert(SignIn::new(CookieSession(session)));
    next.run(request).await
}

async fn signed_in(state: &AppState, session: &Session) -> Result<Option<service::Caller>, service::Error> {
    match session.get::<UserId>(USER_KEY).await.map_err(not_kept)? {
        Some(user_id) => state.services.auth().caller(user_id).await,
        None => Ok(None),
    }
}

/// Pages that strangers see. A client's request is looked at before its person signs in.
const OPEN_PAGES: [&str; 3] = ["/login", "/setup", consent::AUTHORIZE];

fn asks_for_page(request: &Request) -> bool {
    let path = request.uri().path();
    // Files have an ending, pages have none.
    let is_file = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    request.method() == Method::GET
        && accepts_html(request)
        && !is_file
        && !OPEN_PAGES.contains(&path)
        && path != "/events"
}

fn accepts_html(request: &Request) -> bool {
    let accept = request
        .headers()
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/html"))
}

/// Sign-in, and back afterwards; or the first run while nobody can sign in.
async fn to_the_door(state: &AppState, path: &str) -> Response {
    let needs_setup = match state.services.setup().status(false).await {
        Ok(status) => status.needed,
        Err(error) => return unavailable(&error, true),
    };
    let door = match (needs_setup, path) {
        (true, _) => "/setup".to_owned(),
        (false, "/") => "/login".to_owned(),
        (false, path) => {
            let query = url::form_urlencoded::Serializer::new(String::new())
                .append_pair("next", path)
                .finish();
            format!("/login?{query}")
        }
    };
    Redirect::to(&door).into_response()
}

/// A person gets words, a program the typed error that pages understand.
fn unavailable(error: &service::Error, is_person: bool) -> Response {
    tracing::error!(
        error = error as &dyn std::error::Error,
        "could not read who is signed in"
    );
    if is_person {
        (StatusCode::SERVICE_UNAVAILABLE, error.to_string()).into_response()
    } else {
        app::ssr::unavailable(error.to_string())
    }
}

/// Why a web session could not be read or written. The store says what to do about it.
fn not_kept(error: session::Error) -> service::Error {
    match error {
        session::Error::Store(session_store::Error::Backend(words)) => service::Error::Unavailable(words),
        error => service::Error::Internal(error.into()),
    }
}

/// The session behind the cookie, as pages write it.
struct CookieSession(Session);

impl WebSession for CookieSession {
    fn sign_in(&self, user_id: UserId) -> SessionFuture<'_> {
        Box::pin(async move { sign_in(&self.0, user_id).await.map_err(not_kept) })
    }

    fn sign_out(&self) -> SessionFuture<'_> {
        Box::pin(async move { self.0.flush().await.map_err(not_kept) })
    }
}

async fn sign_in(session: &Session, user_id: UserId) -> Result<(), session::Error> {
    // A new id: one that someone planted before sign-in must not become a signed-in one.
    session.cycle_id().await?;
    session.insert(USER_KEY, user_id).await?;
    // Now, since whoever signs in has to hear of it when that fails.
    let saved = session.save().await;
    if saved.is_err() {
        // Or it would be tried again after the answer, and nobody would get that.
        session.clear().await;
    }
    saved
}

/// A form goes to the sign-in page, a program gets the typed error that pages understand.
fn stranger(request: &Request) -> Response {
    if accepts_html(request) {
        return Redirect::to("/login").into_response();
    }
    app::ssr::unauthenticated()
}
