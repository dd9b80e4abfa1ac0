//! A gateway with servers to try, and ways to look at them.

use std::{collections::BTreeMap, fs, future::Future, sync::Arc, time::Duration};

use bytes::Bytes;
use gateway::{
    CallRecord, CallRecorder, CatalogueSeed, Definition, EndpointSpec, Error, Event, Gateway, GatewayOptions,
    MemberSpec, NamespaceSpec, NoSessionStore, Offering, PrincipalId, RunSpec, Snapshot, TransportSpec,
    UpstreamError, UpstreamSpec,
};
use http::Request;
use http_body_util::{BodyExt, Full};
use model::{
    EndpointAuth, EndpointId, Failure, NamespaceId, NamingPolicy, ServerId, ToolListing, UpstreamState,
    UpstreamStatus, UserId, middleware::Chain,
};
use serde_json::{Value, json, value::RawValue};
use tokio::time::{Instant, sleep, timeout};
use uuid::Uuid;

/// Nothing in these tests takes so long unless it hangs.
const PATIENCE: Duration = Duration::from_secs(20);

/// One gateway with one endpoint that publishes all its servers.
pub(crate) struct Rig {
    pub(crate) gateway: Gateway,
    /// The server that it began with.
    pub(crate) server: ServerId,
    pub(crate) endpoint: EndpointId,
    namespace: NamespaceId,
}

struct Deaf;

impl CallRecorder for Deaf {
    fn record(&self, _: CallRecord) {}
}

/// An id for a test's server.
pub(crate) fn server_id() -> ServerId {
    ServerId::from_uuid(Uuid::from_u128(rand::random()))
}

/// A person.
pub(crate) fn user(number: u128) -> PrincipalId {
    PrincipalId::User(UserId::from_uuid(Uuid::from_u128(number)))
}

/// What most tests need.
pub(crate) fn options() -> GatewayOptions {
    let path = ("PATH".to_owned(), "/usr/local/bin:/usr/bin:/bin".to_owned());
    GatewayOptions {
        child_env: vec![path],
        connect_timeout: Duration::from_secs(10),
        call_timeout: Duration::from_secs(10),
        // Most tests count processes.
        spares: 0,
        ..GatewayOptions::default()
    }
}

/// A server called `name` that is reached in this way.
pub(crate) fn spec(id: ServerId, transport: TransportSpec) -> UpstreamSpec {
    UpstreamSpec {
        id,
        name: "fake".to_owned(),
        transport,
        run: RunSpec::default(),
    }
}

/// The fake stdio server in one of its modes.
pub(crate) fn fake(mode: &str) -> TransportSpec {
    fake_with(mode, &[], &[])
}

/// The fake stdio server with more arguments and an environment.
pub(crate) fn fake_with(mode: &str, args: &[&str], env: &[(&str, &str)]) -> TransportSpec {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/upstream/fake_server.py");
    let args = [script, mode]
        .into_iter()
        .chain(args.iter().copied())
        .map(str::to_owned)
        .collect();
    let env = env
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    TransportSpec::Stdio {
        command: "python3".to_owned(),
        args,
        env,
        cwd: None,
    }
}

/// Any other command.
pub(crate) fn command(command: &str, args: &[&str]) -> TransportSpec {
    TransportSpec::Stdio {
        command: command.to_owned(),
        args: args.iter().map(|arg| (*arg).to_owned()).collect(),
        env: Vec::new(),
        cwd: None,
    }
}

/// A server behind a URL.
pub(crate) fn url(url: &str) -> TransportSpec {
    TransportSpec::StreamableHttp {
        url: url.to_owned(),
        headers: Vec::new(),
    }
}

/// A server behind the URL of a stream.
pub(crate) fn sse(url: &str) -> TransportSpec {
    TransportSpec::Sse {
        url: url.to_owned(),
        headers: Vec::new(),
    }
}

impl Rig {
    /// A gateway with one server.
    pub(crate) fn new(options: GatewayOptions, server: UpstreamSpec) -> Self {
        let rig = Self {
            gateway: Gateway::new(options, Arc::new(Deaf), Arc::new(NoSessionStore)),
            server: server.id,
            endpoint: EndpointId::from_uuid(Uuid::from_u128(rand::random())),
            namespace: NamespaceId::from_uuid(Uuid::from_u128(rand::random())),
        };
        rig.apply(vec![server]);
        rig
    }

    /// These are the servers from now on. Their tools are seeded, so that nothing connects before a test wants it.
    pub(crate) fn apply(&self, servers: Vec<UpstreamSpec>) {
        let member = |server: &UpstreamSpec| MemberSpec {
            server_id: server.id,
            enabled: true,
            alias: None,
            disabled_tools: Vec::new(),
            overrides: BTreeMap::new(),
            approved: None,
        };
        let seed = |server: &UpstreamSpec| CatalogueSeed {
            server_id: server.id,
            offering: Offering {
                tools: seeded_tools(),
                ..Offering::default()
            },
            is_complete: true,
        };
        self.gateway.apply(Snapshot {
            namespaces: vec![NamespaceSpec {
                id: self.namespace,
                name: "all".to_owned(),
                instructions: String::new(),
                naming: NamingPolicy::Always,
                members: servers.iter().map(member).collect(),
                chain: Chain::default(),
            }],
            endpoints: vec![EndpointSpec {
                id: self.endpoint,
                name: "all".to_owned(),
                is_hidden: false,
                namespace_id: self.namespace,
                auth: EndpointAuth::None,
                owner: model::Owner::Public,
                admitted: None,
                session_idle: None,
                session_lifetime: None,
                listing: ToolListing::Full,
            }],
            catalogues: servers.iter().map(seed).collect(),
            upstreams: servers,
            ..Snapshot::default()
        });
    }

    /// Calls a tool of the server called `fake`.
    pub(crate) async fn call(
        &self,
        principal: PrincipalId,
        tool: &str,
        arguments: Value,
    ) -> Result<Box<RawValue>, Error> {
        self.call_server("fake", principal, tool, arguments).await
    }

    /// Calls a tool of any server.
    pub(crate) async fn call_server(
        &self,
        server: &str,
        principal: PrincipalId,
        tool: &str,
        arguments: Value,
    ) -> Result<Box<RawValue>, Error> {
        let arguments = serde_json::value::to_raw_value(&arguments).expect("JSON");
        let tool = gateway::exposed_name(server, tool);
        let call = self
            .gateway
            .call_tool(self.endpoint, principal, &tool, &arguments);
        timeout(PATIENCE, call).await.expect("the call hangs")
    }

    /// Begins a session as an MCP client does.
    pub(crate) async fn begin(&self, client: &str, capabilities: Value) -> Client {
        let initialize = json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
            "protocolVersion": "2025-11-25", "capabilities": capabilities, "clientInfo": {"name": client, "version": "1"}}});
        let (session, _) = post(&self.gateway, None, &initialize).await;
        Client {
            gateway: self.gateway.clone(),
            session: session.expect("a session"),
        }
    }

    /// Calls a tool as an MCP client that wants progress does. Returns everything that comes back, as text.
    pub(crate) async fn call_with_progress(&self, tool: &str, arguments: Value) -> String {
        let client = self.begin("test", json!({})).await;
        client.call_with_progress(tool, arguments).await
    }

    /// The text that a tool answers.
    pub(crate) async fn text(&self, principal: PrincipalId, tool: &str, arguments: Value) -> String {
        let result = self
            .call(principal, tool, arguments)
            .await
            .unwrap_or_else(|error| panic!("{tool}: {error}"));
        let result: Value = serde_json::from_str(result.get()).expect("JSON");
        result["content"][0]["text"].as_str().expect("a text").to_owned()
    }

    /// The process that serves a principal.
    pub(crate) async fn pid(&self, principal: PrincipalId) -> String {
        self.text(principal, "pid", json!({})).await
    }

    /// Why a call failed.
    pub(crate) async fn error(&self, principal: PrincipalId, tool: &str, arguments: Value) -> UpstreamError {
        match self.call(principal, tool, arguments).await {
            Err(Error::Upstream(error)) => error,
            other => panic!("expected an error of the upstream, got {other:?}"),
        }
    }

    /// Why the first connection fails.
    pub(crate) async fn failure(&self) -> Failure {
        self.error(user(1), "echo", json!({"text": ""}))
            .await
            .to_failure()
    }

    /// Waits for a state.
    pub(crate) async fn until(&self, server: ServerId, state: UpstreamState) -> UpstreamStatus {
        eventually(&format!("{state:?}"), || {
            Some(self.gateway.status(server)).filter(|status| status.state == state)
        })
        .await
    }
}

/// An MCP client with a session.
#[derive(Clone)]
pub(crate) struct Client {
    gateway: Gateway,
    session: String,
}

impl Client {
    /// Sends a request. Returns everything that comes back, as text.
    pub(crate) async fn ask(&self, method: &str, params: Value) -> String {
        let request = json!({"jsonrpc": "2.0", "id": 2, "method": method, "params": params});
        post(&self.gateway, Some(&self.session), &request).await.1
    }

    /// Calls a tool. Returns everything that comes back, as text.
    pub(crate) async fn answer(&self, tool: &str, arguments: Value) -> String {
        let params = json!({"name": gateway::exposed_name("fake", tool), "arguments": arguments});
        self.ask("tools/call", params).await
    }

    /// Ends the session.
    pub(crate) async fn end(&self) {
        let request = Request::delete("/metamcp/all/mcp")
            .header("mcp-session-id", &self.session)
            .body(Full::<Bytes>::default())
            .expect("a request");
        let response = self.gateway.streamable_http("all", request).await;
        assert!(response.status().is_success(), "{}", response.status());
    }

    /// Has the server tried again now.
    pub(crate) fn retry(&self, server: ServerId) {
        self.gateway.retry(server);
    }

    /// Calls a tool, and wants to hear of its progress. Returns everything that comes back, as text.
    pub(crate) async fn call_with_progress(&self, tool: &str, arguments: Value) -> String {
        let name = gateway::exposed_name("fake", tool);
        let params = json!({"name": name, "arguments": arguments, "_meta": {"progressToken": "mine"}});
        self.ask("tools/call", params).await
    }

    /// The text that a tool answers.
    pub(crate) async fn text(&self, tool: &str, arguments: Value) -> String {
        let answer = self.answer(tool, arguments).await;
        let answer: Value = serde_json::from_str(&answer).unwrap_or_else(|_| panic!("no answer: {answer}"));
        let text = answer["result"]["content"][0]["text"].as_str();
        text.unwrap_or_else(|| panic!("{tool}: {answer}")).to_owned()
    }

    /// The process that serves it.
    pub(crate) async fn pid(&self) -> String {
        self.text("pid", json!({})).await
    }

    /// What that process was told beside calls.
    pub(crate) async fn told(&self) -> Value {
        serde_json::from_str(&self.text("told", json!({})).await).expect("JSON")
    }
}

async fn post(gateway: &Gateway, session: Option<&str>, message: &Value) -> (Option<String>, String) {
    let mut request = Request::post("/metamcp/all/mcp")
        .header("content-type", "application/json")
        .header("accept", "application/json, text/event-stream");
    if let Some(session) = session {
        request = request.header("mcp-session-id", session);
    }
    let request = request
        .body(Full::new(Bytes::from(message.to_string())))
        .expect("a request");
    let exchange = async {
        let response = gateway.streamable_http("all", request).await;
        let session = response
            .headers()
            .get("mcp-session-id")
            .map(|id| id.to_str().expect("text").to_owned());
        let body = response.into_body().collect().await.expect("a body").to_bytes();
        (session, String::from_utf8(body.into()).expect("UTF-8"))
    };
    timeout(PATIENCE, exchange).await.expect("the request hangs")
}

/// A trial connection that must fail.
pub(crate) async fn failed_probe(options: GatewayOptions, transport: TransportSpec) -> Failure {
    failed_probe_of(options, spec(server_id(), transport)).await
}

/// As [`failed_probe`], of a server that is run in a way of its own.
pub(crate) async fn failed_probe_of(options: GatewayOptions, server: UpstreamSpec) -> Failure {
    let gateway = Gateway::new(options, Arc::new(Deaf), Arc::new(NoSessionStore));
    let probe = timeout(PATIENCE, gateway.probe(server))
        .await
        .expect("the probe hangs");
    gateway.shutdown().await;
    probe.expect_err("the probe should fail").to_failure()
}

/// Waits until something is there.
pub(crate) async fn eventually<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < deadline, "never came: {what}");
        sleep(Duration::from_millis(5)).await;
    }
}

/// Waits for the next list of tools that an event brings.
pub(crate) async fn next_tools(events: &mut tokio::sync::broadcast::Receiver<Event>) -> Vec<String> {
    let next = async {
        loop {
            if let Event::Offering { offering, .. } = events.recv().await.expect("the gateway runs") {
                return offering.tools.iter().map(|tool| tool.name.clone()).collect();
            }
        }
    };
    timeout(PATIENCE, next).await.expect("no event about tools")
}

/// For everything that waits, so much time passes at once.
pub(crate) async fn leap(time: Duration) {
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
}

/// Does not wait longer than is reasonable.
pub(crate) async fn soon<T>(future: impl Future<Output = T>) -> T {
    timeout(PATIENCE, future).await.expect("it hangs")
}

/// The processes that inherited this text in their environment, and are not zombies.
pub(crate) fn processes_with(mark: &str) -> Vec<String> {
    let is_marked = |pid: &str| {
        let environ = fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
        !environ.is_empty() && String::from_utf8_lossy(&environ).contains(mark)
    };
    let names = fs::read_dir("/proc")
        .expect("Linux")
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok());
    names
        .filter(|name| name.bytes().all(|byte| byte.is_ascii_digit()) && is_marked(name))
        .collect()
}

/// A text that nothing else holds.
pub(crate) fn mark() -> String {
    format!("mark-{:032x}", rand::random::<u128>())
}

fn seeded_tools() -> Vec<Definition> {
    let names = [
        "echo",
        "raw",
        "env",
        "args",
        "pid",
        "crash",
        "half",
        "huge",
        "sleep",
        "progress",
        "cancelled",
        "ask",
        "grow",
        "told",
        "once",
        "quit",
        "babble",
        "shout",
    ];
    let tool = |name: &&str| {
        let is_idempotent = *name == "once";
        let definition = json!({"name": name, "inputSchema": {"type": "object"}, "annotations": {"idempotentHint": is_idempotent}});
        Definition {
            name: (*name).to_owned(),
            definition: Arc::from(serde_json::value::to_raw_value(&definition).expect("JSON")),
        }
    };
    names.iter().map(tool).collect()
}
