//! Servers behind a URL that speak Streamable HTTP, 2025-03-26 to 2025-11-25.
//!
//! A call is one POST, made and read in the caller's own task. A connection is a session at the server; sockets
//! are shared between connections, since everything that tells them apart is in the headers.

mod address;
pub(crate) mod answer;
mod ask;
mod bearer;
pub(crate) mod body;
mod challenge;
pub(crate) mod client;
mod endpoint;
mod knock;
mod listen;
mod session;
pub(crate) mod sse;
mod sse_link;
pub(crate) mod trust;
mod wire;

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use arc_swap::ArcSwapOption;
use bytes::Bytes;
use http::{HeaderValue, Method};
use model::FailureClass;
use tokio::{
    sync::{Mutex, oneshot},
    time::timeout,
};
use tracing::info;

pub(crate) use address::Reach;
pub use ask::NoAnswer;
pub(super) use ask::ask;
pub(super) use bearer::TokenSource;
pub use challenge::Challenge;
pub(super) use client::Fault;
pub(crate) use client::HttpClient;
pub(super) use endpoint::Endpoint;
pub use knock::Knock;
pub(super) use knock::knock;
pub(super) use sse_link::SseLink;
pub(super) use wire::Shown;

use super::{
    ask::WayBack,
    caller::{Beside, with_caller},
    connection::Request,
    core::Core,
    error::{UpstreamError, UpstreamErrorKind},
    failure,
    handshake::{Agreed, INITIALIZE},
    modern::{self, DISCOVER},
    pending::Outcome,
};
use crate::{
    envelope::{Answer, request_frame},
    era::{MODERN, PROTOCOL_VERSION},
    standard_headers,
};
use answer::Trouble;
use session::{SESSION_ID, Session};
use wire::{ASIDE_TIMEOUT, Wire};

/// Takes answers to requests of the server, each as a POST of its own.
impl WayBack for Backward {
    fn send(&self, frame: Vec<u8>) {
        self.0.send_aside(frame);
    }
}

struct Backward(Arc<HttpLink>);

/// The way to a server behind a URL.
pub(super) struct HttpLink {
    core: Arc<Core>,
    wire: Arc<Wire>,
    session: ArcSwapOption<Session>,
    /// Held while a lost session is replaced, so that it is replaced once.
    renewal: Mutex<()>,
    /// A stream for notifications is open, on which answers may come too.
    is_listening: AtomicBool,
}

impl HttpLink {
    /// Makes the link; nothing is sent yet.
    pub(super) fn start(core: &Arc<Core>, client: HttpClient, endpoint: Endpoint, shown: Shown) -> Arc<Self> {
        let link = Arc::new(Self {
            core: core.clone(),
            wire: Wire::new(core, client, endpoint, shown),
            session: ArcSwapOption::empty(),
            renewal: Mutex::default(),
            is_listening: AtomicBool::new(false),
        });
        core.tasks.spawn(link.clone().drive());
        link
    }

    /// The handshake of the legacy era. The caller bounds its time.
    pub(super) async fn open(self: &Arc<Self>) -> Result<(), UpstreamError> {
        if let Err(error) = self.initialize(1).await {
            return Err(self.explained(error).await);
        }
        let speaks_by_itself = self.core.agreed.load().as_ref().is_some_and(|agreed| {
            let capabilities = agreed.capabilities;
            capabilities.announces_changes || capabilities.subscriptions || capabilities.logging
        });
        if speaks_by_itself || self.core.inbox.is_askable() {
            self.core.tasks.spawn(self.clone().listen());
        }
        Ok(())
    }

    /// The first request of the modern era. The caller bounds its time.
    pub(super) async fn discover(self: &Arc<Self>) -> Result<(), UpstreamError> {
        let params = modern::outfitted(None, &self.core);
        let request = Request {
            id: self.core.next_id(),
            method: DISCOVER,
            params: Some(&params),
            beside: Beside::default(),
        };
        let answer = self.ask_stateless(&request).await?;
        let agreed = modern::agreed(&answer)
            .map_err(|why| self.core.error(UpstreamErrorKind::Unreachable, why, ""))?;
        self.core.agreed.store(Some(Arc::new(agreed)));
        Ok(())
    }

    /// Sends a request and waits for its answer, which may also come on another stream.
    pub(super) async fn exchange(
        self: &Arc<Self>,
        request: &Request<'_>,
        elsewhere: oneshot::Receiver<Outcome>,
    ) -> Outcome {
        let id = request.id;
        if self.core.is_modern() {
            let outcome = self.ask_stateless(request).await;
            self.core.inbox.pending.forget(id);
            return outcome;
        }
        tokio::select! {
            biased;
            outcome = elsewhere => {
                outcome.unwrap_or_else(|_| Err(self.core.lost(UpstreamErrorKind::Interrupted)))
            }
            outcome = self.round_trip(request) => {
                self.core.inbox.pending.forget(id);
                outcome
            }
        }
    }

    /// A refused handshake, in better words where the server speaks the older transport.
    async fn explained(&self, error: UpstreamError) -> UpstreamError {
        if error.class() == FailureClass::HttpStatus && sse_link::is_spoken_at(&self.wire).await {
            return self
                .core
                .error(UpstreamErrorKind::Unreachable, failure::speaks_sse(), "");
        }
        error
    }

    /// Takes answers back to the server.
    fn backward(self: &Arc<Self>) -> Arc<dyn WayBack> {
        Arc::new(Backward(self.clone()))
    }

    /// Sends a notification or a reply in the background.
    pub(super) fn send_aside(self: &Arc<Self>, frame: Vec<u8>) {
        // Before there is a session, a server may already want to know whether we are there.
        let session = self.session.load_full();
        let headers = session
            .as_ref()
            .map_or(&self.wire.endpoint.headers, |session| &session.headers);
        self.wire.send_aside(headers.clone(), frame);
    }

    /// One POST of the modern era: nothing came before it and nothing else will bring its answer.
    async fn ask_stateless(self: &Arc<Self>, request: &Request<'_>) -> Outcome {
        let params = modern::outfitted(request.params, &self.core);
        let frame = request_frame(request.id, request.method, Some(&params)).into();
        let mut headers = with_caller(&self.wire.endpoint.headers, request.beside.caller);
        headers.insert(PROTOCOL_VERSION, HeaderValue::from_static(MODERN));
        standard_headers::write(
            &mut headers,
            request.method,
            Some(&params),
            request.beside.repeated,
        );
        let response = self.wire.post(&headers, None, &frame).await?;
        self.read_answer(request.id, None, response)
            .await
            .map_err(Trouble::into_error)
    }

    async fn round_trip(self: &Arc<Self>, request: &Request<'_>) -> Outcome {
        let frame = request.frame(&self.core).into();
        let Some(session) = self.session.load_full() else {
            return Err(self.core.lost(UpstreamErrorKind::NotSent));
        };
        let first = self.request(request, &session, &frame).await;
        let Err(Trouble::SessionGone(_)) = first else {
            return first.map_err(Trouble::into_error);
        };
        // The server has forgotten the session, so it has not done anything for this request.
        let session = self.renew(session.number).await?;
        self.request(request, &session, &frame)
            .await
            .map_err(Trouble::into_error)
    }

    async fn request(
        self: &Arc<Self>,
        request: &Request<'_>,
        session: &Session,
        frame: &Bytes,
    ) -> Result<Answer, Trouble> {
        let caller = request.beside.caller;
        let response = self.wire.post(&session.headers, caller, frame).await?;
        self.read_answer(request.id, Some(session), response).await
    }

    /// Replaces a lost session, unless somebody else did meanwhile.
    async fn renew(self: &Arc<Self>, lost: u64) -> Result<Arc<Session>, UpstreamError> {
        let _renewal = self.renewal.lock().await;
        let current = |link: &Self| link.session.load_full().filter(|session| session.number != lost);
        if let Some(session) = current(self) {
            return Ok(session);
        }
        info!(server.name = %self.core.server, "a server lost our session; initialising anew");
        let within = self.core.bounds.connect_timeout;
        let Ok(renewed) = timeout(within, self.initialize(lost + 1)).await else {
            let why = failure::connect_timeout(within, false);
            return Err(self
                .wire
                .retire(self.core.error(UpstreamErrorKind::Unreachable, why, "")));
        };
        renewed.map_err(|error| self.wire.retire(error))?;
        // A server that lost its sessions was started anew and may have other tools.
        self.core.inbox.lists_changed.notify_one();
        self.core.has_forgotten.notify_one();
        current(self).ok_or_else(|| self.core.lost(UpstreamErrorKind::NotSent))
    }

    async fn initialize(self: &Arc<Self>, number: u64) -> Result<(), UpstreamError> {
        let id = self.core.next_id();
        let frame = request_frame(id, INITIALIZE, Some(&self.core.introduction.params())).into();
        let response = self.wire.post(&self.wire.endpoint.headers, None, &frame).await?;
        let session_id = response.headers().get(SESSION_ID).cloned();
        let answer = self
            .read_answer(id, None, response)
            .await
            .map_err(Trouble::into_error)?;
        let agreed =
            Agreed::read(&answer).map_err(|why| self.core.error(UpstreamErrorKind::Unreachable, why, ""))?;
        let session = Arc::new(Session::new(
            number,
            &self.wire.endpoint.headers,
            session_id,
            agreed.version,
        ));
        self.core.agreed.store(Some(Arc::new(agreed)));
        self.session.store(Some(session.clone()));
        self.wire.confirm(&session.headers).await
    }

    /// Waits for the end of the connection and tells the server about it.
    async fn drive(self: Arc<Self>) {
        self.core.life.stopping().await;
        self.core.release_callers();
        if let Some(session) = self.session.load_full().filter(|session| session.has_id) {
            let within = ASIDE_TIMEOUT.min(self.core.bounds.stop_grace);
            let delete = self
                .wire
                .send(Method::DELETE, session.bodiless_headers(), Bytes::new());
            // 405 means that the server does not let clients end sessions; nothing else can be done about it.
            let _ = timeout(within, delete).await;
        }
        self.is_listening.store(false, Ordering::Relaxed);
        self.core.finish();
    }
}
