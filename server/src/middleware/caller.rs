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
use tower_sessions::Session;

use crate::state::AppState;

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
        Err(error) => return unavailable(&*error),
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

async fn signed_in(
    state: &AppState,
    session: &Session,
) -> Result<Option<service::Caller>, Box<dyn std::error::Error + Send + Sync>> {
    match session.get::<UserId>(USER_KEY).await? {
        Some(user_id) => Ok(state.services.auth().caller(user_id).await?),
        None => Ok(None),
    }
}

/// Pages that strangers see.
const OPEN_PAGES: [&str; 2] = ["/login", "/setup"];

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
        Err(error) => return unavailable(&error),
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

fn unavailable(error: &(dyn std::error::Error + 'static)) -> Response {
    tracing::error!(error, "could not read who is signed in");
    (
        StatusCode::SERVICE_UNAVAILABLE,
        "the database does not answer; try again in a moment",
    )
        .into_response()
}

/// The session behind the cookie, as pages write it.
struct CookieSession(Session);

impl WebSession for CookieSession {
    fn sign_in(&self, user_id: UserId) -> SessionFuture<'_> {
        Box::pin(async move {
            // A new id: one that someone planted before sign-in must not become a signed-in one.
            self.0.cycle_id().await?;
            Ok(self.0.insert(USER_KEY, user_id).await?)
        })
    }

    fn sign_out(&self) -> SessionFuture<'_> {
        Box::pin(async move { Ok(self.0.flush().await?) })
    }
}

/// A form goes to the sign-in page, a program gets the typed error that pages understand.
fn stranger(request: &Request) -> Response {
    if accepts_html(request) {
        return Redirect::to("/login").into_response();
    }
    app::ssr::unauthenticated()
}
