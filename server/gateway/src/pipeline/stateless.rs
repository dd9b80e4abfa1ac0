//! Requests without a session: forwarded to a server of either era.

use std::{sync::Arc, time::Instant};

use bytes::Bytes;
use http::{Response, StatusCode};
use model::EndpointId;
use serde_json::value::RawValue;
use tokio_util::sync::CancellationToken;

use super::{
    authenticate::Caller,
    connecting::{self, Asking},
    context::Context,
    forward,
    parking::{Outcome, ParkedCall},
    recording::Refused,
    rentals::Rented,
    resources,
    route::Route,
    sender::Came,
    stream::{self, Beginning, Final, Running},
    trace::Trace,
};
use crate::{
    Body, Error, PrincipalId,
    client::{
        reply,
        session::{LogLevel, LogThreshold, outbox::Outbox},
    },
    envelope::{Answer, Envelope, Pieces, error_frame, result_frame},
    era::LOG_LEVEL,
    error::{
        code::{INVALID_PARAMS, RESOURCE_NOT_FOUND},
        error_object,
    },
    gateway::Inner,
    raw::{RawObject, decode_string, write_string},
    registry::Endpoint,
    request_state::{Purpose, RequestState},
    standard_headers::name_key,
    upstream::{
        Ask,
        lane::Peer,
        listener::{Ears, Listener},
    },
};

/// A request, and who sends it.
pub(crate) struct Call<'a> {
    pub(crate) gateway: &'a Arc<Inner>,
    pub(crate) endpoint: &'a Arc<Endpoint>,
    pub(crate) caller: Caller,
    /// Name and version that the client gives itself.
    pub(crate) client: &'a Arc<str>,
    /// What the client offers to be asked, a raw object.
    pub(crate) capabilities: &'a RawValue,
    /// What the request came with; some servers get of it.
    pub(crate) came: Came<'a>,
    /// When it arrived.
    pub(crate) began: Instant,
}

/// Codes of errors that this era answers with a status of their own.
const NOT_FOUND: [i64; 1] = [-32601];
const BAD_REQUEST: [i64; 5] = [-32700, -32600, -32020, -32021, -32022];

/// Forwards a request and answers it, with a stream if the server speaks first.
pub(crate) async fn answer(
    call: &Call<'_>,
    method: &str,
    params: Option<&RawValue>,
    fields: &RawObject<'_>,
    id: &str,
) -> Result<Response<Body>, Error> {
    let mut about = About::of(method, fields, call);
    let outbox = Arc::new(Outbox::new(None));
    let (gateway, id) = (call.gateway.clone(), Box::<str>::from(id));
    let state = call.open_state(&about, fields)?;
    let running: Running = if let Some(RequestState::Parked(parked)) = state {
        let parked = gateway.parking.take(parked).ok_or(Error::RequestState)?;
        if let Some(responses) = fields.get("inputResponses") {
            parked.reply(responses)?;
        }
        Box::pin(async move { attended(&gateway, &about, &parked, &id).await })
    } else {
        if state == Some(RequestState::Connect) {
            about.asking = about.asking.repeated(fields);
        }
        let opened = state.and_then(|state| with_state(fields, state));
        let params = opened.as_deref().or(params);
        let principal = call.caller.principal;
        let peer = Peer::stateless(principal);
        let found = Route::find(call.gateway, call.endpoint, &peer, method, params).await;
        let (endpoint, route) = found.inspect_err(|error| call.refused(method, params, error))?;
        let brought = gateway.upstreams.brought(route.servers(), call.came.headers)?;
        if let Some(server_id) = route.first_server().filter(|_| about.asking == Asking::OnTheWay) {
            let upstreams = &gateway.upstreams;
            upstreams
                .await_sign_in(server_id, &peer, connecting::PATIENCE)
                .await;
        }
        let rented = call.rent(&route).await;
        let context = Context {
            endpoint,
            principal,
            client: call.client.clone(),
            peer: rented.as_ref().map_or(peer, |rented| rented.peer.clone()),
            asker: None,
            brought,
            sender: call.came.sender(route.chains()),
            began: call.began,
            trace: Trace::of(gateway.options.tracing, call.came.headers, params),
        };
        let parked = rented.as_ref().map(|_| ParkedCall::new());
        let ears: Arc<dyn Listener> = Arc::new(StatelessEars {
            outbox: outbox.clone(),
            token: route.progress_token(),
            logs: log_threshold(fields),
            parked: parked.clone(),
        });
        match parked {
            None => Box::pin(async move {
                let answer = run(&gateway, &context, &route, Some(ears)).await;
                finished(&gateway, &about, answer, &id)
            }),
            Some(parked) => {
                let (inner, calling) = (gateway.clone(), parked.clone());
                gateway.tasks.spawn(async move {
                    let _rented = rented;
                    let cancel = calling.cancel.clone();
                    let running = run(&inner, &context, &route, Some(ears));
                    let answer = cancel.run_until_cancelled(running).await;
                    calling.finish(answer.unwrap_or(Err(Error::Cancelled)));
                });
                Box::pin(async move { attended(&gateway, &about, &parked, &id).await })
            }
        }
    };
    Ok(
        match stream::begin(running, outbox, None, &call.gateway.tasks).await {
            Beginning::Answer(end) => reply::ended(end),
            Beginning::Stream(stream) => reply::events(stream, call.gateway.options.keep_alive),
        },
    )
}

impl Call<'_> {
    /// Notes that a call reached no server.
    fn refused(&self, method: &str, params: Option<&RawValue>, error: &Error) {
        let refused = Refused {
            endpoint: self.endpoint,
            principal: self.caller.principal,
            came: self.came,
            client: self.client,
            session: None,
            began: self.began,
        };
        refused.record(self.gateway, method, params, error);
    }

    /// What the client hands back, if it does.
    fn open_state(&self, about: &About, fields: &RawObject<'_>) -> Result<Option<RequestState>, Error> {
        let Some(sealed) = fields.get("requestState").filter(|state| state.get() != "null") else {
            return Ok(None);
        };
        let sealed = decode_string(sealed).ok_or(Error::RequestState)?;
        self.gateway.seal.open(about.purpose(), &sealed).map(Some)
    }

    /// A connection of its own, for a client that can be asked at a server that asks in the older way.
    async fn rent(&self, route: &Route) -> Option<Rented> {
        let offered = RawObject::parse(self.capabilities.get(), &[]).unwrap_or_default();
        let is_askable = ["elicitation", "sampling", "roots"]
            .iter()
            .any(|capability| offered.get(capability).is_some());
        let server_id = route.first_server().filter(|_| is_askable)?;
        let principal = self.caller.principal;
        let is_modern = self
            .gateway
            .upstreams
            .is_modern(server_id, &Peer::stateless(principal))
            .await
            // The call will fail in the same way, and is recorded then.
            .unwrap_or(true);
        (!is_modern).then(|| self.gateway.rentals.rent(principal, self.capabilities.get()))
    }
}

/// The params with the server's own state in place of the sealed one, or without what the server has not asked for.
fn with_state(fields: &RawObject<'_>, state: RequestState) -> Option<Box<RawValue>> {
    let mut params = Vec::new();
    match state {
        RequestState::Parked(_) => return None,
        RequestState::Connect => {
            let own = fields.clone().without("requestState").without("inputResponses");
            own.write_with(&mut params, &[]);
        }
        RequestState::OfServer(state) => {
            let mut raw = Vec::new();
            match state {
                Some(state) => write_string(&mut raw, &state),
                None => raw.extend_from_slice(b"null"),
            }
            fields.write_with(&mut params, &[("requestState", &raw)]);
        }
    }
    serde_json::from_slice(&params).ok()
}

/// Waits for a call that may be parked. A client that goes away before it has an answer or a question ends it.
async fn attended(gateway: &Inner, about: &About, parked: &Arc<ParkedCall>, id: &str) -> Final {
    let abandoned = parked.cancel.clone().drop_guard();
    let outcome = parked.outcome().await;
    abandoned.disarm();
    let questions = match outcome {
        Outcome::Answer(answer) => return finished(gateway, about, answer, id),
        Outcome::Questions(questions) => questions,
    };
    if let Err(error) = gateway.parking.park(parked, &gateway.tasks) {
        return finished(gateway, about, Err(error), id);
    }
    asking(gateway, about, &questions, &RequestState::Parked(parked.id()), id)
}

/// The answer that wants to know something before it goes on. `questions` is a raw object.
fn asking(gateway: &Inner, about: &About, questions: &[u8], state: &RequestState, id: &str) -> Final {
    let state = gateway.seal.seal(about.purpose(), state);
    let mut result = br#"{"resultType":"input_required","inputRequests":"#.to_vec();
    result.extend_from_slice(questions);
    result.extend_from_slice(br#","requestState":"#);
    write_string(&mut result, &state);
    result.push(b'}');
    Final::ok(Pieces::One(result_frame(id, &result).into()))
}

/// What a request is about, and in whose name.
struct About {
    endpoint_id: EndpointId,
    principal: PrincipalId,
    method: Box<str>,
    name: Box<str>,
    /// Whether its client takes people to pages.
    asking: Asking,
}

impl About {
    fn of(method: &str, fields: &RawObject<'_>, call: &Call<'_>) -> Self {
        let name = name_key(method)
            .and_then(|key| fields.get(key))
            .and_then(decode_string);
        Self {
            endpoint_id: call.endpoint.id,
            principal: call.caller.principal,
            method: method.into(),
            name: name.unwrap_or_default().into(),
            asking: Asking::of(method, call.capabilities.get()),
        }
    }

    fn purpose(&self) -> Purpose<'_> {
        Purpose {
            endpoint_id: self.endpoint_id,
            principal: self.principal,
            method: &self.method,
            name: &self.name,
        }
    }
}

async fn run(gateway: &Inner, context: &Context, route: &Route, ears: Ears) -> Result<Answer, Error> {
    // Dropping the future cancels: there is no other way to say so in this era.
    let never = CancellationToken::new();
    match route {
        Route::ToolCall(call) => forward::run(gateway, context, "tools/call", call, &never, ears).await,
        Route::Read(candidates) => resources::read(gateway, context, candidates, &never, ears).await,
        Route::TaskList(list) => list.page(gateway, context, &never).await,
        Route::Discovery(discovery) => discovery.answer(gateway, &context.endpoint.namespace).await,
        Route::Other(method, candidates) => candidates.ask(gateway, context, method, &never, ears).await,
        // Turned away before: subscriptions are another method in this era.
        Route::Subscribe(_) | Route::Unsubscribe(_) => {
            Err(Error::UnknownMethod("resources/subscribe".to_owned()))
        }
    }
}

/// The frame and status for an answer of either era.
fn finished(gateway: &Inner, about: &About, answer: Result<Answer, Error>, id: &str) -> Final {
    let answer = match answer {
        Ok(answer) => answer,
        Err(error) => {
            if let Some(question) = about.asking.question(&error) {
                return asking(gateway, about, &question, &RequestState::Connect, id);
            }
            let meaning = error.meaning_without_session();
            let frame = Pieces::One(error_frame(id, &error_object(&meaning)).into());
            return Final::refusal(frame, meaning.status, &error);
        }
    };
    let Some(result) = answer.result() else {
        return refused(&answer, id);
    };
    if !answer.is_modern() {
        let members = if &*about.method == "resources/read" {
            r#""resultType":"complete","ttlMs":0,"cacheScope":"private","#
        } else {
            r#""resultType":"complete","#
        };
        return Final::ok(Pieces::One(answer.with_id_and(id, members).into()));
    }
    match sealed(gateway, about, result) {
        Some(result) => Final::ok(Pieces::One(answer.with_id_and_body(id, &result).into())),
        None => Final::ok(answer.with_id(id)),
    }
}

/// A result whose server wants to be asked again, with its state sealed; `None` for any other result.
fn sealed(gateway: &Inner, about: &About, result: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(result).ok()?;
    // Hardly any result has the word in it.
    if !text.contains("\"requestState\"") {
        return None;
    }
    let fields = RawObject::parse(text, &[]).ok()?;
    let is_asking = fields.get("resultType").and_then(decode_string).as_deref() == Some("input_required");
    let state = fields
        .get("requestState")
        .filter(|_| is_asking)
        .and_then(decode_string)?;
    let sealed = gateway
        .seal
        .seal(about.purpose(), &RequestState::OfServer(Some(state.into_owned())));
    let mut raw = Vec::new();
    write_string(&mut raw, &sealed);
    let mut out = Vec::with_capacity(text.len() + raw.len());
    fields.write_with(&mut out, &[("requestState", &raw)]);
    Some(out)
}

/// A server's error, with the status that goes with it.
fn refused(answer: &Answer, id: &str) -> Final {
    let code = answer.error_code().unwrap_or_default();
    if code == i64::from(RESOURCE_NOT_FOUND)
        && let Some(error) = with_code(answer.error().unwrap_or_default(), INVALID_PARAMS)
    {
        // This era has no code of its own for it.
        return Final::ok(Pieces::One(answer.with_id_and_body(id, &error).into()));
    }
    let status = if NOT_FOUND.contains(&code) {
        StatusCode::NOT_FOUND
    } else if BAD_REQUEST.contains(&code) {
        StatusCode::BAD_REQUEST
    } else {
        StatusCode::OK
    };
    Final {
        status,
        ..Final::ok(answer.with_id(id))
    }
}

fn with_code(error: &[u8], code: i32) -> Option<Vec<u8>> {
    let error = RawObject::parse(std::str::from_utf8(error).ok()?, &[]).ok()?;
    let mut out = Vec::new();
    error.write_with(&mut out, &[("code", code.to_string().as_bytes())]);
    Some(out)
}

/// How much of the logs the request wants; `None` is nothing.
fn log_threshold(fields: &RawObject<'_>) -> Option<LogThreshold> {
    let meta = RawObject::parse(fields.get("_meta")?.get(), &[]).ok()?;
    let level = LogLevel::parse(&decode_string(meta.get(LOG_LEVEL)?)?)?;
    let threshold = LogThreshold::default();
    threshold.set(level);
    Some(threshold)
}

/// Hears what a server says during a request without a session.
struct StatelessEars {
    outbox: Arc<Outbox>,
    /// The progress token as the client wrote it.
    token: Option<Box<str>>,
    logs: Option<LogThreshold>,
    /// Takes questions, where the client can be asked.
    parked: Option<Arc<ParkedCall>>,
}

impl Listener for StatelessEars {
    fn notified(&self, frame: &Bytes, notification: &Envelope<'_>) -> bool {
        match notification.method.as_deref() {
            Some("notifications/progress") => self
                .token
                .as_deref()
                .is_some_and(|token| self.outbox.notify_progress(frame, notification, token)),
            Some("notifications/message") => match &self.logs {
                Some(logs) if logs.admits(notification) => self.outbox.notify(&[frame]),
                _ => true,
            },
            _ => self.outbox.notify(&[frame]),
        }
    }

    fn asked(&self, ask: Ask) {
        match &self.parked {
            Some(parked) => parked.ask(ask),
            // Nobody offered to answer on this connection: dropping it refuses it.
            None => drop(ask),
        }
    }
}
