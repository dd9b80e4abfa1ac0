//! 2026-07-28: what there is in no other version.

use http::StatusCode;
use model::{Check, Era};
use serde_json::{Value, json};

use super::{
    Asked, Spoken, Until, Way,
    common::{self, Speaker},
    exam::{Exam, error, status},
    heard::Heard,
};
use crate::{
    client::headers::is_event_stream,
    era::{CLIENT_CAPABILITIES, CLIENT_INFO, META_VERSION, MODERN, PROTOCOL_VERSION},
    standard_headers::{MCP_METHOD, MCP_NAME, name_key},
};

pub(super) const NOT_SPOKEN: &str = "the endpoint does not speak 2026-07-28";
const NO_CHANGES: &str = "the endpoint tells of no changes";
/// Nobody speaks it.
const UNHEARD_OF: &str = "v999.0.0";

const INVALID_PARAMS: i64 = -32602;
const UNKNOWN_METHOD: i64 = -32601;
const HEADER_MISMATCH: i64 = -32020;
const UNSUPPORTED_VERSION: i64 = -32022;

const OF_STATELESS: [Check; 5] = [
    Check::MissingMeta,
    Check::UnsupportedVersion,
    Check::HeaderMismatch,
    Check::RemovedMethods,
    Check::Subscription,
];

/// Everything beyond the discovery.
pub(super) fn checks() -> Vec<Check> {
    [&OF_STATELESS[..], &common::CHECKS].concat()
}

const fn of(check: Check) -> (Era, Check) {
    (Era::Stateless, check)
}

/// A request that says everything itself.
pub(super) fn ask(method: &str, params: &Value) -> Asked {
    speaking(MODERN, method, params)
}

/// A body of a client that says which version it is.
pub(super) fn post(body: String) -> Asked {
    Asked::post(body).header(PROTOCOL_VERSION, MODERN)
}

fn speaking(version: &str, method: &str, params: &Value) -> Asked {
    let mut params = params.clone();
    params["_meta"] = json!({
        META_VERSION: version,
        CLIENT_CAPABILITIES: {},
        CLIENT_INFO: common::client_info(),
    });
    let name = name_key(method).and_then(|key| params[key].as_str());
    let name = name.map(str::to_owned);
    let message = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
    let asked = Asked::message(&message)
        .header(PROTOCOL_VERSION, version)
        .header(MCP_METHOD, method);
    match name {
        Some(name) => asked.header(MCP_NAME, &name),
        None => asked,
    }
}

/// Asks for versions and capabilities.
pub(super) async fn discover(exam: &mut Exam<'_, impl Way>) -> Spoken<Value> {
    let exchange = exam.send(ask("server/discover", &json!({}))).await;
    let capabilities = exchange.heard.as_ref().map_err(Clone::clone).and_then(discovered);
    let spoken = match &capabilities {
        Ok(capabilities) => Spoken::Yes(capabilities.clone()),
        Err(_) if exchange.is_refusal() => Spoken::No,
        Err(_) => Spoken::Badly,
    };
    exam.add(of(Check::Discover), &exchange, capabilities.map(drop));
    spoken
}

fn discovered(heard: &Heard) -> Result<Value, String> {
    status(heard, StatusCode::OK)?;
    let result = heard.result()?;
    let versions = result["supportedVersions"].as_array();
    let versions = versions.ok_or("the result has no supportedVersions")?;
    if !versions.contains(&MODERN.into()) {
        return Err(format!("supportedVersions does not have {MODERN}"));
    }
    if !result["capabilities"].is_object() {
        return Err("the result has no capabilities".to_owned());
    }
    cacheable(result)?;
    Ok(result["capabilities"].clone())
}

/// Every result says what it is; lists say how long they are good.
pub(super) fn cacheable(result: &Value) -> Result<(), String> {
    if result["resultType"] != "complete" {
        return Err("resultType is not \"complete\"".to_owned());
    }
    if result["ttlMs"].as_u64().is_none() {
        return Err("ttlMs is no whole number".to_owned());
    }
    let scope = result["cacheScope"].as_str();
    if !matches!(scope, Some("public" | "private")) {
        return Err("cacheScope is neither \"public\" nor \"private\"".to_owned());
    }
    Ok(())
}

/// Tries what is particular.
pub(super) async fn examine(exam: &mut Exam<'_, impl Way>, capabilities: &Value) {
    let bare = json!({ "jsonrpc": "2.0", "id": 1, "method": "server/discover", "params": {} });
    let bare = post(bare.to_string()).header(MCP_METHOD, "server/discover");
    exam.check(of(Check::MissingMeta), bare, |heard| {
        status(heard, StatusCode::BAD_REQUEST)?;
        error(heard, INVALID_PARAMS)
    })
    .await;
    let asked = speaking(UNHEARD_OF, "server/discover", &json!({}));
    exam.check(of(Check::UnsupportedVersion), asked, unsupported)
        .await;
    let asked = ask("server/discover", &json!({})).header(MCP_METHOD, "tools/list");
    exam.check(of(Check::HeaderMismatch), asked, |heard| {
        status(heard, StatusCode::BAD_REQUEST)?;
        error(heard, HEADER_MISMATCH)
    })
    .await;
    exam.check(of(Check::RemovedMethods), ask("ping", &json!({})), not_there)
        .await;
    subscribe(exam, capabilities).await;
    common::examine(exam, &Speaker::Stateless, capabilities).await;
}

fn unsupported(heard: &Heard) -> Result<(), String> {
    status(heard, StatusCode::BAD_REQUEST)?;
    error(heard, UNSUPPORTED_VERSION)?;
    let data = heard.answer().map(|answer| &answer["error"]["data"]);
    let supported = data.and_then(|data| data["supported"].as_array());
    if supported.is_some_and(|supported| supported.contains(&MODERN.into())) {
        return Ok(());
    }
    Err(format!("error.data.supported does not have {MODERN}"))
}

/// The method does not exist.
pub(super) fn not_there(heard: &Heard) -> Result<(), String> {
    status(heard, StatusCode::NOT_FOUND)?;
    error(heard, UNKNOWN_METHOD)
}

async fn subscribe(exam: &mut Exam<'_, impl Way>, capabilities: &Value) {
    const LISTS: [(&str, &str); 3] = [
        ("tools", "toolsListChanged"),
        ("prompts", "promptsListChanged"),
        ("resources", "resourcesListChanged"),
    ];
    let told = LISTS
        .iter()
        .find(|(list, _)| capabilities[*list]["listChanged"] == true);
    let Some((_, wanted)) = told else {
        exam.skip(of(Check::Subscription), NO_CHANGES);
        return;
    };
    let asked = ask(
        "subscriptions/listen",
        &json!({ "notifications": { *wanted: true } }),
    );
    exam.check(of(Check::Subscription), asked.until(Until::Message), |heard| {
        status(heard, StatusCode::OK)?;
        if !is_event_stream(&heard.headers) {
            return Err("the answer is no stream of events".to_owned());
        }
        let first = heard.messages.first().map(|it| &it["method"]);
        if first.is_some_and(|method| *method == "notifications/subscriptions/acknowledged") {
            return Ok(());
        }
        Err("the first message does not acknowledge the subscription".to_owned())
    })
    .await;
}
