//! What can go wrong for a client.

use std::time::Duration;

use http::Method;

use crate::{
    UpstreamError,
    client::session::MAX_SUBSCRIPTIONS,
    envelope::{FrameError, MAX_BATCH},
    upstream::caller::MAX_PASSED_BYTES,
};

mod meaning;
mod wire;

pub(crate) use meaning::{opens_pages, whole_seconds};
pub(crate) use wire::{chain, error_object, quoted};

/// Codes of JSON-RPC 2.0 and, below -32000, our own. Clients may rely on them.
pub(crate) mod code {
    pub(crate) const PARSE: i32 = -32700;
    pub(crate) const INVALID_REQUEST: i32 = -32600;
    pub(crate) const METHOD_NOT_FOUND: i32 = -32601;
    pub(crate) const INVALID_PARAMS: i32 = -32602;
    /// Refused before it was looked at: who asks, from where, in what form.
    pub(crate) const REFUSED: i32 = -32000;
    /// The session does not exist; the same number as in the official SDKs.
    pub(crate) const SESSION: i32 = -32001;
    /// As the specification has it until 2025-11-25 ("Resources", "Error Handling").
    pub(crate) const RESOURCE_NOT_FOUND: i32 = -32002;
    /// Headers and message disagree (2026-07-28).
    pub(crate) const HEADER_MISMATCH: i32 = -32020;
    /// A version that is not spoken (2026-07-28).
    pub(crate) const UNSUPPORTED_VERSION: i32 = -32022;
    /// A bound of the gateway is reached.
    pub(crate) const LIMIT: i32 = -32050;
    /// The upstream could not be reached or did not answer.
    pub(crate) const UPSTREAM: i32 = -32051;
    /// The client cancelled the request.
    pub(crate) const CANCELLED: i32 = -32052;
    /// The answer is lost; whether the request was carried out is not known.
    pub(crate) const LOST: i32 = -32053;
    /// A person has to open a page first (2025-11-25, "Elicitation").
    pub(crate) const URL_ELICITATION: i32 = -32042;
}

/// Why a client does not get what it asked for.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No endpoint has this name.
    #[error("there is no endpoint {0:?}")]
    UnknownEndpoint(String),
    /// Another method than these.
    #[error("the HTTP method is not allowed here")]
    MethodNotAllowed(&'static [Method]),
    /// The request was sent to a name that is none of ours.
    #[error("this gateway is not known under the address {0}")]
    Address(String),
    /// A page of another site asks.
    #[error("requests from the origin {0:?} are not allowed")]
    Origin(String),
    /// No key where one is needed.
    #[error("an API key is needed")]
    KeyMissing {
        /// It may also stand in the URL.
        in_query: bool,
    },
    /// A key that does not exist or is switched off.
    #[error("the API key is unknown or switched off")]
    KeyUnknown,
    /// A key whose time is over.
    #[error("the API key has expired")]
    KeyExpired,
    /// A key that opens other endpoints only.
    #[error("the API key is limited to other endpoints")]
    KeyElsewhere,
    /// A key in the URL where the endpoint does not take it.
    #[error("this endpoint does not accept the API key in the URL")]
    KeyInQuery,
    /// A key of someone else.
    #[error("the API key has no right to this endpoint")]
    KeyForbidden,
    /// No access token where one is needed.
    #[error("a sign-in is needed")]
    TokenMissing {
        /// An API key is taken as well.
        or_key: bool,
    },
    /// An access token that is not ours, too old, or taken back.
    #[error("the access token is unknown, expired or revoked")]
    TokenUnknown,
    /// An access token for another endpoint (RFC 8707), or for this one under another address.
    #[error("the access token is for another URL")]
    TokenElsewhere,
    /// An access token that does not allow to use endpoints.
    #[error("the access token does not allow to use the endpoint")]
    ScopeMissing,
    /// An access token of someone without a right to the endpoint.
    #[error("the person behind the access token has no right to this endpoint")]
    TokenForbidden,
    /// An access token of someone whom an endpoint for single sign-on only does not admit.
    #[error(
        "this endpoint is for accounts of single sign-on only, and the person behind the access token has none of them"
    )]
    SsoNeeded,
    /// A body that is not JSON.
    #[error("the body must have the content type application/json")]
    ContentType,
    /// The client does not accept what would be sent.
    #[error("the client does not accept {0}")]
    NotAcceptable(&'static str),
    /// A body above the bound.
    #[error("the body is larger than {limit} bytes")]
    BodyTooLarge {
        /// The bound.
        limit: usize,
    },
    /// The body ended before its end.
    #[error("the body could not be read")]
    BodyUnreadable,
    /// The text is not JSON as we accept it.
    #[error("the body cannot be parsed: {0}")]
    Unparsable(String),
    /// JSON, but not JSON-RPC.
    #[error("the body is not a valid request: {0}")]
    InvalidRequest(String),
    /// No session header where one is needed.
    #[error("the header Mcp-Session-Id is missing")]
    SessionMissing,
    /// No session of this caller has this id.
    #[error("the session does not exist or has expired")]
    SessionUnknown,
    /// Whether the session exists cannot be found out now.
    #[error("the session cannot be looked up now")]
    SessionUnavailable,
    /// The stream that a client comes back to is not known.
    #[error(
        "the answer is lost, most likely because the gateway was restarted: whether the request was carried out is not known"
    )]
    AnswerLost,
    /// No stream is named where one is needed (HTTP+SSE).
    #[error("the URL does not say which stream the message belongs to")]
    LineMissing,
    /// No stream of this caller has this id.
    #[error("the stream does not exist or has ended")]
    LineUnknown,
    /// A message before `initialize`.
    #[error("the session has not begun")]
    NotInitialized,
    /// The requests that may be in progress on one stream are used up.
    #[error("this stream has its maximum of {limit} requests in progress")]
    TooManyRequests {
        /// The bound.
        limit: usize,
    },
    /// A version header that we do not speak.
    #[error("the protocol version {0:?} is unknown")]
    VersionUnknown(String),
    /// Several messages in one body of a client that may not.
    #[error("batches exist in protocol version 2025-03-26 only")]
    BatchRefused,
    /// Too many messages in one body.
    #[error("a batch may have {MAX_BATCH} messages at most")]
    BatchTooLong,
    /// The sessions are used up.
    #[error("the gateway has its maximum of {limit} sessions")]
    TooManySessions {
        /// The bound.
        limit: usize,
    },
    /// The sessions of one caller are used up.
    #[error("this caller has its maximum of {limit} sessions at this endpoint")]
    TooManySessionsOfPrincipal {
        /// The bound.
        limit: usize,
    },
    /// The streams of a session are used up.
    #[error("this session has its maximum of {limit} open streams")]
    TooManyStreams {
        /// The bound.
        limit: usize,
    },
    /// The gateway ends.
    #[error("the gateway is shutting down")]
    Closing,
    /// A method that we do not know.
    #[error("unknown method: {0}")]
    UnknownMethod(String),
    /// Parameters that do not fit the method.
    #[error("{0}")]
    InvalidParams(String),
    /// A tool that does not exist, or that this caller may not see.
    #[error("unknown tool: {0}")]
    UnknownTool(String),
    /// A prompt that does not exist, or that this caller may not see.
    #[error("unknown prompt: {0}")]
    UnknownPrompt(String),
    /// A resource that no server has.
    #[error("resource not found: {}", quoted(.0))]
    UnknownResource(String),
    /// The subscriptions of a session are used up.
    #[error("this session has its maximum of {MAX_SUBSCRIPTIONS} subscriptions")]
    TooManySubscriptions,
    /// A request without a session that does not say what it must.
    #[error("{0}")]
    InvalidMeta(String),
    /// Headers that do not say what the message says.
    #[error("header mismatch: {0}")]
    HeaderMismatch(String),
    /// A version without sessions that we do not speak.
    #[error("the protocol version {0:?} is not supported")]
    UnsupportedVersion(String),
    /// A `requestState` that is not ours, not for this request, or too old.
    #[error("params.requestState is not valid for this request, or has expired")]
    RequestState,
    /// A server wanted to know something from the client and did not get it.
    #[error("a question of the server was not answered: {0}")]
    Question(String),
    /// The calls that wait for their clients are too many.
    #[error("{limit} calls wait for answers of their clients already")]
    TooManyParked {
        /// The bound.
        limit: usize,
    },
    /// The headers that its server is to be passed are too large.
    #[error("the headers that pass on to the server have more than {MAX_PASSED_BYTES} bytes")]
    TooMuchToPass,
    /// A limit of the namespace is reached.
    #[error("{}", if *.of_everyone { "this endpoint has its maximum of requests for now" } else { "this client has its maximum of requests for now" })]
    RateLimited {
        /// All clients together have reached it.
        of_everyone: bool,
        /// When there is room for one more.
        retry_after: Duration,
    },
    /// A rule of the namespace does not allow it.
    #[error("{0}")]
    Refused(String),
    /// The client cancelled.
    #[error("the request was cancelled by the client")]
    Cancelled,
    /// The upstream answered with a JSON-RPC error (only for calls that the gateway makes for the dashboard; for
    /// clients such an answer passes as it is).
    #[error("the server answered with error {code}: {message}")]
    Answered {
        /// Its code.
        code: i64,
        /// Its message.
        message: String,
    },
    /// The upstream could not be asked, or did not answer.
    #[error(transparent)]
    Upstream(#[from] UpstreamError),
    /// A person has to sign in to the upstream, and the client can take them there.
    #[error("{0}")]
    SignIn(UpstreamError),
}

impl From<FrameError> for Error {
    fn from(error: FrameError) -> Self {
        match error {
            FrameError::Malformed(malformed) if malformed.is_syntax() => Self::Unparsable(chain(&malformed)),
            other => Self::InvalidRequest(chain(&other)),
        }
    }
}
