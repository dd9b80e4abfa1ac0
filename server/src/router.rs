//! The table of contents of the one port.

use std::sync::Arc;

use app::App;
use axum::{
    Extension, Router,
    body::Body,
    extract::{DefaultBodyLimit, Request},
    http::header,
    middleware::{from_fn, from_fn_with_state},
    response::Response,
    routing::{any, get, post},
};
use leptos::{nonce::use_nonce, prelude::use_context};
use leptos_axum::{LeptosRoutes, ResponseOptions, generate_route_list};
use service::{FrontDoor, INSPECTOR_CALLBACK};
use tower_http::{
    catch_panic::CatchPanicLayer,
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer},
    trace::TraceLayer,
};
use tower_sessions::{Expiry, SessionManagerLayer, cookie::SameSite};

use crate::{
    assets,
    middleware::{SESSION_COOKIE, address, caller, headers, link_pages, origin, peer},
    routes::{
        apps, audit, consent, events, health, identities, inspector, logs, mcp, metrics, oauth, recordings,
        rest, sso, upstream_oauth,
    },
    state::AppState,
};

/// People stay signed in for so long after their last visit, to a day, as in the original.
const SIGNED_IN: time::Duration = time::Duration::days(7);

/// Everything that answers.
pub fn router(state: &AppState) -> Router {
    Router::new()
        .merge(gateway_routes(state))
        .merge(monitoring(state))
        .merge(oauth_routes(state))
        .merge(dashboard(state))
        .layer(CatchPanicLayer::new())
}

/// The data path: no session, no trace span, no layer. The gateway decides about everything itself.
fn gateway_routes(state: &AppState) -> Router {
    Router::new()
        .route("/metamcp/{endpoint}/mcp", any(mcp::streamable_http))
        .route("/metamcp/{endpoint}/sse", any(mcp::event_stream))
        .route("/metamcp/{endpoint}/message", any(mcp::message))
        .route("/metamcp/{endpoint}/api", any(rest::page))
        .route("/metamcp/{endpoint}/api/openapi.json", any(rest::openapi))
        .route("/metamcp/{endpoint}/api/search", any(rest::search))
        .route("/metamcp/{endpoint}/api/{tool}", any(rest::call))
        .with_state(state.clone())
}

/// What programs ask that watch over this one.
fn monitoring(state: &AppState) -> Router {
    let metrics = if state.has_metrics_listener {
        Router::new()
    } else {
        Router::new()
            .route("/metrics", get(metrics::text))
            .layer(from_fn_with_state(state.clone(), peer::layer))
    };
    metrics
        .route("/metamcp/health", get(health::alive))
        .route("/health", get(health::alive))
        .route("/ready", get(health::ready))
        .with_state(state.clone())
}

/// What clients ask by themselves. No session: who asks shows a secret, a code or a token.
fn oauth_routes(state: &AppState) -> Router {
    const RESOURCE: &str = "/.well-known/oauth-protected-resource";
    Router::new()
        .route("/.well-known/oauth-authorization-server", get(oauth::metadata))
        .route("/.well-known/openid-configuration", get(oauth::metadata))
        .route(RESOURCE, get(oauth::no_resource))
        .route(&format!("{RESOURCE}/{{*path}}"), get(oauth::resource))
        .route("/oauth/token", post(oauth::token))
        .route("/oauth/register", post(oauth::register))
        .route("/oauth/revoke", post(oauth::revoke))
        .route("/oauth/introspect", post(oauth::introspect))
        .route("/oauth/userinfo", get(oauth::userinfo))
        .route("/client-metadata.json", get(upstream_oauth::client_document))
        .route("/.well-known/jwks.json", get(identities::keys))
        .layer(DefaultBodyLimit::max(oauth::MAX_BODY))
        .layer(from_fn_with_state(state.clone(), address::layer))
        .layer(from_fn(oauth::open_to_pages))
        .layer(from_fn_with_state(state.clone(), peer::layer))
        .with_state(state.clone())
}

/// Pages, their server functions, their event stream and their files.
fn dashboard(state: &AppState) -> Router {
    let sessions = SessionManagerLayer::new(state.store.sessions())
        .with_name(SESSION_COOKIE)
        .with_http_only(true)
        // A provider of single sign-on sends people back cross-site; Strict would lose the cookie.
        .with_same_site(SameSite::Lax)
        // By the address that the request came by; see `middleware::address`.
        .with_secure(false)
        .with_expiry(Expiry::OnInactivity(SIGNED_IN));
    let door = inspector::front_door(gateway_routes(state).merge(oauth_routes(state)));
    let context = app_context(state, door.clone());
    let options = state.leptos.clone();
    Router::new()
        .route("/audit/export", get(audit::calls))
        .route("/audit/acts/export", get(audit::acts))
        .route("/events", get(events::stream))
        .route("/inspector/{id}/apps/{n}", get(apps::page))
        .route("/recordings/{id}", get(recordings::file))
        .route("/events/logs", get(logs::stream))
        .route("/logs/download", get(logs::download))
        .route(consent::AUTHORIZE, get(consent::authorize))
        .route("/oauth/decision", post(consent::decide))
        .route("/oauth/upstream/connect", post(upstream_oauth::connect))
        .route(upstream_oauth::CALLBACK, get(upstream_oauth::callback))
        .route(INSPECTOR_CALLBACK, get(inspector::callback))
        .route("/auth/oidc/{slug}/start", post(sso::start))
        .route("/auth/oidc/{slug}/callback", get(sso::callback))
        .route("/api/auth/oauth2/callback/{slug}", get(sso::callback))
        .route("/auth/oidc/sign-out", get(sso::sign_out))
        .leptos_routes_with_context(state, generate_route_list(App), context.clone(), {
            let options = options.clone();
            move || app::shell(options.clone())
        })
        .fallback({
            let render =
                leptos_axum::render_app_to_stream_with_context(context, move || app::shell(options.clone()));
            move |request: Request| file_or_page(request, render)
        })
        .layer(Extension(door))
        .layer(from_fn_with_state(state.clone(), caller::layer))
        .layer(sessions)
        .layer(from_fn_with_state(state.clone(), origin::layer))
        .layer(from_fn_with_state(state.clone(), address::layer))
        .layer(from_fn_with_state(state.clone(), peer::layer))
        .layer(from_fn(headers::layer))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .with_state(state.clone())
}

/// What pages and server functions find, and the policy that a rendered page needs.
fn app_context(state: &AppState, door: Arc<dyn FrontDoor>) -> impl Fn() + Clone + Send + Sync + 'static {
    let provide = app::ssr::server_context(state.services.clone(), door);
    move || {
        provide();
        if let (Some(options), Some(nonce)) = (use_context::<ResponseOptions>(), use_nonce()) {
            options.insert_header(
                header::CONTENT_SECURITY_POLICY,
                headers::content_security_policy(&nonce),
            );
        }
    }
}

/// As `tower-http` makes it, but that no token stands in it.
fn span(request: &Request) -> tracing::Span {
    let path = link_pages::without_token(request.uri().path());
    tracing::debug_span!("request", method = %request.method(), path, version = ?request.version())
}

/// A file of the site, or the page that says that nothing is here.
async fn file_or_page<F>(request: Request, render: impl FnOnce(Request<Body>) -> F) -> Response
where
    F: Future<Output = Response>,
{
    match assets::find(request.uri(), request.headers()) {
        Some(file) => file,
        None => render(request).await,
    }
}
