//! POST: one message, or a batch of a client that may send one.

use std::{sync::Arc, time::Instant};

use bytes::Bytes;
use futures::future::join_all;
use http::{Response, request::Parts};
use serde_json::value::RawValue;

use super::{
    headers::{EVENT_STREAM, JSON, check_accept, check_content_type},
    initialize::initialize,
    modern::{self, Arrival},
    read,
    reply::{self, Refusal},
    session::Session,
    session_of,
};
use crate::{
    Body, Error,
    envelope::{Answer, Envelope, Kind, MAX_BATCH, Pieces, Posted, error_frame},
    error::error_object,
    gateway::Inner,
    pipeline::{
        authenticate::Caller,
        dispatch::{self, Asked, Reply},
        sender::Came,
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
            if modern::is_stateless(&parts.headers, &message) {
                let arrival = Arrival {
                    gateway,
                    endpoint,
                    caller,
                    headers: &parts.headers,
                    came: Came::with(parts, caller),
                    began,
                };
                return modern::post(&arrival, &message).await;
            }
            if message.kind() == Kind::Request && message.method.as_deref() == Some("initialize") {
                let answer = initialize(gateway, endpoint, caller, &message).await;
                return answer.map_err(Refusal::of(id));
            }
            let session = find_session().await.map_err(Refusal::of(id))?;
            let asked = Asked {
                gateway,
                endpoint,
                session: &session,
                came: Came::with(parts, caller),
                may_stream: true,
                began,
            };
            Ok(single(&asked, &message, &body).await)
        }
        Posted::Batch(messages) => {
            let session = find_session().await?;
            check_batch(&session, &messages)?;
            let asked = Asked {
                gateway,
                endpoint,
                session: &session,
                came: Came::with(parts, caller),
                may_stream: false,
                began,
            };
            Ok(batch(&asked, &messages, &body).await)
        }
    }
}

async fn single(asked: &Asked<'_>, message: &Envelope<'_>, body: &Bytes) -> Response<Body> {
    match message.kind() {
        Kind::Request => match dispatch::request(asked, message).await {
            Reply::Frame(end) => reply::ended(end),
            Reply::Stream(stream) => reply::events(stream, asked.gateway.options.keep_alive),
        },
        Kind::Notification => {
            dispatch::notification(asked.gateway, asked.endpoint, asked.session, message);
            reply::accepted()
        }
        Kind::Response => {
            take_answer(asked.session, message, body);
            reply::accepted()
        }
    }
}

/// The session's client may send several messages together, and these are not too many.
pub(super) fn check_batch(session: &Session, messages: &[&RawValue]) -> Result<(), Error> {
    if !session.version.has_batches() {
        return Err(Error::BatchRefused);
    }
    if messages.len() > MAX_BATCH {
        return Err(Error::BatchTooLong);
    }
    Ok(())
}

/// The client answers what a server asked it.
pub(super) fn take_answer(session: &Session, message: &Envelope<'_>, frame: &Bytes) {
    if let Some(answer) = Answer::new(frame, message) {
        session.answered(&answer, message.own_id());
    }
}

/// The messages of a batch run side by side; the answers stand in the order of the requests. There is no stream for
/// notifications of progress in it.
async fn batch(asked: &Asked<'_>, messages: &[&RawValue], body: &Bytes) -> Response<Body> {
    let answers = join_all(messages.iter().map(|text| async {
        let message = match Envelope::from_text(text.get()) {
            Ok(message) => message,
            Err(error) => return Some(error_frame("null", &error_object(&Error::from(error).meaning()))),
        };
        match message.kind() {
            Kind::Request => match dispatch::request(asked, &message).await {
                Reply::Frame(end) => Some(end.frame.into_vec()),
                Reply::Stream(_) => None,
            },
            Kind::Notification => {
                dispatch::notification(asked.gateway, asked.endpoint, asked.session, &message);
                None
            }
            Kind::Response => {
                take_answer(asked.session, &message, &body.slice_ref(text.get().as_bytes()));
                None
            }
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
