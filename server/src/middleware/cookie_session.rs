//! The session behind the cookie, as pages write it.

use std::net::IpAddr;

use app::ssr::{SessionFuture, TicketFuture, WebSession};
use axum::http::{HeaderMap, header};
use model::UserId;
use service::{Clock, SsoTicket, SystemClock};
use store::{SIGNED_IN, SessionKey, SignedIn};
use tower_sessions::{Session, session, session_store};

/// What a browser says of itself is kept up to here, in characters.
const MAX_AGENT: usize = 400;
/// Under this name a session holds its [`SsoTicket`].
const TICKET: &str = "sso_ticket";

/// The session of one request, and what is known of where it comes from.
pub(super) struct CookieSession {
    session: Session,
    agent: String,
    address: IpAddr,
}

impl CookieSession {
    pub(super) fn new(session: Session, headers: &HeaderMap, address: IpAddr) -> Self {
        let agent = headers
            .get(header::USER_AGENT)
            .and_then(|agent| agent.to_str().ok())
            .unwrap_or_default();
        Self {
            session,
            agent: agent.chars().take(MAX_AGENT).collect(),
            address,
        }
    }

    /// Saves it now, since whoever signs in has to hear of it when that fails.
    async fn save(&self) -> Result<(), service::Error> {
        let saved = self.session.save().await;
        if saved.is_err() {
            // Or it would be tried again after the answer, and nobody would get that.
            self.session.clear().await;
        }
        saved.map_err(not_kept)
    }
}

/// Why a web session could not be read or written. The store says what to do about it.
pub(super) fn not_kept(error: session::Error) -> service::Error {
    match error {
        session::Error::Store(session_store::Error::Backend(words)) => service::Error::Unavailable(words),
        error => service::Error::Internal(error.into()),
    }
}

impl WebSession for CookieSession {
    fn key(&self) -> Option<SessionKey> {
        self.session.id().map(|id| SessionKey::of_id(id.0))
    }

    fn sign_in(&self, user_id: UserId, ticket: Option<SsoTicket>) -> SessionFuture<'_> {
        let now = SystemClock.now();
        let signed_in = SignedIn {
            user_id,
            created_at: now,
            seen_at: now,
            agent: self.agent.clone(),
            address: self.address.to_string(),
            provider_id: ticket.as_ref().map(SsoTicket::provider),
        };
        Box::pin(async move {
            // A new id: one that someone planted before sign-in must not become a signed-in one.
            self.session.cycle_id().await.map_err(not_kept)?;
            let inserted = self.session.insert(SIGNED_IN, signed_in).await;
            inserted.map_err(not_kept)?;
            // Also where there is none: of who was signed in before nothing stays.
            let inserted = self.session.insert(TICKET, ticket).await;
            inserted.map_err(not_kept)?;
            self.save().await
        })
    }

    fn ticket(&self) -> TicketFuture<'_> {
        Box::pin(async move {
            let ticket = self.session.get::<Option<SsoTicket>>(TICKET).await;
            Ok(ticket.map_err(not_kept)?.flatten())
        })
    }

    fn renew(&self) -> SessionFuture<'_> {
        Box::pin(async move { self.session.cycle_id().await.map_err(not_kept) })
    }

    fn sign_out(&self) -> SessionFuture<'_> {
        Box::pin(async move { self.session.flush().await.map_err(not_kept) })
    }
}
