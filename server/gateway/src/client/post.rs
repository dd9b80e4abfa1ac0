//! POST: one message, or a batch of a client that may send one.

use std::{sync::Arc, time::Instant};

use bytes::Bytes;
use futures::future::join_all;
use http::{Response, request::Parts};
use serde_json::value::RawValue;

use super::{
    headers::{EVENT_STREAM, JSON, check_accept, check_content_type},
    initialize::initialize,
    read,
    reply::{self, Refusal},
    session::Session,
    session_of,
};
use crate::{
    Body, Error,
    envelope::{Envelope, Kind, MAX_BATCH, Pieces, Posted, error_frame},
    error::error_object,
    gateway::Inner,
    pipeline::{
        authenticate::Caller,
        dispatch::{self, Reply},
    },
    registry::Endpoint,
};

/// Answers a POST.
pub(super) async fn post<B>(
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
    check_accept(&parts.headers, &[JSON, EVENT_STREAM])?;
    let body = read::body(body, gateway.options.max_body_bytes).await?;
    let began = Instant::now();
    let find_session = || session_of(gateway, endpoint, caller, &parts.headers);
    match Posted::parse(&body).map_err(Error::from)? {
        Posted::Single(message) => {
            let id = message.id.map(RawValue::get);
            if message.kind() == Kind::Request && message.method.as_deref() == Some("initialize") {
                return initialize(gateway, endpoint, caller, &message).map_err(Refusal::of(id));
            }
            let session = find_session().map_err(Refusal::of(id))?;
            Ok(single(gateway, endpoint, &session, &message, began).await)
        }
        Posted::Batch(messages) => {
            let session = find_session()?;
            if !session.version.has_batches() {
                return Err(Error::BatchRefused.into());
            }
            if messages.len() > MAX_BATCH {
                return Err(Error::BatchTooLong.into());
            }
            Ok(batch(gateway, endpoint, &session, &messages, began).await)
        }
    }
}

async fn single(
    gateway: &Arc<Inner>,
    endpoint: &Arc<Endpoint>,
    session: &Arc<Session>,
    message: &Envelope<'_>,
    began: Instant,
) -> Response<Body> {
    match message.kind() {
        Kind::Request => match dispatch::request(gateway, endpoint, session, message, true, began).await {
            Reply::Frame(frame) => reply::json(frame),
            Reply::Stream(stream) => reply::events(stream, gateway.options.keep_alive),
        },
        Kind::Notification => {
            dispatch::notification(session, message);
            reply::accepted()
        }
        // Answers to requests of the gateway, of which there are none yet.
        Kind::Response => reply::accepted(),
    }
}

/// The messages of a batch run side by side; the answers stand in the order of the requests. There is no stream for
/// notifications of progress in it.
async fn batch(
    gateway: &Arc<Inner>,
    endpoint: &Arc<Endpoint>,
    session: &Arc<Session>,
    messages: &[&RawValue],
    began: Instant,
) -> Response<Body> {
    let answers = join_all(messages.iter().map(|message| async {
        let message = match Envelope::from_text(message.get()) {
            Ok(message) => message,
            Err(error) => return Some(error_frame("null", &error_object(&Error::from(error).meaning()))),
        };
        match message.kind() {
            Kind::Request => {
                match dispatch::request(gateway, endpoint, session, &message, false, began).await {
                    Reply::Frame(frame) => Some(frame.into_vec()),
                    Reply::Stream(_) => None,
                }
            }
            Kind::Notification => {
                dispatch::notification(session, &message);
                None
            }
            Kind::Response => None,
        }
    }))
    .await;
    let answers: Vec<_> = answers.into_iter().flatten().collect();
    if answers.is_empty() {
        return reply::accepted();
    }
    let array = [b"[", &*answers.join(&b","[..]), b"]"].concat();
    reply::json(Pieces::One(array.into()))
}
