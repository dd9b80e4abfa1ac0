//! Which method gets which answer.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use futures::future::join_all;
use http::StatusCode;
use serde_json::value::RawValue;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::{
    context::Context,
    forward, lists,
    recording::Refused,
    resolve::{self, Forward},
    resources,
    route::Route,
    sender::Came,
    stream::{self, AnswerStream, Beginning, Final, Running},
    trace::Trace,
};
use crate::{
    Error,
    client::session::{LogLevel, Session, hearing::CallEars},
    envelope::{Answer, Envelope, Pieces, error_frame, notification_frame, result_frame, wrapped_result},
    error::error_object,
    gateway::Inner,
    raw::{RawObject, write_string},
    registry::Endpoint,
    upstream::listener::{Ears, Listener},
};

/// How long a client waits until its servers know the log level.
const TELLING: Duration = Duration::from_secs(1);

/// What a client gets for a request.
pub(crate) enum Reply {
    /// One frame.
    Frame(Final),
    /// Events, the last of which is the answer.
    Stream(AnswerStream),
}

/// A request of a session, on its way.
#[derive(Clone)]
pub(crate) struct Asked<'a> {
    pub(crate) gateway: &'a Arc<Inner>,
    pub(crate) endpoint: &'a Arc<Endpoint>,
    pub(crate) session: &'a Arc<Session>,
    /// What the request came with; some servers get of it.
    pub(crate) came: Came<'a>,
    /// The answer may be an event stream; inside a batch it may not.
    pub(crate) may_stream: bool,
    /// When it arrived.
    pub(crate) began: Instant,
}

impl Asked<'_> {
    /// Notes that a call reached no server.
    fn refused(&self, method: &str, params: Option<&RawValue>, error: &Error) {
        let refused = Refused {
            endpoint: self.endpoint,
            principal: self.session.principal,
            came: self.came,
            client: &self.session.client,
            session: Some(self.session.handle()),
            began: self.began,
        };
        refused.record(self.gateway, method, params, error);
    }
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
                let peer = &asked.session.peer;
                lists::page(asked.gateway, asked.endpoint, peer, list, request.params)
                    .await
                    .map(|(page, now)| {
                        asked.session.sees(list, now);
                        wrapped_result(id, &page)
                    })
            }
            None => return forwarded(asked, method, request.params, id).await,
        },
    };
    Reply::Frame(answered.map_or_else(|error| refusal(id, &error), Final::ok))
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
        "notifications/progress" => session.progressed(notification),
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

async fn forwarded(asked: &Asked<'_>, method: &str, params: Option<&RawValue>, id: &str) -> Reply {
    let peer = &asked.session.peer;
    let found = Route::find(asked.gateway, asked.endpoint, peer, method, params).await;
    let (endpoint, route, brought) = match found.and_then(|(endpoint, route)| {
        let brought = asked
            .gateway
            .upstreams
            .brought(route.servers(), asked.came.headers)?;
        Ok((endpoint, route, brought))
    }) {
        Ok(resolved) => resolved,
        Err(error) => {
            asked.refused(method, params, &error);
            return Reply::Frame(refusal(id, &error));
        }
    };
    let sender = asked.came.sender(route.chains());
    let trace = Trace::of(asked.gateway.options.tracing, asked.came.headers, params);
    let guard = asked.session.begin_call(id);
    if !asked.may_stream {
        let context =
            Context::of_session(endpoint, asked.session, None, asked.began).with(brought, sender, trace);
        let answer = run(
            asked.gateway,
            &context,
            asked.session,
            &route,
            &guard.cancelled,
            None,
        );
        return Reply::Frame(framed(answer.await, id));
    }
    let outbox = Arc::new(asked.session.new_outbox(id));
    let context = Context::of_session(endpoint, asked.session, Some(outbox.clone()), asked.began)
        .with(brought, sender, trace);
    let ears: Arc<dyn Listener> =
        CallEars::new(asked.session.clone(), outbox.clone(), route.progress_token());
    let (gateway, session) = (asked.gateway.clone(), asked.session.clone());
    let id = Box::<str>::from(id);
    let running: Running = Box::pin(async move {
        let cancelled = &guard.cancelled;
        let answer = run(&gateway, &context, &session, &route, cancelled, Some(ears)).await;
        framed(answer, &id)
    });
    match stream::begin(running, outbox, Some(asked.session), &asked.gateway.tasks).await {
        Beginning::Answer(answer) => Reply::Frame(answer),
        Beginning::Stream(stream) => Reply::Stream(stream),
    }
}

async fn run(
    gateway: &Inner,
    context: &Context,
    session: &Session,
    route: &Route,
    cancelled: &CancellationToken,
    ears: Ears,
) -> Result<Option<Answer>, Error> {
    let answer = match route {
        Route::ToolCall(call) => forward::run(gateway, context, "tools/call", call, cancelled, ears)
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
        Route::Read(candidates) => resources::read(gateway, context, candidates, cancelled, ears)
            .await
            .map(Some),
        Route::TaskList(list) => list.page(gateway, context, cancelled).await.map(Some),
        Route::Discovery(discovery) => discovery
            .answer(gateway, &context.endpoint.namespace)
            .await
            .map(Some),
        Route::Other(method, candidates) => candidates
            .ask(gateway, context, method, cancelled, ears)
            .await
            .map(Some),
    };
    answer.map_err(|error| error.for_client(context.peer.capabilities()))
}

/// `logging/setLevel`: for what reaches this session, and for the servers that log.
async fn set_level(asked: &Asked<'_>, params: Option<&RawValue>) -> Result<(), Error> {
    let unknown = || Error::InvalidParams(format!("params.level must be one of {}", LogLevel::names()));
    let params = resolve::parse(params.ok_or_else(unknown)?, &["level", "_meta"])?;
    let name = resolve::text(&params, "level")?;
    let level = LogLevel::parse(&name).ok_or_else(unknown)?;
    asked.session.logs.set(level);
    asked.gateway.sessions.changed(asked.session);
    let context = Context::of_session(asked.endpoint.clone(), asked.session, None, asked.began);
    let forwards = level_for_servers(asked.gateway, &context, &params, level)?;
    let gateway = asked.gateway.clone();
    let telling = asked
        .gateway
        .tasks
        .spawn(async move { tell_level(&gateway, &context, forwards).await });
    // One that takes long to start is told when it has started.
    let _ = timeout(TELLING, telling).await;
    Ok(())
}

/// `logging/setLevel` for each server that logs. Others on the same connection may want to hear more, and that must not be
/// lost. What is too much for this session does not reach it.
pub(crate) fn level_for_servers(
    gateway: &Inner,
    context: &Context,
    params: &RawObject<'_>,
    own: LogLevel,
) -> Result<Vec<Forward>, Error> {
    let members = context.endpoint.namespace.catalogue.members().iter();
    let logging = members.filter(|member| member.capabilities.logging);
    logging
        .map(|member| {
            let rule = gateway.upstreams.rule(member.server_id);
            let lane = rule.lane(&context.peer);
            let wanted = gateway.sessions.wish(member.server_id, lane, rule).level;
            let mut level = Vec::new();
            write_string(&mut level, wanted.map_or(own, |least| least.min(own)).name());
            resolve::to_server_with(member.server_id, "logging/setLevel", params, &[("level", &level)])
        })
        .collect()
}

/// Tells servers the log level.
pub(crate) async fn tell_level(gateway: &Inner, context: &Context, forwards: Vec<Forward>) {
    let told = forwards.into_iter().map(async |forward| {
        let never = &gateway.closing;
        forward::run(gateway, context, "logging/setLevel", &forward, never, None).await
    });
    for error in join_all(told).await.into_iter().filter_map(Result::err) {
        // What the others log is not to be lost because one is down.
        tracing::debug!(
            error = &error as &dyn std::error::Error,
            "a server could not be told the log level"
        );
    }
}

/// Nothing to say is an empty result.
fn framed(answer: Result<Option<Answer>, Error>, id: &str) -> Final {
    match answer {
        Ok(Some(answer)) => Final::ok(answer.with_id(id)),
        Ok(None) => Final::ok(Pieces::One(result_frame(id, b"{}").into())),
        Err(error) => refusal(id, &error),
    }
}

/// Errors of sessions are answers like any other, but for those that proxies and clients should hear of as well.
fn refusal(id: &str, error: &Error) -> Final {
    let meaning = error.meaning();
    let status = match error {
        Error::RateLimited { .. } => meaning.status,
        _ => StatusCode::OK,
    };
    let frame = Pieces::One(error_frame(id, &error_object(&meaning)).into());
    Final::refusal(frame, status, error)
}
