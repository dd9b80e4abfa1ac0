//! Which method gets which answer.

use std::{sync::Arc, time::Instant};

use serde_json::value::RawValue;
use tokio_util::sync::CancellationToken;

use super::{
    call,
    context::Context,
    forward, lists, resolve,
    resolve::Forward,
    resources,
    stream::{self, AnswerStream, Beginning, Running},
};
use crate::{
    Error,
    catalogue::Catalogue,
    client::session::{LogLevel, Session, hearing::CallEars},
    envelope::{Answer, Envelope, Pieces, error_frame, notification_frame, result_frame, wrapped_result},
    error::error_object,
    gateway::Inner,
    raw::RawObject,
    registry::Endpoint,
    upstream::listener::{Ears, Listener},
};

/// What a client gets for a request.
pub(crate) enum Reply {
    /// One frame.
    Frame(Pieces),
    /// Events, the last of which is the answer.
    Stream(AnswerStream),
}

/// A request of a session, on its way.
#[derive(Clone)]
pub(crate) struct Asked<'a> {
    pub(crate) gateway: &'a Arc<Inner>,
    pub(crate) endpoint: &'a Arc<Endpoint>,
    pub(crate) session: &'a Arc<Session>,
    /// The answer may be an event stream; inside a batch it may not.
    pub(crate) may_stream: bool,
    /// When it arrived.
    pub(crate) began: Instant,
}

/// Answers a request of a session.
pub(crate) async fn request(asked: &Asked<'_>, request: &Envelope<'_>) -> Reply {
    let id = request.id.map_or("null", RawValue::get);
    let answered = match request.method.as_deref().unwrap_or_default() {
        "ping" => Ok(Pieces::One(result_frame(id, b"{}").into())),
        "initialize" => Err(Error::InvalidParams(
            "initialize cannot be part of a batch".to_owned(),
        )),
        "logging/setLevel" => set_level(asked, request.params)
            .await
            .map(|()| Pieces::One(result_frame(id, b"{}").into())),
        method => match lists::of_method(method) {
            Some(list) => {
                // Before the list is looked up: a change in between must still be told.
                asked.session.sees(list);
                lists::page(asked.gateway, asked.endpoint, list, request.params)
                    .await
                    .map(|page| wrapped_result(id, &page))
            }
            None => return forwarded(asked, method, request.params, id).await,
        },
    };
    Reply::Frame(answered.unwrap_or_else(|error| refusal(id, &error)))
}

/// Takes in a notification of a session. Those that we do not know are for the servers.
pub(crate) fn notification(
    gateway: &Inner,
    endpoint: &Endpoint,
    session: &Session,
    notification: &Envelope<'_>,
) {
    let method = notification.method.as_deref().unwrap_or_default();
    match method {
        "notifications/initialized" => {}
        "notifications/cancelled" => {
            let params = notification
                .params
                .and_then(|params| RawObject::parse(params.get(), &["requestId"]).ok());
            if let Some(request) = params.and_then(|params| params.get("requestId")) {
                session.cancel_call(request.get());
            }
        }
        _ => {
            let params = notification.params.map(|params| params.get().as_bytes());
            for member in endpoint.namespace.catalogue.members() {
                let frame = notification_frame(method, params);
                gateway.upstreams.notify(member.server_id, &session.peer, frame);
            }
        }
    }
}

/// What a request becomes at a server.
enum Route {
    ToolCall(Forward),
    Read(Vec<Forward>),
    Subscribe(Vec<Forward>),
    Unsubscribe(Vec<Forward>),
    Other(Box<str>, Forward),
}

impl Route {
    fn of(catalogue: &Catalogue, method: &str, params: Option<&RawValue>) -> Result<Self, Error> {
        let other = |forward: Forward| Self::Other(method.into(), forward);
        match method {
            "tools/call" => resolve::tool_call(catalogue, params).map(Self::ToolCall),
            "prompts/get" => resolve::prompt(catalogue, params).map(other),
            "completion/complete" => resolve::completion(catalogue, params).map(other),
            "resources/read" => resolve::resource(catalogue, params).map(Self::Read),
            "resources/subscribe" => resolve::resource(catalogue, params).map(Self::Subscribe),
            "resources/unsubscribe" => resolve::resource(catalogue, params).map(Self::Unsubscribe),
            unknown => resolve::unknown(catalogue, unknown, params).map(other),
        }
    }

    /// The client's own progress token.
    fn progress_token(&self) -> Option<Box<str>> {
        match self {
            Self::ToolCall(forward) | Self::Other(_, forward) => forward.progress_token.clone(),
            Self::Read(forwards) | Self::Subscribe(forwards) | Self::Unsubscribe(forwards) => forwards
                .first()
                .and_then(|forward| forward.progress_token.clone()),
        }
    }
}

async fn forwarded(asked: &Asked<'_>, method: &str, params: Option<&RawValue>, id: &str) -> Reply {
    let (endpoint, route) = match route(asked, method, params).await {
        Ok(resolved) => resolved,
        Err(error) => return Reply::Frame(refusal(id, &error)),
    };
    let context = Context::of_session(endpoint, asked.session);
    let guard = asked.session.begin_call(id);
    if !asked.may_stream {
        let answer = run(
            asked.gateway,
            &context,
            asked.session,
            &route,
            &guard.cancelled,
            None,
            asked.began,
        );
        return Reply::Frame(framed(answer.await, id));
    }
    let outbox = Arc::new(asked.session.new_outbox());
    let ears: Arc<dyn Listener> =
        CallEars::new(asked.session.clone(), outbox.clone(), route.progress_token());
    let (gateway, session, began) = (asked.gateway.clone(), asked.session.clone(), asked.began);
    let id = Box::<str>::from(id);
    let running: Running = Box::pin(async move {
        let cancelled = &guard.cancelled;
        framed(
            run(&gateway, &context, &session, &route, cancelled, Some(ears), began).await,
            &id,
        )
    });
    match stream::begin(running, outbox, asked.session, &asked.gateway.tasks).await {
        Beginning::Answer(answer) => Reply::Frame(answer),
        Beginning::Stream(stream) => Reply::Stream(stream),
    }
}

/// Where a request goes. What is not known yet may belong to a server that is being asked for the first time.
async fn route(
    asked: &Asked<'_>,
    method: &str,
    params: Option<&RawValue>,
) -> Result<(Arc<Endpoint>, Route), Error> {
    let endpoint = asked.endpoint;
    match Route::of(&endpoint.namespace.catalogue, method, params) {
        Err(error) if error.is_unknown_target() && endpoint.namespace.incomplete_until.is_some() => {
            let endpoint = asked.gateway.registry.complete(endpoint.clone()).await;
            let route = Route::of(&endpoint.namespace.catalogue, method, params)?;
            Ok((endpoint, route))
        }
        route => Ok((endpoint.clone(), route?)),
    }
}

async fn run(
    gateway: &Inner,
    context: &Context,
    session: &Session,
    route: &Route,
    cancelled: &CancellationToken,
    ears: Ears,
    began: Instant,
) -> Result<Option<Answer>, Error> {
    match route {
        Route::ToolCall(call) => call::run(gateway, context, call, cancelled, ears, began)
            .await
            .map(Some),
        Route::Read(candidates) => resources::read(gateway, context, candidates, cancelled, ears)
            .await
            .map(Some),
        Route::Subscribe(candidates) => {
            resources::subscribe(gateway, context, session, candidates, cancelled)
                .await
                .map(Some)
        }
        Route::Unsubscribe(candidates) => {
            resources::unsubscribe(gateway, context, session, candidates, cancelled).await
        }
        Route::Other(method, forward) => forward::run(gateway, context, method, forward, cancelled, ears)
            .await
            .map(Some),
    }
}

/// `logging/setLevel`: for what reaches this session, and for the servers that log.
async fn set_level(asked: &Asked<'_>, params: Option<&RawValue>) -> Result<(), Error> {
    let unknown = || Error::InvalidParams(format!("params.level must be one of {}", LogLevel::names()));
    let params = resolve::parse(params.ok_or_else(unknown)?, &["level", "_meta"])?;
    let name = resolve::text(&params, "level")?;
    let level = LogLevel::parse(&name).ok_or_else(unknown)?;
    asked.session.logs.set(level);
    let context = Context::of_session(asked.endpoint.clone(), asked.session);
    let logging = asked.endpoint.namespace.catalogue.members().iter();
    for member in logging.filter(|member| member.capabilities.logging) {
        let forward = resolve::to_server(member.server_id, "logging/setLevel", &params)?;
        let never = CancellationToken::new();
        let told = forward::run(
            asked.gateway,
            &context,
            "logging/setLevel",
            &forward,
            &never,
            None,
        )
        .await;
        if let Err(error) = told {
            // What the others log is not to be lost because one is down.
            tracing::debug!(
                error = &error as &dyn std::error::Error,
                "a server could not be told the log level"
            );
        }
    }
    Ok(())
}

/// Nothing to say is an empty result.
fn framed(answer: Result<Option<Answer>, Error>, id: &str) -> Pieces {
    match answer {
        Ok(Some(answer)) => answer.with_id(id),
        Ok(None) => Pieces::One(result_frame(id, b"{}").into()),
        Err(error) => refusal(id, &error),
    }
}

fn refusal(id: &str, error: &Error) -> Pieces {
    Pieces::One(error_frame(id, &error_object(&error.meaning())).into())
}
