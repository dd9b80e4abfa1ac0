//! What the gateway runs: specifications as the service derives them from the saved configuration.
//!
//! A [`Snapshot`] is the whole configuration at one moment. The gateway never asks anyone for more, so
//! nothing on the data path can wait for a database.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fmt,
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use model::{
    ApiKeyId, EndpointAuth, EndpointId, NamespaceId, NamingPolicy, Owner, PublicUrls, ServerId, TeamId,
    ToolListing, ToolOverride, UserId, middleware::Chain,
};
use serde_json::value::RawValue;

mod access;
mod approval;
mod approved;
mod caller;
mod credentials;
mod run;

use crate::{Authorities, Sampler, ServerOutput, SharedCounts};
pub use access::{ACCESS_TOKEN_PREFIX, AccessToken, AuthorizationSpec, Issuer, KeySpec, TokenOpener};
pub use approval::{ApprovalRequest, Approver, Decision};
pub use approved::ApprovedTools;
pub use caller::{CallerSpec, IDENTITY_HEADER, Identities, Statement};
pub use credentials::{Credentials, NoToken, Refusal, SignIn, Token, TokenHolder};
pub use run::{ConnectionSpec, ProcessLimits, RunSpec, Sandbox, TimeSpec, ToolTimes};

/// The whole configuration at one moment.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    /// All servers.
    pub upstreams: Vec<UpstreamSpec>,
    /// All namespaces.
    pub namespaces: Vec<NamespaceSpec>,
    /// All endpoints.
    pub endpoints: Vec<EndpointSpec>,
    /// Who is in which team.
    pub memberships: Vec<(TeamId, UserId)>,
    /// All keys that are accepted.
    pub keys: Vec<KeySpec>,
    /// All clients that act for people.
    pub authorizations: Vec<AuthorizationSpec>,
    /// Reads their access tokens; without it none is accepted.
    pub token_opener: Option<Arc<dyn TokenOpener>>,
    /// Has the tokens for servers that the gateway signs in to; without it none is sent.
    pub credentials: Option<Arc<dyn Credentials>>,
    /// Signs who calls, for servers that are told; without it they are not called.
    pub identities: Option<Arc<dyn Identities>>,
    /// Asks people about calls; without it, calls that need to be allowed are refused.
    pub approver: Option<Arc<dyn Approver>>,
    /// What the servers offered when they were last asked. A server without an entry has never been asked.
    pub catalogues: Vec<CatalogueSeed>,
}

/// One server to connect to. Two specs are equal when a connection made with one serves the other.
#[derive(Clone, PartialEq, Eq)]
pub struct UpstreamSpec {
    /// The server.
    pub id: ServerId,
    /// Its name, for messages and as prefix of tool names.
    pub name: String,
    /// How to reach it.
    pub transport: TransportSpec,
    /// How it is run.
    pub run: RunSpec,
}

impl UpstreamSpec {
    /// A connection that was made with the other one serves this one too: nothing of how it was started has changed.
    pub(crate) fn is_reached_as(&self, other: &Self) -> bool {
        self.transport == other.transport
            && self.run.connections.sign_in == other.run.connections.sign_in
            && self.run.caller.has_identity == other.run.caller.has_identity
            && self.run.limits == other.run.limits
            && self.run.sandbox == other.run.sandbox
    }
}

impl fmt::Debug for UpstreamSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The transport holds secrets.
        f.debug_struct("UpstreamSpec")
            .field("id", &self.id)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// How to reach a server. Texts may hold `${VAR}` and `${VAR:-default}`, replaced when connecting from
/// [`GatewayOptions::variables`].
#[derive(Clone, PartialEq, Eq)]
pub enum TransportSpec {
    /// A child process that speaks on stdin and stdout.
    Stdio {
        /// The program.
        command: String,
        /// Its arguments.
        args: Vec<String>,
        /// Variables beside the allowed ones of the gateway.
        env: Vec<(String, String)>,
        /// Its working directory.
        cwd: Option<PathBuf>,
    },
    /// Streamable HTTP.
    StreamableHttp {
        /// Absolute URL.
        url: String,
        /// Request headers, `Authorization` included.
        headers: Vec<(String, String)>,
    },
    /// HTTP+SSE of 2024-11-05.
    Sse {
        /// Absolute URL of the stream.
        url: String,
        /// Request headers, `Authorization` included.
        headers: Vec<(String, String)>,
    },
    /// Everything that clients of a namespace see, in process. Namespaces that contain each other are refused when they
    /// are saved; here the inner one of such a circle stays empty.
    Namespace {
        /// The namespace.
        namespace_id: NamespaceId,
    },
}

impl TransportSpec {
    /// `network.transport` of the semantic conventions; nothing where it stands for a namespace.
    pub(crate) fn network(&self) -> Option<&'static str> {
        match self {
            Self::Stdio { .. } => Some("pipe"),
            Self::StreamableHttp { .. } | Self::Sse { .. } => Some("tcp"),
            Self::Namespace { .. } => None,
        }
    }

    /// A connection is a process of its own.
    pub(crate) fn is_process(&self) -> bool {
        matches!(self, Self::Stdio { .. })
    }

    /// The namespace that it stands for.
    pub(crate) fn namespace(&self) -> Option<NamespaceId> {
        match self {
            Self::Namespace { namespace_id } => Some(*namespace_id),
            Self::Stdio { .. } | Self::StreamableHttp { .. } | Self::Sse { .. } => None,
        }
    }
}

/// A group of servers with chosen tools.
#[derive(Debug, Clone)]
pub struct NamespaceSpec {
    /// The namespace.
    pub id: NamespaceId,
    /// Its name, for `serverInfo`.
    pub name: String,
    /// Given to clients as instructions, before those of its servers; empty when there are none.
    pub instructions: String,
    /// When names begin with the server's.
    pub naming: NamingPolicy,
    /// Its servers in the order of the list.
    pub members: Vec<MemberSpec>,
    /// What is done with requests on their way to them, and with answers.
    pub chain: Chain,
}

/// A server in a namespace.
#[derive(Debug, Clone)]
pub struct MemberSpec {
    /// The server.
    pub server_id: ServerId,
    /// It reaches clients.
    pub enabled: bool,
    /// Stands for the server's name before the names of its tools and prompts. Empty: they stand alone.
    pub alias: Option<String>,
    /// Original names of tools that clients may neither see nor call.
    pub disabled_tools: Vec<String>,
    /// What clients see of tools in place of what their server wrote, by original name.
    pub overrides: BTreeMap<String, ToolOverride>,
    /// Tools that are not as in here are held back: clients neither see nor call them. `None`: they are as they come.
    pub approved: Option<ApprovedTools>,
}

/// A namespace published under a name.
#[derive(Debug, Clone)]
pub struct EndpointSpec {
    /// The endpoint.
    pub id: EndpointId,
    /// Its name in the URL.
    pub name: String,
    /// Nobody reaches it from outside, whatever they show, and no figures have it: it is for [`crate::Gateway::inspect`] alone.
    /// Several may have one name.
    pub is_hidden: bool,
    /// What it publishes.
    pub namespace_id: NamespaceId,
    /// How clients prove who they are.
    pub auth: EndpointAuth,
    /// What clients get when they ask for the tools.
    pub listing: ToolListing,
    /// Whose it is.
    pub owner: Owner,
    /// The only people that it admits, of those who may use it; `None` for all of them.
    pub admitted: Option<Arc<HashSet<UserId>>>,
    /// A client session without any request or open stream for so long is forgotten; `None` is
    /// [`GatewayOptions::session_idle`].
    pub session_idle: Option<Duration>,
    /// A client session is over so long after it began, used or not; `None` is never.
    pub session_lifetime: Option<Duration>,
}

/// What a server offered when it was last asked.
#[derive(Debug, Clone)]
pub struct CatalogueSeed {
    /// The server.
    pub server_id: ServerId,
    /// What it offers.
    pub offering: Offering,
    /// That is all of it. Otherwise only its tools are known: they are listed at once, and the server is asked for the
    /// rest in the background.
    pub is_complete: bool,
}

/// What a server offers. Lists are in the server's order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Offering {
    /// What it can do.
    pub capabilities: Capabilities,
    /// What it can do beyond that (`extensions`, `experimental`, `tasks` …), as it declared it: raw JSON by name.
    pub extras: BTreeMap<String, String>,
    /// What it wants its users to know; often empty.
    pub instructions: String,
    /// How long, and for whom, its lists may be kept.
    pub hint: CacheHint,
    /// Its tools.
    pub tools: Vec<Definition>,
    /// Its prompts.
    pub prompts: Vec<Definition>,
    /// Its resources, named by their URI.
    pub resources: Vec<Definition>,
    /// Its resource templates, named by their URI template (RFC 6570).
    pub templates: Vec<Definition>,
}

/// What a server can do, beside tools.
#[expect(clippy::struct_excessive_bools, reason = "they are declared one by one")]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Capabilities {
    /// It has prompts.
    pub prompts: bool,
    /// It has resources.
    pub resources: bool,
    /// It tells when a resource changes.
    pub subscriptions: bool,
    /// It completes arguments.
    pub completions: bool,
    /// It sends log messages.
    pub logging: bool,
    /// It tells when one of its lists changes.
    pub announces_changes: bool,
}

impl Capabilities {
    /// What is left of them for those who may use tools only.
    pub(crate) fn of_tools(self) -> Self {
        Self {
            logging: self.logging,
            announces_changes: self.announces_changes,
            ..Self::default()
        }
    }
}

/// How long, and for whom, answers may be kept (2026-07-28, "Caching"). Servers of older versions give none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CacheHint {
    /// In milliseconds.
    pub ttl_ms: Option<u64>,
    /// Not for anybody but who asked.
    pub is_private: bool,
}

impl CacheHint {
    /// What holds for two answers that are given as one.
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            ttl_ms: self.ttl_ms.into_iter().chain(other.ttl_ms).min(),
            is_private: self.is_private || other.is_private,
        }
    }
}

/// A tool, prompt, resource or resource template exactly as its server wrote it.
#[derive(Debug, Clone)]
pub struct Definition {
    /// Its name at the server: the URI of a resource, the URI template of a template.
    pub name: String,
    /// The whole JSON object of the list, byte for byte.
    pub definition: Arc<RawValue>,
}

impl PartialEq for Definition {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.definition.get() == other.definition.get()
    }
}

/// In whose name a connection is made. Connections are never shared between principals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PrincipalId {
    /// Anyone, at an endpoint without authentication.
    Anonymous(EndpointId),
    /// A person, by sign-in or by a key of theirs.
    User(UserId),
    /// The holder of a key that is no person's, or that shows some tools only: what it began, no other key goes on with.
    Key(ApiKeyId),
    /// The gateway itself, to look at a server's tools.
    Gateway,
}

/// Bounds and surroundings, fixed at start. Every bound that is hit is named in the error.
#[derive(Debug, Clone)]
pub struct GatewayOptions {
    /// The largest request body and the largest frame of an upstream, in bytes.
    pub max_body_bytes: usize,
    /// Client sessions in total.
    pub max_sessions: usize,
    /// Client sessions of one principal at one endpoint.
    pub max_sessions_per_principal: usize,
    /// Streams that one client session may have open.
    pub max_streams_per_session: usize,
    /// A client session without any request or open stream for so long is forgotten.
    pub session_idle: Duration,
    /// Connections to upstreams in total.
    pub max_connections: usize,
    /// Connections to one upstream.
    pub max_connections_per_server: usize,
    /// Connections of one principal, over all upstreams.
    pub max_connections_per_principal: usize,
    /// Connections of each upstream that are kept ready for whoever comes next.
    pub spares: usize,
    /// From start of a process or connection to the end of the handshake. `npx` may download first.
    pub connect_timeout: Duration,
    /// From request to answer of one call; progress starts it anew.
    pub call_timeout: Duration,
    /// From request to answer of one call, whatever progress it makes.
    pub total_timeout: Duration,
    /// Between two looks at what a connected upstream offers, in case it did not say that it changed; zero is never.
    pub refresh: Duration,
    /// A connection that nothing was heard on for so long is asked whether it still works; zero is never.
    pub health_ping: Duration,
    /// A connection without calls for so long is closed.
    pub connection_idle: Duration,
    /// How long the first list waits for servers that have never been asked.
    pub first_list_wait: Duration,
    /// Comment lines keep streams alive at this interval.
    pub keep_alive: Duration,
    /// How long a process may take to end before it is killed.
    pub stop_grace: Duration,
    /// What `${VAR}` may stand for.
    pub variables: HashMap<String, String>,
    /// The environment that every child process gets (an allow-list such as PATH and HOME).
    pub child_env: Vec<(String, String)>,
    /// Working directory of child processes that name none. Private folders of sandboxed servers are made below it.
    pub child_cwd: PathBuf,
    /// A program whose arguments go to [`helper::run`](crate::helper::run), usually the running one. Without it, limits
    /// and sandboxes are refused, and a gateway that is killed may leave processes behind.
    pub helper: Option<PathBuf>,
    /// Link-local and metadata addresses may be called.
    pub allow_link_local: bool,
    /// Who may sign certificates of upstreams, besides public authorities.
    pub authorities: Authorities,
    /// `localhost` in upstream URLs means the container's host.
    pub localhost_is_docker_host: bool,
    /// What people and clients write before paths. Without any, requests to every address are answered.
    pub public_urls: Option<PublicUrls>,
    /// Origins, besides the request's own host, whose pages may call endpoints.
    pub allowed_origins: Vec<String>,
    /// Counts the requests of limits for all processes of the installation; without it, each counts for itself.
    pub shared_counts: Option<Arc<dyn SharedCounts>>,
    /// Calls are traced, and which of them are written down; without it, what clients say of traces passes as it is.
    pub tracing: Option<Sampler>,
    /// Who wants to know what processes of servers write on stderr.
    pub output: Option<Arc<dyn ServerOutput>>,
}

impl Default for GatewayOptions {
    fn default() -> Self {
        Self {
            max_body_bytes: 50 * 1024 * 1024,
            max_sessions: 10_000,
            max_sessions_per_principal: 1000,
            max_streams_per_session: 16,
            session_idle: Duration::from_hours(24),
            max_connections: 1000,
            max_connections_per_server: 200,
            max_connections_per_principal: 500,
            spares: 1,
            connect_timeout: Duration::from_mins(1),
            call_timeout: Duration::from_mins(5),
            total_timeout: Duration::from_hours(1),
            refresh: Duration::from_hours(1),
            health_ping: Duration::from_mins(1),
            connection_idle: Duration::from_mins(30),
            first_list_wait: Duration::from_secs(10),
            keep_alive: Duration::from_secs(15),
            stop_grace: Duration::from_secs(3),
            variables: HashMap::new(),
            child_env: Vec::new(),
            child_cwd: PathBuf::from("."),
            helper: None,
            allow_link_local: false,
            authorities: Authorities::default(),
            localhost_is_docker_host: false,
            public_urls: None,
            allowed_origins: Vec::new(),
            shared_counts: None,
            tracing: None,
            output: None,
        }
    }
}
