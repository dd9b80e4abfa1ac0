//! Requests over HTTP for one connection: one server, its headers, and sockets shared with all others.

use std::{sync::Arc, time::Duration};

use arc_swap::ArcSwap;
use bytes::Bytes;
use futures::FutureExt;
use http::{
    HeaderMap, Method, Response, StatusCode, Uri,
    header::{AUTHORIZATION, LOCATION},
};
use http_body_util::{BodyExt, Full};
use hyper::body::Body;
use tokio::{runtime::Handle, sync::Semaphore, time::timeout};
use tracing::debug;

use super::{
    bearer::{self, Bearer},
    body::{BodyError, next_data},
    challenge::Challenge,
    client::{Fault, HttpClient, Payload},
    endpoint::Endpoint,
};
use crate::{
    envelope::notification_frame,
    spec::{IDENTITY_HEADER, NoToken},
    upstream::{
        caller::{Speaker, with_caller},
        core::Core,
        error::{UpstreamError, UpstreamErrorKind},
        failure::{self, Explanation},
        handshake::INITIALIZED,
    },
    wires::tap::Flow,
};

const MAX_REDIRECTS: usize = 3;

/// Notifications and replies that are on their way at once. More are dropped: nobody waits for them.
const MAX_ASIDES: usize = 64;

/// Longest time for a notification, a reply, or the end of a session.
pub(super) const ASIDE_TIMEOUT: Duration = Duration::from_secs(5);

/// Most streams end right after the answer.
const STREAM_ENDS: Duration = Duration::from_millis(250);

/// What goes along with every request of a connection.
#[derive(Default)]
pub(in crate::upstream) struct Shown {
    /// Whose token.
    pub(in crate::upstream) bearer: Option<Bearer>,
    /// Says in whose name, where a call does not say it.
    pub(in crate::upstream) speaker: Option<Speaker>,
}

/// The way to a server's URL.
pub(super) struct Wire {
    /// The connection.
    pub(super) core: Arc<Core>,
    /// Where the server is, and the headers that go there.
    pub(super) endpoint: Endpoint,
    client: HttpClient,
    shown: Shown,
    /// Where requests go: the endpoint's URI, where it redirected to, or what the server named.
    uri: ArcSwap<Uri>,
    asides: Arc<Semaphore>,
}

impl Wire {
    /// Nothing is sent yet.
    pub(super) fn new(core: &Arc<Core>, client: HttpClient, endpoint: Endpoint, shown: Shown) -> Arc<Self> {
        Arc::new(Self {
            core: core.clone(),
            client,
            shown,
            uri: ArcSwap::from_pointee(endpoint.uri.clone()),
            endpoint,
            asides: Arc::new(Semaphore::new(MAX_ASIDES)),
        })
    }

    /// Requests go there from now on.
    fn turn_to(&self, uri: Uri) {
        self.uri.store(Arc::new(uri));
    }

    /// Requests go to the place that an event of the stream at the present place names.
    pub(super) fn turn_to_named(&self, location: &str) -> Result<(), Explanation> {
        let uri = self.endpoint.named(&self.uri.load(), location)?;
        self.turn_to(uri);
        Ok(())
    }

    /// POSTs one message, with what it tells of its caller.
    pub(super) async fn post(
        &self,
        headers: &HeaderMap,
        caller: Option<&HeaderMap>,
        frame: &Bytes,
    ) -> Result<Response<Payload>, UpstreamError> {
        self.follow(&Method::POST, headers, caller, frame).await
    }

    /// Confirms what `initialize` agreed on. A server that refuses that may work nevertheless.
    pub(super) async fn confirm(&self, headers: &HeaderMap) -> Result<(), UpstreamError> {
        let response = self
            .post(headers, None, &notification_frame(INITIALIZED, None).into())
            .await?;
        let status = response.status();
        if !status.is_success() {
            debug!(server.name = %self.core.server, %status, "a server refused `notifications/initialized`");
        }
        self.finish_reading(response.into_body());
        Ok(())
    }

    /// Sends a request, following redirects at the same origin (`/mcp` to `/mcp/` is common).
    pub(super) async fn follow(
        &self,
        method: &Method,
        headers: &HeaderMap,
        caller: Option<&HeaderMap>,
        body: &Bytes,
    ) -> Result<Response<Payload>, UpstreamError> {
        for _ in 0..=MAX_REDIRECTS {
            let response = self
                .send(method.clone(), with_caller(headers, caller), body.clone())
                .await?;
            let keeps_method = matches!(
                response.status(),
                StatusCode::MOVED_PERMANENTLY
                    | StatusCode::FOUND
                    | StatusCode::TEMPORARY_REDIRECT
                    | StatusCode::PERMANENT_REDIRECT
            );
            let location = response
                .headers()
                .get(LOCATION)
                .and_then(|location| location.to_str().ok());
            let Some(location) = location.filter(|_| keeps_method) else {
                return Ok(response);
            };
            let uri = self
                .endpoint
                .redirected(location)
                .map_err(|why| self.bad(why, ""))?;
            self.turn_to(uri);
            self.finish_reading(response.into_body());
        }
        Err(self.bad(failure::redirect_loop(), ""))
    }

    /// Sends a request.
    pub(super) async fn send(
        &self,
        method: Method,
        headers: HeaderMap,
        body: Bytes,
    ) -> Result<Response<Payload>, UpstreamError> {
        self.raw_send(method, headers, body)
            .await
            .map_err(|fault| self.failed(&fault))
    }

    /// Sends a request whose failure means nothing for the connection.
    pub(super) async fn raw_send(
        &self,
        method: Method,
        headers: HeaderMap,
        body: Bytes,
    ) -> Result<Response<Payload>, Fault> {
        match &self.shown.bearer {
            None => self.bare_send(method, headers, body).await,
            // Boxed, because it is large, and few servers want it.
            Some(bearer) => Box::pin(self.send_with_token(bearer, method, headers, body)).await,
        }
    }

    /// Says in whose name a request is made, unless its call has said so.
    fn introduce(&self, headers: &mut HeaderMap) {
        if let Some(speaker) = &self.shown.speaker
            && !headers.contains_key(IDENTITY_HEADER)
            && let Some(statement) = speaker.statement(self.core.principal())
        {
            headers.insert(IDENTITY_HEADER, statement);
        }
    }

    /// Sends a request with a token, and once more with another one where the server refuses it: it has done nothing then.
    async fn send_with_token(
        &self,
        bearer: &Bearer,
        method: Method,
        mut headers: HeaderMap,
        body: Bytes,
    ) -> Result<Response<Payload>, Fault> {
        let mut token = bearer.token().await.map_err(Fault::of_sign_in)?;
        let mut is_second = false;
        loop {
            headers.insert(AUTHORIZATION, token.header.clone());
            let response = self
                .bare_send(method.clone(), headers.clone(), body.clone())
                .await?;
            let Some(refusal) = bearer::refusal(&response, is_second) else {
                return Ok(response);
            };
            self.finish_reading(response.into_body());
            token = bearer.another(&token, refusal).await?;
            if is_second {
                return Err(Fault::of_sign_in(refused_twice()));
            }
            is_second = true;
        }
    }

    async fn bare_send(
        &self,
        method: Method,
        headers: HeaderMap,
        body: Bytes,
    ) -> Result<Response<Payload>, Fault> {
        let mut request = http::Request::new(Full::new(body.clone()));
        *request.method_mut() = method;
        *request.uri_mut() = Uri::clone(&self.uri.load());
        *request.headers_mut() = headers;
        self.introduce(request.headers_mut());
        let flow = self.flow(&request, &body);
        // Boxed, because it is large, and a call that is under way holds it.
        let response = Box::pin(self.client.request(request)).await?;
        match flow {
            Some(flow) => {
                flow.response(&response);
                Ok(response.map(|body| body.told_to(flow)))
            }
            None => Ok(response),
        }
    }

    /// For those who watch the request.
    fn flow(&self, request: &http::Request<Full<Bytes>>, body: &Bytes) -> Option<Flow> {
        let (method, uri, headers) = (request.method(), request.uri(), request.headers());
        let tap = &self.core.tap;
        tap.http(method, uri, headers, body, || self.core.session())
    }

    /// POSTs a notification or a reply in the background, if there is room for it.
    pub(super) fn send_aside(self: &Arc<Self>, headers: HeaderMap, frame: Vec<u8>) {
        // Calls may be dropped while the program ends, when nothing can be started any more.
        if Handle::try_current().is_err() {
            return;
        }
        let Ok(permit) = self.asides.clone().try_acquire_owned() else {
            return;
        };
        let wire = self.clone();
        self.core.tasks.spawn(async move {
            let _permit = permit;
            let frame = frame.into();
            tokio::select! {
                () = wire.core.life.stopping() => {}
                sent = timeout(ASIDE_TIMEOUT, wire.post(&headers, None, &frame)) => {
                    if let Ok(Ok(response)) = sent {
                        wire.finish_reading(response.into_body());
                    }
                }
            }
        });
    }

    /// Reads a body that is of no interest to its end, so that its socket can be used again.
    pub(super) fn finish_reading(&self, mut body: Payload) {
        if body.is_end_stream() || matches!(body.frame().now_or_never(), Some(None)) {
            return;
        }
        self.core.tasks.spawn(async move {
            let _ = timeout(STREAM_ENDS, async {
                while let Ok(Some(_)) = next_data(&mut body).await {}
            })
            .await;
        });
    }

    /// What a refusal means, where the server says how its clients can sign in and nothing was tried.
    pub(super) fn wanted_sign_in(&self, status: StatusCode, headers: &HeaderMap) -> Option<Explanation> {
        let is_unknown = status == StatusCode::UNAUTHORIZED
            && self.shown.bearer.is_none()
            && !self.endpoint.has_credentials();
        let challenge = is_unknown.then(|| Challenge::bearer(headers)).flatten()?;
        challenge
            .get("resource_metadata")
            .map(|_| failure::wants_sign_in())
    }

    /// An error in the words of a body that could not be read.
    pub(super) fn unreadable(&self, error: BodyError) -> UpstreamError {
        match error {
            BodyError::TooLarge => self.bad(failure::frame_too_large(self.core.bounds.max_frame), ""),
            BodyError::Cut(fault) => self.failed(&fault),
        }
    }

    /// What came back is of no use. `output` is the start of it.
    pub(super) fn bad(&self, why: Explanation, output: &str) -> UpstreamError {
        self.core.error(UpstreamErrorKind::BadAnswer, why, output)
    }

    /// No new calls because of this error; those that run may finish.
    pub(super) fn retire(&self, error: UpstreamError) -> UpstreamError {
        self.core.life.retire_failed(error.failure().clone());
        error
    }

    /// The error of a call whose connection failed. When not even a socket could be opened, new calls need not
    /// try; those that have one may finish.
    fn failed(&self, fault: &Fault) -> UpstreamError {
        let why = failure::transport(fault, &self.endpoint.url);
        if let Fault::SignIn(no_token) = fault {
            // Nothing is wrong with the server: whoever comes next is asked for a token of their own.
            self.core.life.retire();
            return self
                .core
                .error(UpstreamErrorKind::SignIn, why, "")
                .with_connect_url(no_token.connect_url.as_deref());
        }
        if fault.is_before_request() {
            self.retire(self.core.error(UpstreamErrorKind::NotSent, why, ""))
        } else {
            self.core.error(UpstreamErrorKind::Interrupted, why, "")
        }
    }
}

/// Whoever has the tokens does not tell that there are no more. It is not to be asked without end.
fn refused_twice() -> NoToken {
    NoToken {
        message: "The server refuses every token that its authorization server issues.".to_owned(),
        advice: "Check its settings and those of its authorization server.".to_owned(),
        connect_url: None,
    }
}
