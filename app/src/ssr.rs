//! The bridge between server functions and the service: the only place that knows both HTTP and use cases.
//!
//! A server function is called in three ways: while a page is rendered, by a hydrated page, and by a plain form
//! post. All three run through here, so they meet the same caller, the same errors and the same log.

use std::{future::Future, net::IpAddr, pin::Pin, sync::Arc};

use http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts};
use leptos::{
    prelude::*,
    server_fn::{Bytes, error::FromServerFnError},
};
use leptos_axum::ResponseOptions;
use model::{Me, UserId};
use serde::Serialize;
use service::{Caller, FrontDoor, Services, SessionKey, SsoTicket};

use crate::{
    contexts::ResponseStatus,
    error::AppError,
    typed,
    visit::{LANGUAGE_COOKIE, Language, THEME_COOKIE, Theme, Visit},
};

mod answer;

pub use answer::{redirect, redirect_with, set_preference};

/// Who is signed in; a layer of the server puts it into the request's extensions.
#[derive(Clone)]
pub struct CallerExtension(pub Option<Caller>);

/// The use cases for whoever came by the address that the request names; a layer of the server puts it into the request's
/// extensions.
#[derive(Clone)]
pub struct Here(pub Services);

/// Who is at the other end; a layer of the server puts it into the request's extensions.
#[derive(Debug, Clone, Copy)]
pub struct Peer {
    /// The address behind trusted proxies.
    pub address: IpAddr,
    /// The request comes from this machine and asks for a loopback name.
    pub from_loopback: bool,
}

/// What [`WebSession`] answers.
pub type SessionFuture<'a> = Pin<Box<dyn Future<Output = Result<(), service::Error>> + Send + 'a>>;

/// What [`WebSession::ticket`] answers.
pub type TicketFuture<'a> =
    Pin<Box<dyn Future<Output = Result<Option<SsoTicket>, service::Error>> + Send + 'a>>;

/// The web session of a request, as the server crate keeps it.
pub trait WebSession: Send + Sync + 'static {
    /// Names the session in use cases; none when the request came without one.
    fn key(&self) -> Option<SessionKey>;
    /// From now on the session belongs to this user, under a new id (session fixation). The ticket is what signs them out
    /// at the provider that they signed in by.
    fn sign_in(&self, user_id: UserId, ticket: Option<SsoTicket>) -> SessionFuture<'_>;
    /// What signs the user out at the provider that they signed in by, if they did.
    fn ticket(&self) -> TicketFuture<'_>;
    /// The session goes on under a new id; who knows the old one has nothing.
    fn renew(&self) -> SessionFuture<'_>;
    /// The session ends.
    fn sign_out(&self) -> SessionFuture<'_>;
}

/// The web session; a layer of the server puts it into the request's extensions.
#[derive(Clone)]
pub struct SignIn(Arc<dyn WebSession>);

impl SignIn {
    /// The session behind this object.
    pub fn new(session: impl WebSession) -> Self {
        Self(Arc::new(session))
    }

    /// The web session.
    pub fn session(&self) -> &dyn WebSession {
        &*self.0
    }
}

/// Where clients come in, for clients of the dashboard.
#[derive(Clone)]
struct Door(Arc<dyn FrontDoor>);

/// Where clients come in.
pub fn front_door() -> Arc<dyn FrontDoor> {
    let Door(door) = expect_context();
    door
}

/// What pages and server functions find in their context; for `leptos_routes_with_context`.
pub fn server_context(
    services: Services,
    door: Arc<dyn FrontDoor>,
) -> impl Fn() + Clone + Send + Sync + 'static {
    move || {
        provide_context(Door(door.clone()));
        provide_context(extension().map_or_else(|| services.clone(), |Here(services)| services));
        provide_context(visit());
        provide_context(ResponseStatus::new(|status| {
            if let (Some(options), Ok(status)) =
                (use_context::<ResponseOptions>(), StatusCode::from_u16(status))
            {
                options.set_status(status);
            }
        }));
    }
}

/// Runs a use case for the signed-in caller.
pub async fn call<T, F, Fut>(use_case: F) -> Result<T, AppError>
where
    F: FnOnce(Services, Caller) -> Fut,
    Fut: Future<Output = Result<T, service::Error>>,
{
    answer::settle(as_caller(use_case).await, Vec::new)
}

/// Runs a use case that needs no caller.
pub async fn call_public<T, F, Fut>(use_case: F) -> Result<T, AppError>
where
    F: FnOnce(Services) -> Fut,
    Fut: Future<Output = Result<T, service::Error>>,
{
    answer::settle(use_case(expect_context()).await, Vec::new)
}

/// As [`call`], for a form: when it fails and JavaScript is off, what was typed is shown again.
pub async fn submit<I, T, F, Fut>(input: &I, use_case: F) -> Result<T, AppError>
where
    I: Serialize,
    F: FnOnce(Services, Caller) -> Fut,
    Fut: Future<Output = Result<T, service::Error>>,
{
    answer::settle(as_caller(use_case).await, || typed::kept(input))
}

/// As [`submit`], for a use case that needs no caller.
pub async fn submit_public<I, T, F, Fut>(input: &I, use_case: F) -> Result<T, AppError>
where
    I: Serialize,
    F: FnOnce(Services) -> Fut,
    Fut: Future<Output = Result<T, service::Error>>,
{
    answer::settle(use_case(expect_context()).await, || typed::kept(input))
}

/// As [`submit_public`], for a page that sends no referrer: it says itself where the form stands.
pub async fn submit_public_from<I, T, F, Fut>(page: &str, input: &I, use_case: F) -> Result<T, AppError>
where
    I: Serialize,
    F: FnOnce(Services) -> Fut,
    Fut: Future<Output = Result<T, service::Error>>,
{
    answer::settle_at(Some(page), use_case(expect_context()).await, || {
        typed::kept(input)
    })
}

async fn as_caller<T, F, Fut>(use_case: F) -> Result<T, service::Error>
where
    F: FnOnce(Services, Caller) -> Fut,
    Fut: Future<Output = Result<T, service::Error>>,
{
    match caller() {
        Some(caller) => use_case(expect_context(), caller).await,
        None => Err(service::Error::Unauthenticated),
    }
}

/// Binds what a browser does with a provider to the browser.
pub const SIGN_IN_COOKIE: &str = "metamcp_sign_in";

/// What the browser keeps of its way through a provider.
pub fn sign_in_cookie() -> Option<String> {
    let parts = use_context::<Parts>()?;
    cookie(&parts.headers, SIGN_IN_COOKIE).map(str::to_owned)
}

/// Makes the caller the one who is signed in.
pub async fn sign_in(caller: &Caller) -> Result<(), AppError> {
    sign_in_by(caller, None).await
}

/// Makes the caller the one who is signed in, by a provider when there is a ticket.
pub async fn sign_in_by(caller: &Caller, ticket: Option<SsoTicket>) -> Result<(), AppError> {
    let result = match extension() {
        Some(SignIn(session)) => session.sign_in(caller.user_id, ticket).await,
        None => Err(no_session()),
    };
    answer::settle(result, Vec::new)
}

/// Gives the web session a new id.
pub async fn renew() -> Result<(), AppError> {
    let result = match extension() {
        Some(SignIn(session)) => session.renew().await,
        None => Err(no_session()),
    };
    answer::settle(result, Vec::new)
}

/// The web session of this request.
pub fn session() -> Option<SessionKey> {
    extension().and_then(|SignIn(session)| session.key())
}

/// Ends the web session. Where a provider signed the person in and can sign them out, gives the path that leads there.
pub async fn sign_out() -> Result<Option<String>, AppError> {
    let ended = async {
        let Some(SignIn(session)) = extension() else {
            return Err(no_session());
        };
        let ticket = session.ticket().await?;
        session.sign_out().await?;
        if let Some(CallerExtension(Some(caller))) = extension() {
            expect_context::<Services>().inspector().close_all(&caller);
        }
        Ok(ticket)
    };
    let Some(ticket) = answer::settle(ended.await, Vec::new)? else {
        return Ok(None);
    };
    let services: Services = expect_context();
    Ok(services.sso().way_out(&ticket).await)
}

/// Who is at the other end. Without the server's layer it is a stranger from elsewhere.
pub fn peer() -> Peer {
    extension().unwrap_or(Peer {
        address: IpAddr::from([0, 0, 0, 0]),
        from_loopback: false,
    })
}

/// The person and their preferences, as the request tells them.
pub fn visit() -> Visit {
    let headers = use_context::<Parts>()
        .map(|parts| parts.headers)
        .unwrap_or_default();
    Visit {
        me: caller().map(|caller| me(&caller)),
        language: language(&headers),
        theme: cookie(&headers, THEME_COOKIE)
            .and_then(Theme::of_word)
            .unwrap_or_default(),
    }
}

/// The language that somebody chose here, or that their browser prefers.
pub fn language(headers: &HeaderMap) -> Language {
    let accepted = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    cookie(headers, LANGUAGE_COOKIE)
        .and_then(Language::of_tag)
        .unwrap_or_else(|| Language::of_accept_language(accepted))
}

/// The caller as pages see them.
pub fn me(caller: &Caller) -> Me {
    Me {
        id: caller.user_id,
        name: caller.name.clone(),
        email: caller.email.clone(),
        role: caller.role,
        runs_commands: caller.runs_commands,
        teams: caller.teams.clone(),
    }
}

/// What `/api/*` answers to a stranger who is no form.
pub fn unauthenticated<B: From<Bytes>>() -> http::Response<B> {
    refusal(&AppError::Unauthenticated)
}

/// What `/api/*` answers when something that it depends on does not.
pub fn unavailable<B: From<Bytes>>(what: String) -> http::Response<B> {
    refusal(&AppError::Unavailable(what))
}

fn refusal<B: From<Bytes>>(error: &AppError) -> http::Response<B> {
    let mut response = http::Response::new(B::from(error.ser()));
    *response.status_mut() = answer::status(error);
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

fn caller() -> Option<Caller> {
    extension::<CallerExtension>().and_then(|CallerExtension(caller)| caller)
}

fn extension<T: Clone + Send + Sync + 'static>() -> Option<T> {
    use_context::<Parts>()?.extensions.get::<T>().cloned()
}

fn no_session() -> service::Error {
    service::Error::Internal("the request has no web session".into())
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().split_once('=').filter(|(key, _)| *key == name))
        .map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue, header};

    use super::cookie;

    #[test]
    fn finds_a_cookie_among_others() {
        let mut headers = HeaderMap::new();
        headers.append(
            header::COOKIE,
            HeaderValue::from_static("a=1; metamcp_theme=dark"),
        );
        headers.append(header::COOKIE, HeaderValue::from_static("xmetamcp_language=en"));
        assert_eq!(cookie(&headers, "metamcp_theme"), Some("dark"));
        assert_eq!(cookie(&headers, "metamcp_language"), None);
    }
}
