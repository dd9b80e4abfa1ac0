//! Which method gets which answer.

use std::{sync::Arc, time::Instant};

use serde_json::value::RawValue;
use tokio::sync::mpsc;

use super::{
    call,
    context::Context,
    progress::{self, BACKLOG, Beginning, CallStream, Running},
    resolve::ToolCall,
};
use crate::{
    Error,
    client::session::Session,
    envelope::{Answer, Envelope, Pieces, error_frame, result_frame, wrapped_result},
    error::{error_object, quoted},
    gateway::Inner,
    raw::{RawObject, decode_string},
    registry::Endpoint,
};

/// What a client gets for a request.
pub(crate) enum Reply {
    /// One frame.
    Frame(Pieces),
    /// Events, the last of which is the answer.
    Stream(CallStream),
}

/// Answers a request of a session. `may_stream`: the answer may be an event stream; inside a batch it may not.
pub(crate) async fn request(
    gateway: &Arc<Inner>,
    endpoint: &Arc<Endpoint>,
    session: &Arc<Session>,
    request: &Envelope<'_>,
    may_stream: bool,
    began: Instant,
) -> Reply {
    let id = request.id.map_or("null", RawValue::get);
    let answered = match request.method.as_deref().unwrap_or_default() {
        "tools/call" => {
            return tools_call(gateway, endpoint, session, request.params, id, may_stream, began).await;
        }
        "tools/list" => tools_list(gateway, endpoint, session, request.params, id).await,
        "ping" => Ok(Pieces::One(result_frame(id, b"{}").into())),
        "initialize" => Err(Error::InvalidParams(
            "initialize cannot be part of a batch".to_owned(),
        )),
        unknown => Err(Error::UnknownMethod(quoted(unknown))),
    };
    Reply::Frame(answered.unwrap_or_else(|error| refusal(id, &error)))
}

/// Takes in a notification of a session. Unknown ones are ignored, as JSON-RPC asks.
pub(crate) fn notification(session: &Session, notification: &Envelope<'_>) {
    if notification.method.as_deref() == Some("notifications/cancelled") {
        let params = notification
            .params
            .and_then(|params| RawObject::parse(params.get(), &["requestId"]).ok());
        if let Some(request) = params.and_then(|params| params.get("requestId")) {
            session.cancel_call(request.get());
        }
    }
}

async fn tools_list(
    gateway: &Inner,
    endpoint: &Arc<Endpoint>,
    session: &Session,
    params: Option<&RawValue>,
    id: &str,
) -> Result<Pieces, Error> {
    let refused = |error| Error::InvalidParams(format!("the params of tools/list are refused: {error}"));
    let cursor = match params {
        Some(params) => RawObject::parse(params.get(), &["cursor"])
            .map_err(refused)?
            .get("cursor"),
        None => None,
    };
    let unknown =
        || Error::InvalidParams("the cursor is unknown or the list has changed since: list again".to_owned());
    let cursor = match cursor.filter(|cursor| cursor.get() != "null") {
        Some(cursor) => Some(decode_string(cursor).ok_or_else(unknown)?),
        None => None,
    };
    // Before the list is looked up: a change in between must still be told.
    session.sees_tools();
    let endpoint = gateway.registry.complete(endpoint.clone()).await;
    let page = endpoint
        .namespace
        .catalogue
        .tool_page(cursor.as_deref())
        .ok_or_else(unknown)?;
    Ok(wrapped_result(id, page))
}

async fn tools_call(
    gateway: &Arc<Inner>,
    endpoint: &Arc<Endpoint>,
    session: &Arc<Session>,
    params: Option<&RawValue>,
    id: &str,
    may_stream: bool,
    began: Instant,
) -> Reply {
    let (endpoint, call) = match resolve(gateway, endpoint, params).await {
        Ok(resolved) => resolved,
        Err(error) => return Reply::Frame(refusal(id, &error)),
    };
    let context = Context::of_session(endpoint, session);
    let guard = session.begin_call(id);
    let Some(token) = call.progress_token.clone().filter(|_| may_stream) else {
        let answer = call::run(gateway, &context, &call, &guard.cancelled, None, began).await;
        return Reply::Frame(framed(answer, id));
    };
    let (sender, notifications) = mpsc::channel(BACKLOG);
    let (gateway, id) = (gateway.clone(), Box::<str>::from(id));
    let running: Running = Box::pin(async move {
        framed(
            call::run(&gateway, &context, &call, &guard.cancelled, Some(sender), began).await,
            &id,
        )
    });
    match progress::begin(running, notifications, token).await {
        Beginning::Answer(answer) => Reply::Frame(answer),
        Beginning::Stream(stream) => Reply::Stream(stream),
    }
}

/// The target of a call. A tool that is not known yet may belong to a server that is being asked for the first time.
async fn resolve(
    gateway: &Inner,
    endpoint: &Arc<Endpoint>,
    params: Option<&RawValue>,
) -> Result<(Arc<Endpoint>, ToolCall), Error> {
    match ToolCall::prepare(&endpoint.namespace.catalogue, params) {
        Err(Error::UnknownTool(_)) if endpoint.namespace.incomplete_until.is_some() => {
            let endpoint = gateway.registry.complete(endpoint.clone()).await;
            let call = ToolCall::prepare(&endpoint.namespace.catalogue, params)?;
            Ok((endpoint, call))
        }
        prepared => Ok((endpoint.clone(), prepared?)),
    }
}

fn framed(answer: Result<Answer, Error>, id: &str) -> Pieces {
    match answer {
        Ok(answer) => answer.with_id(id),
        Err(error) => refusal(id, &error),
    }
}

fn refusal(id: &str, error: &Error) -> Pieces {
    Pieces::One(error_frame(id, &error_object(&error.meaning())).into())
}
