//! What a client POSTs beside its stream.

use std::{borrow::Cow, future::poll_fn, sync::Arc, time::Instant};

use bytes::Bytes;
use futures::future::poll_immediate;
use http::{Response, request::Parts};
use serde_json::value::RawValue;
use tokio::sync::mpsc;
use url::form_urlencoded;

use super::Line;
use crate::{
    Body, Error,
    body::EventSource,
    client::{
        headers::check_content_type,
        initialize,
        modern::says_version,
        post::{check_batch, take_answer},
        read,
        reply::{self, Refusal},
        session::Session,
        sse::event,
    },
    envelope::{Envelope, Kind, Pieces, Posted, error_frame, result_frame},
    error::error_object,
    gateway::Inner,
    pipeline::{
        authenticate::Caller,
        dispatch::{self, Asked, Reply},
        sender::Came,
    },
    registry::Endpoint,
    session_id::SessionId,
};

/// Takes one message, or several from a client that may send them together.
pub(in crate::client) async fn post<B>(
    gateway: &Arc<Inner>,
    endpoint: &Arc<Endpoint>,
    caller: Caller,
    parts: &Parts,
    body: B,
) -> Result<Response<Body>, Refusal>
where
    B: http_body::Body<Data = Bytes>,
{
    check_content_type(&parts.headers)?;
    let id = named(parts).ok_or(Error::LineMissing)?;
    let line = SessionId::parse(&id)
        .and_then(|id| gateway.lines.find(id, endpoint.id, caller.principal))
        .ok_or(Error::LineUnknown)?;
    let body = read::body(body, gateway.options.max_body_bytes).await?;
    let taking = Taking {
        gateway,
        endpoint,
        caller,
        line: &line,
        came: Came::with(parts, caller),
        began: Instant::now(),
    };
    match Posted::parse(&body).map_err(Error::from)? {
        Posted::Single(message) => {
            let id = message.id.map(RawValue::get);
            taking.take(&message, &body).await.map_err(Refusal::of(id))?;
        }
        Posted::Batch(messages) => {
            let session = line.session().ok_or(Error::NotInitialized)?;
            check_batch(&session, &messages)?;
            for text in messages {
                let frame = body.slice_ref(text.get().as_bytes());
                match Envelope::from_text(text.get()) {
                    Ok(message) => taking.take(&message, &frame).await?,
                    Err(error) => taking.say_error("null", &error.into()).await?,
                }
            }
        }
    }
    Ok(reply::accepted())
}

/// The id of the stream that a message names.
pub(in crate::client) fn named(parts: &Parts) -> Option<Cow<'_, str>> {
    let mut pairs = form_urlencoded::parse(parts.uri.query()?.as_bytes());
    pairs.find(|(name, _)| name == "sessionId").map(|(_, id)| id)
}

/// What every message of a POST comes with.
struct Taking<'a> {
    gateway: &'a Arc<Inner>,
    endpoint: &'a Arc<Endpoint>,
    caller: Caller,
    line: &'a Arc<Line>,
    came: Came<'a>,
    began: Instant,
}

impl Taking<'_> {
    async fn take(&self, message: &Envelope<'_>, frame: &Bytes) -> Result<(), Error> {
        match (message.kind(), self.line.session()) {
            (Kind::Request, Some(session)) => self.ask(session, message, frame).await,
            (Kind::Request, None) => self.greet(message).await,
            (Kind::Notification, Some(session)) => {
                dispatch::notification(self.gateway, self.endpoint, &session, message);
                Ok(())
            }
            (Kind::Response, Some(session)) => {
                take_answer(&session, message, frame);
                Ok(())
            }
            (Kind::Notification | Kind::Response, None) => Err(Error::NotInitialized),
        }
    }

    /// A request before there is a session.
    async fn greet(&self, message: &Envelope<'_>) -> Result<(), Error> {
        let id = message.id.map_or("null", RawValue::get);
        let method = message.method.as_deref().unwrap_or_default();
        let answered = match method {
            "ping" => Ok(result_frame(id, b"{}")),
            "initialize" => self.begin(message),
            // So that a client which asks first whether we speak the era without sessions goes on with this one.
            _ if says_version(message) => Err(Error::UnknownMethod(method.to_owned())),
            _ => Err(Error::NotInitialized),
        };
        match answered {
            Ok(frame) => say(&self.line.place()?, &Pieces::One(frame.into())).await,
            Err(error) => self.say_error(id, &error).await?,
        }
        Ok(())
    }

    fn begin(&self, message: &Envelope<'_>) -> Result<Vec<u8>, Error> {
        let shown = self.gateway.shown_to(self.caller.principal, self.endpoint);
        let endpoint = shown.as_ref().unwrap_or(self.endpoint);
        let session = initialize::introduced(endpoint, self.caller, message)?.on_a_line();
        let answer = initialize::answer(endpoint, &session, message);
        let session = self.gateway.sessions.admit(session)?;
        let limit = self.gateway.options.max_streams_per_session;
        if self.line.begin(&session, limit) {
            self.gateway.expect_calls(endpoint, &session);
            return Ok(answer);
        }
        // The client has left, or sent this twice at once.
        self.gateway.sessions.end(&session);
        Err(Error::LineUnknown)
    }

    /// A request of the session. It goes on beside the POST, and its answer comes on the stream.
    async fn ask(&self, session: Arc<Session>, message: &Envelope<'_>, frame: &Bytes) -> Result<(), Error> {
        if message.method.as_deref() == Some("initialize") {
            let id = message.id.map_or("null", RawValue::get);
            let error = Error::InvalidParams("initialize was sent before: the session has begun".to_owned());
            return self.say_error(id, &error).await;
        }
        let events = self.line.place()?;
        let (gateway, endpoint) = (self.gateway.clone(), self.endpoint.clone());
        let (frame, began) = (frame.clone(), self.began);
        // Which server it goes to is not known yet, and few headers pass on to any.
        let mut headers = self.gateway.upstreams.wanted_by_any(self.came.headers)?;
        for name in self.endpoint.namespace.catalogue.wanted_headers() {
            if let Some(value) = self.came.headers.get(name) {
                headers.insert(name, value.clone());
            }
        }
        let (sent, exchange) = (self.came.without_headers(), self.came.exchange.cloned());
        let mut work = Box::pin(async move {
            let asked = Asked {
                gateway: &gateway,
                endpoint: &endpoint,
                session: &session,
                came: sent.with_headers(&headers, exchange.as_ref()),
                may_stream: true,
                began,
            };
            let answering = answer(&asked, &frame, &events);
            // A client that has left does not want the answer.
            tokio::select! {
                () = answering => {}
                () = events.closed() => {}
            }
        });
        // A cancellation that follows this POST has to find the request.
        if poll_immediate(&mut work).await.is_none() {
            self.gateway.tasks.spawn(work);
        }
        Ok(())
    }

    async fn say_error(&self, id: &str, error: &Error) -> Result<(), Error> {
        let frame = error_frame(id, &error_object(&error.meaning()));
        say(&self.line.place()?, &Pieces::One(frame.into())).await;
        Ok(())
    }
}

async fn answer(asked: &Asked<'_>, frame: &Bytes, events: &mpsc::Sender<Bytes>) {
    let Ok(message) = Envelope::parse(frame) else {
        return; // It was read before.
    };
    match dispatch::request(asked, &message).await {
        Reply::Frame(end) => say(events, &end.frame).await,
        Reply::Stream(mut stream) => {
            while let Some(event) = poll_fn(|context| stream.poll_event(context)).await {
                if events.send(event).await.is_err() {
                    return;
                }
            }
        }
    }
}

/// Waits for room, as long as the client is there.
async fn say(events: &mpsc::Sender<Bytes>, frame: &Pieces) {
    let event = match frame {
        Pieces::One(whole) => event(None, &[whole]),
        Pieces::Three([head, id, tail]) => event(None, &[head, id, tail]),
    };
    let _ = events.send(event).await;
}
