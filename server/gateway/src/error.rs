//! What can go wrong for a client, and the one place that turns it into HTTP and JSON-RPC.

use std::borrow::Cow;

use http::{Method, StatusCode};
use model::FailureClass;
use serde_json::{Value, json};

use crate::{
    UpstreamError,
    client::{rest, session::MAX_SUBSCRIPTIONS},
    envelope::{FrameError, MAX_BATCH},
    era::{MODERN, Version},
    raw::RawObject,
    upstream::caller::MAX_PASSED_BYTES,
};

mod wire;

pub(crate) use wire::{Meaning, Source, chain, error_object, quoted};

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

impl Error {
    /// In the words of a client with these capabilities, a raw object: one that can open pages is given the page on which a
    /// person signs in.
    pub(crate) fn for_client(self, capabilities: Option<&str>) -> Self {
        match self {
            Self::Upstream(error) if error.connect_url().is_some() && opens_pages(capabilities) => {
                Self::SignIn(error)
            }
            other => other,
        }
    }

    /// For people: the HTTP status, a sentence of what happened, and one of what to do, which may be empty.
    pub fn in_words(&self) -> (StatusCode, String, String) {
        (rest::status(self), self.message(), self.advice().into_owned())
    }

    /// What the request is about is not known.
    pub(crate) fn is_unknown_target(&self) -> bool {
        matches!(
            self,
            Self::UnknownTool(_) | Self::UnknownPrompt(_) | Self::UnknownResource(_) | Self::UnknownMethod(_)
        )
    }

    /// What it means in answer to a request without a session. That era has no code for a resource that does not exist,
    /// and tells with the HTTP status that there is no such method (2026-07-28, "Transports").
    pub(crate) fn meaning_without_session(&self) -> Meaning {
        let mut meaning = self.meaning();
        match self {
            Self::UnknownMethod(_) => {
                meaning.status = StatusCode::NOT_FOUND;
                meaning.advice =
                    "Methods of older versions need a session: begin one with initialize.".into();
            }
            Self::UnknownResource(_) => meaning.code = code::INVALID_PARAMS,
            _ => {}
        }
        meaning
    }

    /// What it means on the wire: the only such mapping.
    pub(crate) fn meaning(&self) -> Meaning {
        let (status, code, class) = self.numbers();
        Meaning {
            status,
            code,
            source: self.blame(),
            class,
            message: self.message(),
            advice: self.advice(),
            facts: self.facts(),
        }
    }

    fn numbers(&self) -> (StatusCode, i32, &'static str) {
        use StatusCode as S;
        match self {
            Self::UnknownEndpoint(_) => (S::NOT_FOUND, code::REFUSED, "unknown_endpoint"),
            Self::MethodNotAllowed(_) => (S::METHOD_NOT_ALLOWED, code::REFUSED, "method_not_allowed"),
            Self::Address(_) => (S::MISDIRECTED_REQUEST, code::REFUSED, "address"),
            Self::Origin(_) => (S::FORBIDDEN, code::REFUSED, "origin"),
            Self::KeyMissing { .. } => (S::UNAUTHORIZED, code::REFUSED, "key_missing"),
            Self::KeyUnknown => (S::UNAUTHORIZED, code::REFUSED, "key_unknown"),
            Self::KeyExpired => (S::UNAUTHORIZED, code::REFUSED, "key_expired"),
            Self::KeyElsewhere => (S::FORBIDDEN, code::REFUSED, "key_elsewhere"),
            Self::KeyInQuery => (S::UNAUTHORIZED, code::REFUSED, "key_in_query"),
            Self::KeyForbidden => (S::FORBIDDEN, code::REFUSED, "key_forbidden"),
            Self::TokenMissing { .. } => (S::UNAUTHORIZED, code::REFUSED, "token_missing"),
            Self::TokenUnknown => (S::UNAUTHORIZED, code::REFUSED, "token_unknown"),
            Self::TokenElsewhere => (S::UNAUTHORIZED, code::REFUSED, "token_elsewhere"),
            Self::ScopeMissing => (S::FORBIDDEN, code::REFUSED, "scope_missing"),
            Self::TokenForbidden => (S::FORBIDDEN, code::REFUSED, "token_forbidden"),
            Self::SsoNeeded => (S::FORBIDDEN, code::REFUSED, "sso_needed"),
            Self::ContentType => (S::UNSUPPORTED_MEDIA_TYPE, code::REFUSED, "content_type"),
            Self::NotAcceptable(_) => (S::NOT_ACCEPTABLE, code::REFUSED, "not_acceptable"),
            Self::BodyTooLarge { .. } => (S::PAYLOAD_TOO_LARGE, code::LIMIT, "body_too_large"),
            Self::BodyUnreadable => (S::BAD_REQUEST, code::PARSE, "body_unreadable"),
            Self::Unparsable(_) => (S::BAD_REQUEST, code::PARSE, "unparsable"),
            Self::InvalidRequest(_) => (S::BAD_REQUEST, code::INVALID_REQUEST, "invalid_request"),
            Self::SessionMissing => (S::BAD_REQUEST, code::REFUSED, "session_missing"),
            Self::SessionUnknown => (S::NOT_FOUND, code::SESSION, "session_unknown"),
            Self::SessionUnavailable => (S::SERVICE_UNAVAILABLE, code::REFUSED, "session_unavailable"),
            Self::LineMissing => (S::BAD_REQUEST, code::REFUSED, "stream_missing"),
            Self::LineUnknown => (S::NOT_FOUND, code::SESSION, "stream_unknown"),
            Self::NotInitialized => (S::BAD_REQUEST, code::REFUSED, "not_initialized"),
            Self::TooManyRequests { .. } => (S::TOO_MANY_REQUESTS, code::LIMIT, "too_many_requests"),
            Self::VersionUnknown(_) => (S::BAD_REQUEST, code::REFUSED, "version_unknown"),
            Self::BatchRefused => (S::BAD_REQUEST, code::INVALID_REQUEST, "batch_refused"),
            Self::BatchTooLong => (S::BAD_REQUEST, code::LIMIT, "batch_too_long"),
            Self::TooManySessions { .. } => (S::SERVICE_UNAVAILABLE, code::LIMIT, "too_many_sessions"),
            Self::TooManySessionsOfPrincipal { .. } => {
                (S::TOO_MANY_REQUESTS, code::LIMIT, "too_many_sessions_of_caller")
            }
            Self::TooManyStreams { .. } => (S::TOO_MANY_REQUESTS, code::LIMIT, "too_many_streams"),
            Self::Closing => (S::SERVICE_UNAVAILABLE, code::REFUSED, "closing"),
            // The request reached its session: from here on JSON-RPC answers, with HTTP 200.
            Self::UnknownMethod(_) => (S::OK, code::METHOD_NOT_FOUND, "unknown_method"),
            Self::InvalidParams(_) => (S::OK, code::INVALID_PARAMS, "invalid_params"),
            Self::UnknownTool(_) => (S::OK, code::INVALID_PARAMS, "unknown_tool"),
            Self::TooManyParked { .. } => (S::OK, code::LIMIT, "too_many_parked"),
            Self::TooMuchToPass => (S::OK, code::LIMIT, "too_much_to_pass"),
            Self::Question(_) => (S::OK, code::UPSTREAM, "question"),
            Self::InvalidMeta(_) => (S::BAD_REQUEST, code::INVALID_PARAMS, "invalid_meta"),
            Self::HeaderMismatch(_) => (S::BAD_REQUEST, code::HEADER_MISMATCH, "header_mismatch"),
            Self::UnsupportedVersion(_) => (S::BAD_REQUEST, code::UNSUPPORTED_VERSION, "unsupported_version"),
            Self::RequestState => (S::OK, code::INVALID_PARAMS, "request_state"),
            Self::UnknownPrompt(_) => (S::OK, code::INVALID_PARAMS, "unknown_prompt"),
            Self::UnknownResource(_) => (S::OK, code::RESOURCE_NOT_FOUND, "unknown_resource"),
            Self::TooManySubscriptions => (S::OK, code::LIMIT, "too_many_subscriptions"),
            Self::Cancelled => (S::OK, code::CANCELLED, "cancelled"),
            Self::AnswerLost => (S::OK, code::LOST, "answer_lost"),
            Self::Answered { .. } => (S::OK, code::UPSTREAM, "answered"),
            Self::Upstream(error) => (S::OK, code::UPSTREAM, wire::class_name(error.class())),
            Self::SignIn(_) => (S::OK, code::URL_ELICITATION, "sign_in"),
        }
    }

    /// What programs may want to know besides.
    fn facts(&self) -> Vec<(&'static str, Value)> {
        match self {
            Self::UnknownResource(uri) => vec![("uri", Value::from(&**uri))],
            Self::UnsupportedVersion(version) => vec![
                ("requested", Value::from(&**version)),
                ("supported", Value::from(vec![MODERN])),
            ],
            Self::Upstream(error) => {
                let url = error.connect_url().map(|url| ("connectUrl", Value::from(url)));
                url.into_iter().collect()
            }
            Self::SignIn(error) => vec![("elicitations", json!([elicitation(error)]))],
            _ => Vec::new(),
        }
    }

    fn blame(&self) -> Source {
        match self {
            Self::TooManySessions { .. }
            | Self::TooManyParked { .. }
            | Self::SessionUnavailable
            | Self::AnswerLost
            | Self::Closing => Source::Gateway,
            // Our own bound on connections is not the upstream's fault.
            Self::Upstream(error) if error.class() == FailureClass::Limit => Source::Gateway,
            Self::Upstream(_) | Self::SignIn(_) | Self::Answered { .. } => Source::Upstream,
            _ => Source::Client,
        }
    }

    /// One sentence: what happened.
    fn message(&self) -> String {
        match self {
            Self::Upstream(error) | Self::SignIn(error) => error.to_failure().message,
            // Word for word as in the specification's example, since clients compare it.
            Self::UnknownTool(_) => wire::capitalised(&self.to_string()),
            other => wire::capitalised(&other.to_string()) + ".",
        }
    }

    /// One sentence: what to do; empty where the message says it.
    fn advice(&self) -> Cow<'static, str> {
        let text = match self {
            Self::UnknownEndpoint(_) => {
                "Check the name in the URL; the dashboard shows the URL of every endpoint."
            }
            Self::MethodNotAllowed(methods) => {
                return format!("Send {}.", names(methods)).into();
            }
            Self::Address(_) => {
                "Use the address that APP_URL names, or add this one, with http:// or https://, to METAMCP_PUBLIC_URLS."
            }
            Self::Origin(_) => "To allow pages of this origin, add it to EXTRA_TRUSTED_ORIGINS.",
            Self::KeyMissing { in_query: false } => {
                "Send it as \"Authorization: Bearer <key>\" or \"X-API-Key: <key>\"."
            }
            Self::KeyMissing { in_query: true } => {
                "Send it as \"Authorization: Bearer <key>\" or \"X-API-Key: <key>\", or append \"?api_key=<key>\" to \
                 the URL."
            }
            Self::KeyUnknown => "Check that the whole key was copied, or create a new one in the dashboard.",
            Self::KeyExpired => "Give it a later last day on its page in the dashboard, or use another key.",
            Self::KeyElsewhere => {
                "Use another key, or let this one open the endpoint too, on its page in the dashboard."
            }
            Self::KeyInQuery => {
                "Send it as \"Authorization: Bearer <key>\" or \"X-API-Key: <key>\", or allow keys in the URL in \
                 the endpoint's settings."
            }
            Self::KeyForbidden => {
                "Private endpoints need a key of their owner, those of a team one of the team or of a member. Public keys open public endpoints only."
            }
            Self::TokenMissing { or_key: false } => {
                "Clients that speak OAuth find the way in WWW-Authenticate; add this URL to one without a key."
            }
            Self::TokenMissing { or_key: true } => {
                "Clients that speak OAuth find the way in WWW-Authenticate. Or send an API key as \"Authorization: \
                 Bearer <key>\" or \"X-API-Key: <key>\"."
            }
            Self::TokenUnknown => "Refresh it, or connect the client anew.",
            Self::TokenElsewhere => "Ask for a token with the URL of this endpoint as \"resource\".",
            Self::ScopeMissing => "Connect the client anew with the scope \"mcp\".",
            Self::TokenForbidden => {
                "Private endpoints are their owner's, those of a team its members'. Sign in as one of them, or ask for a public one."
            }
            Self::SsoNeeded => {
                "Sign in to the dashboard by a provider that the endpoint names; if you do already, ask its keeper which groups it admits."
            }
            Self::ContentType => "Send the header \"Content-Type: application/json\".",
            Self::NotAcceptable(_) => "Send the header \"Accept: application/json, text/event-stream\".",
            Self::BodyTooLarge { .. } => "Send less at once, or raise METAMCP_MAX_BODY_BYTES.",
            Self::BodyUnreadable => "Send the request again.",
            Self::Unparsable(_) | Self::InvalidRequest(_) => "Send one JSON-RPC 2.0 message as UTF-8 JSON.",
            Self::SessionMissing => "Send \"initialize\" first, then its Mcp-Session-Id with every request.",
            Self::SessionUnknown => "Send \"initialize\" again to begin a new session.",
            Self::LineMissing => "POST to the URL that the first event of the stream names.",
            Self::LineUnknown => "Open a stream with GET and POST to the URL that its first event names.",
            Self::NotInitialized => "Send \"initialize\" first.",
            Self::TooManyRequests { .. } => "Wait for answers before you send more.",
            Self::VersionUnknown(_) => return version_advice(),
            Self::BatchRefused => "Send each message in a request of its own.",
            Self::BatchTooLong => "Send the messages in several requests.",
            Self::TooManySessions { .. } => {
                "End sessions with DELETE, wait until idle ones expire, or raise METAMCP_MAX_SESSIONS."
            }
            Self::TooManySessionsOfPrincipal { .. } => {
                "End sessions with DELETE, wait until idle ones expire, or raise METAMCP_MAX_SESSIONS_PER_PRINCIPAL."
            }
            Self::TooManyStreams { .. } => "Close one before you open another.",
            Self::Closing | Self::TooManyParked { .. } => "Try again in a moment.",
            Self::SessionUnavailable => "Keep the session and try again in a moment.",
            Self::AnswerLost => "Look at what it was to change before you send it again.",
            Self::UnknownMethod(_) => {
                "No server of this endpoint knows it: check how it is written, or add a server that has it."
            }
            Self::TooMuchToPass => "Send shorter ones.",
            Self::TooManySubscriptions => "Unsubscribe from a resource first.",
            Self::Upstream(error) | Self::SignIn(error) => return error.to_failure().advice.into(),
            Self::InvalidMeta(_) => {
                "Every request of 2026-07-28 says its protocolVersion and clientCapabilities in params._meta."
            }
            Self::HeaderMismatch(_) => {
                "Send the headers that repeat the message, or none of them differently."
            }
            Self::UnsupportedVersion(_) => "Send 2026-07-28, or begin a session with initialize.",
            Self::RequestState => "Send the request again without it.",
            Self::UnknownPrompt(_) => "List the prompts again.",
            Self::UnknownResource(_) => "List the resources again.",
            Self::InvalidParams(_)
            | Self::UnknownTool(_)
            | Self::Question(_)
            | Self::Cancelled
            | Self::Answered { .. } => "",
        };
        text.into()
    }
}

/// The client can take a person to a page (2025-11-25, "Elicitation").
pub(crate) fn opens_pages(capabilities: Option<&str>) -> bool {
    let offered = |text: &str| -> Option<bool> {
        let capabilities = RawObject::parse(text, &["elicitation"]).ok()?;
        let elicitation = RawObject::parse(capabilities.get("elicitation")?.get(), &["url"]).ok()?;
        Some(elicitation.get("url").is_some())
    };
    capabilities.and_then(offered).unwrap_or_default()
}

/// The page on which a person signs in.
fn elicitation(error: &UpstreamError) -> Value {
    json!({
        "mode": "url",
        "elicitationId": hex::encode(rand::random::<[u8; 16]>()),
        "url": error.connect_url(),
        "message": error.to_failure().message,
    })
}

/// `GET, POST or DELETE`.
fn names(methods: &[Method]) -> String {
    let names: Vec<_> = methods.iter().map(Method::as_str).collect();
    match &names[..] {
        [all @ .., last] if !all.is_empty() => format!("{} or {last}", all.join(", ")),
        names => names.concat(),
    }
}

fn version_advice() -> Cow<'static, str> {
    let versions = Version::ALL.map(Version::as_str).join(", ");
    format!("Send the version that initialize agreed on; known here are {versions}.").into()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use model::{Failure, FailureClass, Timestamp};

    use super::{Error, code};
    use crate::{UpstreamError, UpstreamErrorKind};

    fn sign_in(url: Option<&str>) -> Error {
        let failure = Failure {
            class: FailureClass::Unauthorized,
            message: "You have not connected it yet.".to_owned(),
            advice: "Connect it.".to_owned(),
            tried: String::new(),
            output: String::new(),
            at: Timestamp::from_millis(0),
        };
        let error = UpstreamError::new(UpstreamErrorKind::SignIn, "files".into(), Arc::new(failure));
        Error::Upstream(error.with_connect_url(url))
    }

    #[test]
    fn a_client_that_opens_pages_is_given_the_one_to_sign_in_on() {
        let page = "https://mcp.example.com/servers/1?connect";
        let meaning = sign_in(Some(page))
            .for_client(Some(r#"{"elicitation":{"form":{},"url":{}}}"#))
            .meaning();
        assert_eq!(meaning.code, code::URL_ELICITATION);
        let (name, elicitations) = &meaning.facts[0];
        assert_eq!(*name, "elicitations");
        assert_eq!(elicitations[0]["mode"], "url");
        assert_eq!(elicitations[0]["url"], page);
        assert_eq!(elicitations[0]["message"], "You have not connected it yet.");
    }

    #[test]
    fn other_clients_and_other_errors_stay_as_they_are() {
        let url = Some("https://mcp.example.com/servers/1?connect");
        let opens_pages = Some(r#"{"elicitation":{"url":{}}}"#);
        for (url, capabilities) in [
            (url, None),
            (url, Some("{}")),
            (url, Some(r#"{"elicitation":{}}"#)),
            (url, Some(r#"{"elicitation":7}"#)),
            (None, opens_pages),
        ] {
            let meaning = sign_in(url).for_client(capabilities).meaning();
            assert_eq!(meaning.code, code::UPSTREAM, "{capabilities:?}");
            assert_eq!(meaning.facts.is_empty(), url.is_none(), "{capabilities:?}");
        }
    }
}
