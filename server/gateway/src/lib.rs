//! The core of MetaMCP: clients of any kind reach upstreams of any kind, and nothing is lost on the way.
//!
//! # The life of a request in twelve lines
//!
//! 1. [`Gateway::streamable_http`] gets it; `client` finds the endpoint in the registry's current state.
//! 2. `client::origin` turns away pages of other sites.
//! 3. `pipeline::authenticate` finds the key by its hash: now it is known who asks.
//! 4. `client::post` checks the headers and reads the bounded body.
//! 5. `envelope` finds id, method and params in it; everything else stays the bytes that came in.
//! 6. `client::sessions` finds the session of that caller at that endpoint, and of nobody else.
//! 7. `pipeline::dispatch` answers what the gateway knows itself, such as lists from the catalogue.
//!    (Requests of 2026-07-28 have no session: `client::modern` checks them, `pipeline::stateless` takes them on.)
//! 8. `pipeline::route` and `resolve` turn an exposed tool name into a server and its own name for the tool.
//! 9. `pipeline::call` hands the rewritten params to `upstream` and notes the outcome for the recorder.
//! 10. `upstream` gives it a connection of this caller, an id of its own, and waits for the answer.
//! 11. `envelope::Answer` gets the client's id back; no other byte of it changes.
//! 12. `client::reply` sends it as JSON, or `pipeline::stream` as events when the server spoke first.
//!
//! No step asks a database, waits for a logger or a slow reader, or holds a lock while it waits.
#![warn(missing_docs)]

mod body;
mod bridge;
mod catalogue;
mod client;
mod conformance;
mod documents;
mod envelope;
mod era;
mod error;
mod events;
mod figures;
#[cfg(test)]
mod fuzz;
mod gateway;
pub mod helper;
mod live_connection;
mod live_session;
mod masker;
mod middleware;
mod middleware_figures;
mod pipeline;
mod process;
mod raw;
mod recorder;
mod registry;
mod request_state;
pub mod search;
mod server_output;
mod session_id;
mod session_store;
mod spec;
mod standard_headers;
mod tokens;
mod upstream;
mod usage;
mod ways_to_write;
mod wires;

pub use body::Body;
pub use bridge::{Bridge, BridgeError};
pub use catalogue::{Collision, NamesOf, OfferedName, collisions, exposed_name, exposed_names};
pub use client::rest::{Document, Hints, Parameter, ToolDocument};
pub use conformance::{Asked, Heard, Outside, OutsideError, Shows, Until, Way, examine};
pub use documents::DocumentError;
pub use error::Error;
pub use events::Event;
pub use figures::{Figures, ServerFigures};
pub use gateway::Gateway;
pub use live_connection::{ConnectionHolder, LiveConnection};
pub use live_session::LiveSession;
pub use masker::Masker;
pub use middleware::{Rate, SharedCounts};
pub use middleware_figures::{LinkFigures, Stopped};
pub use pipeline::{
    sender::ClientAddress,
    trace::{Sampler, TraceContext},
};
pub use recorder::{CallRecord, CallRecorder, PartDetail, Stages};
pub use registry::{ListedTool, ToolList, credentials::Credential};
pub use server_output::{OutputLine, ServerOutput};
pub use session_store::{
    NoSessionStore, SessionRecord, SessionStore, SessionStoreUnavailable, SessionSubscription, SessionUse,
    SessionWishes,
};
pub use spec::{
    ACCESS_TOKEN_PREFIX, AccessToken, ApprovalRequest, ApprovedTools, Approver, AuthorizationSpec, CacheHint,
    CallerSpec, Capabilities, CatalogueSeed, ConnectionSpec, Credentials, Decision, Definition, EndpointSpec,
    GatewayOptions, IDENTITY_HEADER, Identities, Issuer, KeySpec, MemberSpec, NamespaceSpec, NoToken,
    Offering, PrincipalId, ProcessLimits, Refusal, RunSpec, Sandbox, SignIn, Snapshot, Statement, TimeSpec,
    Token, TokenHolder, TokenOpener, ToolTimes, TransportSpec, UpstreamSpec,
};
pub use standard_headers::repeated_headers;
pub use tokens::hide_tokens;
pub use upstream::{
    Authorities, Challenge, Knock, NoAnswer, NotAuthorities, Probe, UpstreamError, UpstreamErrorKind,
};
pub use wires::{TooManyWatches, Towards, Watch, WatchMark, Watched, Wire, WireContent, WireEvent};
