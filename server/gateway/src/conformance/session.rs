//! Versions with sessions: what there is in no other.

use http::{HeaderMap, Method, StatusCode};
use model::{Check, Era};
use serde_json::{Value, json};

use super::{
    Asked, Spoken, Way,
    common::{self, Speaker},
    exam::{Exam, Exchange, refused, status},
    heard::Heard,
};
use crate::{
    client::headers::is_event_stream,
    era::{PROTOCOL_VERSION, SESSION_ID},
};

pub(super) const NOT_SPOKEN: &str = "the endpoint speaks no version with sessions";
const NO_SESSION: &str = "the endpoint keeps no sessions";
/// Nobody speaks it.
const OLD: &str = "1999-01-01";
const NO_SUCH_SESSION: &str = "metamcp-conformance-no-such-session";

const OF_SESSIONS: [Check; 9] = [
    Check::Negotiation,
    Check::Notification,
    Check::Ping,
    Check::Batch,
    Check::VersionHeader,
    Check::MissingSession,
    Check::UnknownSession,
    Check::EventStream,
    Check::Deletion,
];

/// Everything beyond the handshake.
pub(super) fn checks() -> Vec<Check> {
    [&OF_SESSIONS[..], &common::CHECKS].concat()
}

const fn of(check: Check) -> (Era, Check) {
    (Era::Sessions, check)
}

/// What began with `initialize`.
pub(super) struct Session {
    headers: HeaderMap,
    has_id: bool,
    pub(super) capabilities: Value,
}

impl Session {
    /// A body, within the session.
    pub(super) fn post(&self, body: String) -> Asked {
        self.with_headers(Asked::post(body))
    }

    /// A request within the session.
    pub(super) fn ask(&self, method: &str, params: &Value) -> Asked {
        self.post(request(method, params).to_string())
    }

    fn with_headers(&self, mut asked: Asked) -> Asked {
        asked.headers.extend(self.headers.clone());
        asked
    }
}

fn request(method: &str, params: &Value) -> Value {
    json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params })
}

fn initialize(version: &str) -> Asked {
    let params =
        json!({ "protocolVersion": version, "capabilities": {}, "clientInfo": common::client_info() });
    Asked::message(&request("initialize", &params))
}

/// Shakes hands.
pub(super) async fn begin(exam: &mut Exam<'_, impl Way>) -> Spoken<Session> {
    let exchange = exam.send(initialize(Era::Sessions.version())).await;
    let session = exchange.heard.as_ref().map_err(Clone::clone).and_then(session);
    let finding = session.as_ref().map(drop).map_err(Clone::clone);
    exam.add(of(Check::Initialize), &exchange, finding);
    match session {
        Ok(session) => Spoken::Yes(session),
        Err(_) if exchange.is_refusal() => Spoken::No,
        Err(_) => Spoken::Badly,
    }
}

fn session(heard: &Heard) -> Result<Session, String> {
    status(heard, StatusCode::OK)?;
    let result = heard.result()?;
    let version = version_of(result)?;
    if !result["capabilities"].is_object() {
        return Err("the result has no capabilities".to_owned());
    }
    if !result["serverInfo"]["name"].is_string() || !result["serverInfo"]["version"].is_string() {
        return Err("serverInfo has no name or no version".to_owned());
    }
    let mut headers = HeaderMap::new();
    if let Ok(version) = version.parse() {
        headers.insert(PROTOCOL_VERSION, version);
    }
    let id = heard.headers.get(SESSION_ID);
    if let Some(id) = id {
        headers.insert(SESSION_ID, id.clone());
    }
    Ok(Session {
        headers,
        has_id: id.is_some(),
        capabilities: result["capabilities"].clone(),
    })
}

/// Dates are versions.
fn version_of(result: &Value) -> Result<&str, String> {
    let version = result["protocolVersion"].as_str();
    let version = version.filter(|it| it.len() == 10 && it.bytes().all(|b| b == b'-' || b.is_ascii_digit()));
    version.ok_or_else(|| "the result names no protocol version".to_owned())
}

/// Tries what a session is for, and ends it.
pub(super) async fn examine(exam: &mut Exam<'_, impl Way>, session: &Session) {
    negotiate(exam).await;
    let told = json!({ "jsonrpc": "2.0", "method": "notifications/initialized" });
    exam.check(of(Check::Notification), session.post(told.to_string()), |heard| {
        status(heard, StatusCode::ACCEPTED)
    })
    .await;
    exam.check(of(Check::Ping), session.ask("ping", &json!({})), |heard| {
        let is_object = heard.result()?.is_object();
        is_object
            .then_some(())
            .ok_or_else(|| "the result is no object".to_owned())
    })
    .await;
    let ping = |id: u8| json!({ "jsonrpc": "2.0", "id": id, "method": "ping" });
    let batch = Value::from(vec![ping(1), ping(2)]);
    exam.check(of(Check::Batch), session.post(batch.to_string()), refused)
        .await;
    let asked = session.ask("ping", &json!({})).header(PROTOCOL_VERSION, OLD);
    exam.check(of(Check::VersionHeader), asked, |heard| {
        status(heard, StatusCode::BAD_REQUEST)
    })
    .await;
    identify(exam, session).await;
    let stream = session.with_headers(Asked::stream());
    exam.check(of(Check::EventStream), stream, |heard| {
        if heard.status == StatusCode::METHOD_NOT_ALLOWED {
            return Ok(());
        }
        status(heard, StatusCode::OK)?;
        let is_stream = is_event_stream(&heard.headers);
        is_stream
            .then_some(())
            .ok_or_else(|| "the answer is no stream of events".to_owned())
    })
    .await;
    common::examine(exam, &Speaker::Session(session), &session.capabilities).await;
    end(exam, session).await;
}

/// A client of a version that nobody speaks begins a session of its own.
async fn negotiate(exam: &mut Exam<'_, impl Way>) {
    let exchange = exam.send(initialize(OLD)).await;
    let judged = exchange.judged(|heard| match heard.result() {
        Ok(result) if version_of(result)? == OLD => {
            Err("it agrees to a version that does not exist".to_owned())
        }
        Ok(_) => Ok(()),
        Err(_) => refused(heard),
    });
    if let Some(begun) = exchange.heard.as_ref().ok().and_then(|heard| session(heard).ok()) {
        // Nobody asks how it ended: that is another check.
        let _: Exchange = exam.send(begun.with_headers(Asked::end())).await;
    }
    exam.add(of(Check::Negotiation), &exchange, judged);
}

/// Requests that name no session, or one that never was.
async fn identify(exam: &mut Exam<'_, impl Way>, session: &Session) {
    if !session.has_id {
        exam.skip_all(
            Era::Sessions,
            &[Check::MissingSession, Check::UnknownSession],
            NO_SESSION,
        );
        return;
    }
    let ping = || session.ask("ping", &json!({}));
    exam.check(of(Check::MissingSession), ping().without(&SESSION_ID), |heard| {
        status(heard, StatusCode::BAD_REQUEST)
    })
    .await;
    let unknown = ping().header(SESSION_ID, NO_SUCH_SESSION);
    exam.check(of(Check::UnknownSession), unknown, |heard| {
        status(heard, StatusCode::NOT_FOUND)
    })
    .await;
}

async fn end(exam: &mut Exam<'_, impl Way>, session: &Session) {
    if !session.has_id {
        exam.skip(of(Check::Deletion), NO_SESSION);
        return;
    }
    let ended = exam.send(session.with_headers(Asked::end())).await;
    if let Ok(heard) = &ended.heard
        && !heard.status.is_success()
    {
        if heard.status == StatusCode::METHOD_NOT_ALLOWED {
            exam.pass_over(of(Check::Deletion), &ended, "clients cannot end sessions here");
        } else {
            let finding = format!("{} is answered with {}", Method::DELETE, heard.status);
            exam.add(of(Check::Deletion), &ended, Err(finding));
        }
        return;
    }
    exam.check(of(Check::Deletion), session.ask("ping", &json!({})), |heard| {
        status(heard, StatusCode::NOT_FOUND).map_err(|finding| format!("after its end, {finding}"))
    })
    .await;
}
