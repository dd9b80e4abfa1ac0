//! A gateway on a socket, with a configuration that tests change piece by piece.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    extract::{Path, Request, State},
    http::Response,
    routing::any,
};
use gateway::{
    CallRecord, CallRecorder, CatalogueSeed, ClientAddress, Definition, EndpointSpec, Gateway,
    GatewayOptions, KeySpec, MemberSpec, NamespaceSpec, NoSessionStore, Offering, RunSpec, SessionStore,
    Snapshot, TransportSpec, UpstreamSpec,
};
use model::{
    ApiKeyId, AuthorizationId, EndpointAuth, EndpointId, NamespaceId, NamingPolicy, ServerId, TeamId,
    ToolListing, UserId, middleware::Chain,
};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use tokio::{net::TcpListener, sync::watch, task::JoinSet};
use uuid::Uuid;

use super::caller::Caller;

/// Everything in these tests is called by a small number.
pub(crate) fn server(n: u128) -> ServerId {
    ServerId::from_uuid(Uuid::from_u128(n))
}
pub(crate) fn namespace(n: u128) -> NamespaceId {
    NamespaceId::from_uuid(Uuid::from_u128(n))
}
pub(crate) fn endpoint(n: u128) -> EndpointId {
    EndpointId::from_uuid(Uuid::from_u128(n))
}
pub(crate) fn key(n: u128) -> ApiKeyId {
    ApiKeyId::from_uuid(Uuid::from_u128(n))
}
pub(crate) fn authorization(n: u128) -> AuthorizationId {
    AuthorizationId::from_uuid(Uuid::from_u128(n))
}
pub(crate) fn team(n: u128) -> TeamId {
    TeamId::from_uuid(Uuid::from_u128(n))
}
pub(crate) fn user(n: u128) -> UserId {
    UserId::from_uuid(Uuid::from_u128(n))
}

/// A gateway that listens, ended when dropped.
pub(crate) struct Rig {
    pub(crate) gateway: Gateway,
    pub(crate) snapshot: Snapshot,
    base: String,
    records: Arc<Records>,
    _server: JoinSet<()>,
}

#[derive(Default)]
struct Records {
    all: Mutex<Vec<CallRecord>>,
    count: watch::Sender<usize>,
}

impl CallRecorder for Records {
    fn record(&self, call: CallRecord) {
        let mut all = self.all.lock().unwrap();
        all.push(call);
        self.count.send_replace(all.len());
    }
}

impl Rig {
    /// A gateway without any configuration.
    pub(crate) async fn start(options: GatewayOptions) -> Self {
        Self::start_over(options, Arc::new(NoSessionStore)).await
    }

    /// As [`Self::start`], with sessions kept where others may find them.
    pub(crate) async fn start_over(options: GatewayOptions, sessions: Arc<dyn SessionStore>) -> Self {
        let records = Arc::new(Records::default());
        let gateway = Gateway::new(options, records.clone(), sessions);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let routes = Router::new()
            .route("/metamcp/{endpoint}/mcp", any(serve))
            .route("/metamcp/{endpoint}/sse", any(serve_stream))
            .route("/metamcp/{endpoint}/message", any(serve_message))
            .route("/metamcp/{endpoint}/api/openapi.json", any(serve_openapi))
            .route("/metamcp/{endpoint}/api/search", any(serve_search))
            .route("/metamcp/{endpoint}/api/{tool}", any(serve_tool))
            .with_state(gateway.clone());
        let mut tasks = JoinSet::new();
        tasks.spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Self {
            gateway,
            snapshot: Snapshot::default(),
            base,
            records,
            _server: tasks,
        }
    }

    /// A gateway with one server `fake` behind the open endpoint `open`.
    pub(crate) async fn open(url: &str) -> Self {
        Self::start_with(url, GatewayOptions::default()).await
    }

    /// As [`Self::open`], with other options.
    pub(crate) async fn start_with(url: &str, options: GatewayOptions) -> Self {
        let mut rig = Self::start(options).await;
        rig.add_server(1, "fake", url);
        rig.add_endpoint(1, "open", &[1], EndpointAuth::None, None);
        rig.apply();
        rig
    }

    /// A gateway with one server, known and without prefixes, behind the open endpoint `open`.
    pub(crate) async fn plain(url: &str) -> Self {
        Self::plain_over(url, Arc::new(NoSessionStore)).await
    }

    /// As [`Self::plain`], with sessions kept where others may find them.
    pub(crate) async fn plain_over(url: &str, sessions: Arc<dyn SessionStore>) -> Self {
        let mut rig = Self::start_over(GatewayOptions::default(), sessions).await;
        rig.add_server(1, "fake", url);
        rig.add_endpoint(1, "open", &[1], EndpointAuth::None, None);
        rig.snapshot.namespaces[0].naming = NamingPolicy::Never;
        rig.apply();
        rig.caller("open").begin().await.tools().await;
        rig
    }

    /// A URL that ends in `/sse` is of HTTP+SSE, others of Streamable HTTP.
    pub(crate) fn add_server(&mut self, n: u128, name: &str, url: &str) {
        let (url, headers) = (url.to_owned(), Vec::new());
        let transport = if url.ends_with("/sse") {
            TransportSpec::Sse { url, headers }
        } else {
            TransportSpec::StreamableHttp { url, headers }
        };
        self.snapshot.upstreams.push(UpstreamSpec {
            id: server(n),
            name: name.to_owned(),
            transport,
            run: RunSpec::default(),
        });
    }

    /// What the store remembers of a server's tools.
    pub(crate) fn add_seed(&mut self, n: u128, tools: &[&str]) {
        let definition = |name: &str| -> Arc<RawValue> {
            RawValue::from_string(format!(
                r#"{{"name":"{name}","inputSchema":{{"type":"object"}}}}"#
            ))
            .unwrap()
            .into()
        };
        let tool = |name: &&str| Definition {
            name: (*name).to_owned(),
            definition: definition(name),
        };
        let tools = tools.iter().map(tool).collect();
        self.snapshot.catalogues.push(CatalogueSeed {
            server_id: server(n),
            offering: Offering {
                tools,
                ..Offering::default()
            },
            is_complete: true,
        });
    }

    /// An endpoint with a namespace of its own and the same number.
    pub(crate) fn add_endpoint(
        &mut self,
        n: u128,
        name: &str,
        servers: &[u128],
        auth: EndpointAuth,
        owner: Option<u128>,
    ) {
        let member = |n: &u128| MemberSpec {
            server_id: server(*n),
            enabled: true,
            alias: None,
            disabled_tools: Vec::new(),
            overrides: BTreeMap::new(),
            approved: None,
        };
        self.snapshot.namespaces.push(NamespaceSpec {
            id: namespace(n),
            name: name.to_owned(),
            instructions: format!("Use {name} well."),
            naming: NamingPolicy::Always,
            members: servers.iter().map(member).collect(),
            chain: Chain::default(),
        });
        self.snapshot.endpoints.push(EndpointSpec {
            id: endpoint(n),
            name: name.to_owned(),
            is_hidden: false,
            namespace_id: namespace(n),
            auth,
            owner: owner.map(user).into(),
            admitted: None,
            session_idle: None,
            session_lifetime: None,
            listing: ToolListing::Full,
        });
    }

    /// A key whose text is `sk_{n}`.
    pub(crate) fn add_key(&mut self, n: u128, owner: Option<u128>) {
        let hash = Sha256::digest(format!("sk_{n}")).into();
        self.snapshot
            .keys
            .push(KeySpec::new(key(n), hash, owner.map(user).into()));
    }

    /// The member `n` of the first namespace.
    pub(crate) fn member(&mut self, n: usize) -> &mut MemberSpec {
        &mut self.snapshot.namespaces[0].members[n]
    }

    /// Makes the snapshot as it is now effective.
    pub(crate) fn apply(&self) {
        self.gateway.apply(self.snapshot.clone());
    }

    /// Where an endpoint is reached.
    pub(crate) fn url(&self, endpoint: &str) -> String {
        format!("{}/metamcp/{endpoint}/mcp", self.base)
    }

    /// The address of this server.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// A client without a key or a session.
    pub(crate) fn caller(&self, endpoint: &str) -> Caller {
        Caller::new(self.url(endpoint))
    }

    /// A client of the endpoint `open` with a session.
    pub(crate) async fn client(&self) -> Caller {
        self.caller("open").begin().await
    }

    /// Waits for the record number `n`, counted from 1.
    pub(crate) async fn record(&self, n: usize) -> CallRecord {
        let mut count = self.records.count.subscribe();
        let recorded = count.wait_for(|count| *count >= n);
        tokio::time::timeout(Duration::from_secs(20), recorded)
            .await
            .expect("no such record")
            .unwrap();
        self.records.all.lock().unwrap()[n - 1].clone()
    }
}

async fn serve(
    State(gateway): State<Gateway>,
    Path(endpoint): Path<String>,
    request: Request,
) -> Response<Body> {
    gateway
        .streamable_http(&endpoint, located(request))
        .await
        .map(Body::new)
}

async fn serve_stream(
    State(gateway): State<Gateway>,
    Path(endpoint): Path<String>,
    request: Request,
) -> Response<Body> {
    gateway.event_stream(&endpoint, request).await.map(Body::new)
}

async fn serve_message(
    State(gateway): State<Gateway>,
    Path(endpoint): Path<String>,
    request: Request,
) -> Response<Body> {
    gateway.message(&endpoint, request).await.map(Body::new)
}

async fn serve_openapi(
    State(gateway): State<Gateway>,
    Path(endpoint): Path<String>,
    request: Request,
) -> Response<Body> {
    gateway.openapi(&endpoint, request).await.map(Body::new)
}

async fn serve_search(
    State(gateway): State<Gateway>,
    Path(endpoint): Path<String>,
    request: Request,
) -> Response<Body> {
    gateway.search(&endpoint, request).await.map(Body::new)
}

async fn serve_tool(
    State(gateway): State<Gateway>,
    Path((endpoint, tool)): Path<(String, String)>,
    request: Request,
) -> Response<Body> {
    gateway
        .rest(&endpoint, &tool, located(request))
        .await
        .map(Body::new)
}

/// Tests say with a header from where they come.
fn located(mut request: Request) -> Request {
    let address = request
        .headers()
        .get("x-from")
        .and_then(|it| it.to_str().ok()?.parse().ok());
    if let Some(address) = address {
        request.extensions_mut().insert(ClientAddress(address));
    }
    request
}
