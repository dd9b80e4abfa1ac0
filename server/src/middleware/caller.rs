//! Who is signed in. Everything but a short list of server functions refuses strangers, before any
//! argument is decoded.

use app::ssr::{CallerExtension, Peer, SignIn};
use axum::{
    Extension,
    extract::{Request, State},
    http::{Method, StatusCode},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use model::OidcProviderId;
use store::{SIGNED_IN, SessionKey, SignedIn};
use tower_sessions::Session;

use super::{
    accepts_html,
    cookie_session::{CookieSession, not_kept},
    link_pages, renewal,
};
use crate::{
    routes::{consent, sso},
    state::AppState,
};

/// Server functions that strangers may call.
pub const PUBLIC: &[&str] = &[
    "/api/auth/link",
    "/api/auth/link-offer",
    "/api/auth/login",
    "/api/auth/me",
    "/api/auth/options",
    "/api/auth/register",
    // Who opens a link has no account or no password; the link is the proof.
    "/api/links/accept",
    "/api/links/look",
    "/api/setup/create",
    "/api/setup/status",
];
const PUBLIC_PREFIX: &str = "/api/preferences/";

/// The provider by which the caller signed in; by password when by none.
#[derive(Debug, Clone, Copy)]
pub struct CameBy(pub Option<OidcProviderId>);

/// Puts [`CallerExtension`] and [`CameBy`] into the request, and refuses strangers where there is something to refuse.
pub async fn layer(
    State(state): State<AppState>,
    Extension(peer): Extension<Peer>,
    session: Session,
    mut request: Request,
    next: Next,
) -> Response {
    let (caller, came_by) = match signed_in(&state, &session).await {
        Ok((caller, came_by)) => (caller.map(|it| it.at(peer.address)), came_by),
        Err(error) => return unavailable(&error, accepts_html(request.headers())),
    };
    if let (Some(caller), Some(id)) = (&caller, session.id()) {
        let key = SessionKey::of_id(id.0);
        state.services.account().note_seen(caller, key, peer.address);
    }
    let path = request.uri().path();
    let is_private = path.starts_with("/api/")
        && !PUBLIC.contains(&path)
        && !path.starts_with(PUBLIC_PREFIX)
        && !sso::is_one(path);
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
    request.extensions_mut().insert(came_by);
    let session = CookieSession::new(session, request.headers(), peer.address);
    request.extensions_mut().insert(SignIn::new(session));
    next.run(request).await
}

async fn signed_in(
    state: &AppState,
    session: &Session,
) -> Result<(Option<service::Caller>, CameBy), service::Error> {
    let Some(signed_in) = session.get::<SignedIn>(SIGNED_IN).await.map_err(not_kept)? else {
        return Ok((None, CameBy(None)));
    };
    let caller = state.services.auth().caller(signed_in.user_id).await?;
    if caller.is_some() {
        renewal::renew(session, &signed_in).await?;
    }
    Ok((caller, CameBy(signed_in.provider_id)))
}

/// Pages that strangers see. A client's request is looked at before its person signs in.
const OPEN_PAGES: [&str; 5] = [
    "/link-account",
    "/login",
    "/register",
    "/setup",
    consent::AUTHORIZE,
];

fn asks_for_page(request: &Request) -> bool {
    let path = request.uri().path();
    // Files have an ending, pages have none.
    let is_file = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    request.method() == Method::GET
        && accepts_html(request.headers())
        && !is_file
        && !OPEN_PAGES.contains(&path)
        && !link_pages::is_one(path)
        && !sso::is_one(path)
        && !matches!(path, "/events" | "/events/logs")
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

/// A form goes to the sign-in page, a program gets the typed error that pages understand.
fn stranger(request: &Request) -> Response {
    if accepts_html(request.headers()) {
        return Redirect::to("/login").into_response();
    }
    app::ssr::unauthenticated()
}
