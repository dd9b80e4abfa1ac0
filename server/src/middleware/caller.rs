//! Who is signed in. Everything but a short list of server functions refuses strangers, before any
//! argument is decoded.

use app::ssr::{CallerExtension, SessionFuture, SignIn, WebSession};
use axum::{
    extract::{Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use model::UserId;
use tower_sessions::Session;

use crate::state::AppState;

/// Where the signed-in person's id is kept in the web session.
pub const USER_KEY: &str = "user_id";

/// Server functions that strangers may call.
pub const PUBLIC: &[&str] = &["/api/auth/login", "/api/auth/me", "/api/setup/create", "/api/setup/status"];
const PUBLIC_PREFIX: &str = "/api/preferences/";

/// Puts [`CallerExtension`] into the request, and refuses strangers where there is something to refuse.
pub async fn layer(State(state): State<AppState>, session: Session, mut request: Request, next: Next) -> Response {
    let caller = match signed_in(&state, &session).await {
        Ok(caller) => caller,
        Err(error) => {
            tracing::error!(error = &*error, "could not read who is signed in");
            return (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer; try again in a moment").into_response();
        }
    };
    let path = request.uri().path();
    let is_private = path.starts_with("/api/") && !PUBLIC.contains(&path) && !path.starts_with(PUBLIC_PREFIX);
    if is_private && caller.is_none() {
        return stranger(&request);
    }
    request.extensions_mut().insert(CallerExtension(caller));
    request.extensions_mut().insert(SignIn::new(CookieSession(session)));
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
    let wants_page = request.headers().get(header::ACCEPT).is_some_and(|v| v.to_str().is_ok_and(|v| v.contains("text/html")));
    if wants_page {
        return (StatusCode::SEE_OTHER, [(header::LOCATION, "/login")]).into_response();
    }
    app::ssr::unauthenticated()
}
