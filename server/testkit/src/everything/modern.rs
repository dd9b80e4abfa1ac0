//! The modern era: each request says which version it speaks and what its client can do, and nothing is remembered.

mod headers;
mod http;
mod listen;

use std::sync::Arc;

use ::http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

pub(super) use http::post;

use super::{
    asking::Capability,
    call::{Asker, Call, Client, Ending, Level},
    methods::{self, Answer, Cache, capabilities},
    outlet::Outlet,
    rounds::Rounds,
    rpc::{Fault, Params, Request},
    server::{INSTRUCTIONS, Server, info},
};
use crate::{
    demo,
    frame::{self, HEADER_MISMATCH, METHOD_NOT_FOUND, MISSING_CAPABILITY, UNSUPPORTED_VERSION},
};

/// The only modern version there is.
const VERSION: &str = "2026-07-28";

const PROTOCOL_VERSION: &str = "io.modelcontextprotocol/protocolVersion";
const CLIENT_CAPABILITIES: &str = "io.modelcontextprotocol/clientCapabilities";
const CLIENT_INFO: &str = "io.modelcontextprotocol/clientInfo";
const LOG_LEVEL: &str = "io.modelcontextprotocol/logLevel";

/// The versions that it speaks, the newest first.
fn versions(server: &Server) -> Vec<&'static str> {
    let mut versions = vec![VERSION];
    if server.options.era.has_legacy() {
        versions.extend(demo::VERSIONS);
    }
    versions
}

/// What a request says about its client. The members that have to be there are.
fn client(server: &Server, params: &Params) -> Result<Client, Fault> {
    let (version, capabilities) = (params.meta(PROTOCOL_VERSION), params.meta(CLIENT_CAPABILITIES));
    let missing = |key| {
        // An older client shows this to its user, who learns no more than what is in it.
        let versions = versions(server);
        Fault::invalid(format!(
            "_meta has to have {key}; versions spoken here: {}",
            versions.join(", ")
        ))
        .with(json!({ "supported": versions }))
    };
    Ok(Client {
        version: version
            .as_str()
            .ok_or_else(|| missing(PROTOCOL_VERSION))?
            .to_owned(),
        capabilities: capabilities
            .is_object()
            .then(|| capabilities.clone())
            .ok_or_else(|| missing(CLIENT_CAPABILITIES))?,
        info: params.meta(CLIENT_INFO).clone(),
    })
}

fn check_version(server: &Server, client: &Client) -> Result<(), Fault> {
    if client.version == VERSION {
        return Ok(());
    }
    let data = json!({ "supported": versions(server), "requested": client.version });
    Err(Fault::new(UNSUPPORTED_VERSION, "Unsupported protocol version").with(data))
}

/// Makes a call of a request over a transport without headers.
pub(super) fn admit(server: &Arc<Server>, request: Request, outlet: Outlet) -> Result<Call, Fault> {
    let client = client(server, &request.params)?;
    check_version(server, &client)?;
    call(server, request, client, outlet, HeaderMap::new())
}

fn call(
    server: &Arc<Server>,
    request: Request,
    client: Client,
    outlet: Outlet,
    headers: HeaderMap,
) -> Result<Call, Fault> {
    let rounds = Rounds::read(&request, &server.seal)?;
    let log_level = request.params.meta(LOG_LEVEL).as_str().and_then(Level::named);
    Ok(Call {
        server: Arc::clone(server),
        request,
        client,
        asker: Asker::Rounds(rounds),
        outlet,
        log_level,
        headers,
    })
}

/// Answers a call on its outlet.
pub(super) async fn run(call: Call) {
    let (id, outlet) = (call.request.id.clone(), call.outlet.clone());
    match answer(call).await {
        Ok(result) => outlet.answer(StatusCode::OK, frame::result(&id, &result)),
        Err(fault) => outlet.answer(status(&fault), fault.frame(Some(&id))),
    }
}

/// The status of an error that is found before anything is sent.
fn status(fault: &Fault) -> StatusCode {
    match fault.code {
        METHOD_NOT_FOUND => StatusCode::NOT_FOUND,
        HEADER_MISMATCH | MISSING_CAPABILITY | UNSUPPORTED_VERSION => StatusCode::BAD_REQUEST,
        _ => StatusCode::OK,
    }
}

/// Answers with the whole result.
async fn answer(call: Call) -> Result<String, Fault> {
    let answered = match call.request.method.as_str() {
        "server/discover" => Ok(discover(&call.server)),
        "subscriptions/listen" => return listen::listen(call).await,
        "tasks/get" | "tasks/update" | "tasks/cancel" => tasks(&call).map(Answer::new),
        _ => methods::answer(call).await,
    };
    match answered {
        Ok(Answer { result, cache }) => Ok(complete(&result, cache)),
        Err(Ending::Input(members)) => Ok(result("input_required", &members.to_string(), "")),
        Err(Ending::Task(members)) => Ok(result("task", &format!("{{{members}}}"), "")),
        Err(Ending::Mistake(message)) => Err(Fault::invalid(message)),
        Err(Ending::Fault(fault)) => Err(fault),
    }
}

fn discover(server: &Server) -> Answer {
    let versions = json!(versions(server));
    let result = format!(
        r#"{{"supportedVersions":{versions},"capabilities":{},"instructions":"{INSTRUCTIONS}"}}"#,
        capabilities(true)
    );
    Answer {
        result,
        cache: Some(Cache::public(120_000)),
    }
}

fn tasks(call: &Call) -> Result<String, Ending> {
    call.require(Capability::Tasks)?;
    let params = &call.request.params;
    let task = call.server.tasks.named(params)?;
    match call.request.method.as_str() {
        "tasks/get" => return Ok(format!("{{{}}}", task.detailed())),
        "tasks/update" => task.answer(params.get("inputResponses")),
        _ => task.cancel(),
    }
    Ok("{}".to_owned())
}

/// A result that is complete.
fn complete(members: &str, cache: Option<Cache>) -> String {
    let cache = cache.map(|Cache { ttl_ms, scope }| format!(r#","ttlMs":{ttl_ms},"cacheScope":"{scope}""#));
    result("complete", members, &cache.unwrap_or_default())
}

/// A whole result out of its type, its own members and more, each of the latter after a comma. It says who we are,
/// unless it has a `_meta` of its own.
fn result(kind: &str, members: &str, more: &str) -> String {
    #[derive(serde::Deserialize)]
    struct Members {
        #[serde(rename = "_meta")]
        _meta: serde::de::IgnoredAny,
    }
    let own = members
        .trim_start_matches('{')
        .strip_suffix('}')
        .unwrap_or_default();
    let comma = if own.is_empty() { "" } else { "," };
    let meta = match serde_json::from_str::<Members>(members) {
        Ok(_) => String::new(),
        Err(_) => format!(r#","_meta":{{{}}}"#, server_info()),
    };
    format!(r#"{{"resultType":"{kind}"{comma}{own}{more}{meta}}}"#)
}

fn server_info() -> String {
    format!(r#""io.modelcontextprotocol/serverInfo":{}"#, info())
}

/// A member that is a list of texts.
fn texts(value: &Value) -> Vec<String> {
    let values = value.as_array().into_iter().flatten();
    values.filter_map(Value::as_str).map(ToOwned::to_owned).collect()
}
