//! What an error means: the one place that turns it into HTTP, JSON-RPC, and words for people.

use std::{borrow::Cow, time::Duration};

use http::{Method, StatusCode};
use model::FailureClass;
use serde_json::{Value, json};

use super::{
    Error, code,
    wire::{self, Meaning, Source},
};
use crate::{
    UpstreamError,
    client::rest,
    era::{MODERN, Version},
    raw::RawObject,
};

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
            Self::RateLimited {
                of_everyone: true, ..
            } => (S::SERVICE_UNAVAILABLE, code::LIMIT, "rate_limited"),
            Self::RateLimited { .. } => (S::TOO_MANY_REQUESTS, code::LIMIT, "rate_limited"),
            Self::Refused(_) => (S::FORBIDDEN, code::REFUSED, "refused"),
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
            Self::RateLimited { retry_after, .. } => {
                vec![("retryAfter", Value::from(whole_seconds(*retry_after)))]
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
            | Self::RateLimited {
                of_everyone: true, ..
            }
            | Self::Closing => Source::Gateway,
            // Our own bound on connections is not the upstream's fault.
            Self::Upstream(error) if error.class() == FailureClass::Limit => Source::Gateway,
            Self::Upstream(_) | Self::SignIn(_) | Self::Answered { .. } => Source::Upstream,
            _ => Source::Client,
        }
    }

    /// One sentence: what happened.
    pub(crate) fn message(&self) -> String {
        match self {
            Self::Upstream(error) | Self::SignIn(error) => error.to_failure().message,
            // Word for word as in the specification's example, since clients compare it.
            Self::UnknownTool(_) => wire::capitalised(&self.to_string()),
            // It is a sentence, or several.
            Self::Refused(why) => why.clone(),
            other => wire::capitalised(&other.to_string()) + ".",
        }
    }

    /// One sentence: what to do; empty where the message says it.
    fn advice(&self) -> Cow<'static, str> {
        let text = match self {
            Self::UnknownEndpoint(_) => {
                "Check the name in the URL; the dashboard shows the URL of every endpoint."
            }
            Self::RateLimited { retry_after, .. } => {
                return format!("Try again in {} s.", whole_seconds(*retry_after)).into();
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
            | Self::Refused(_)
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

/// As `Retry-After` has them (RFC 9110 §10.2.3), so that nobody comes back too early.
pub(crate) fn whole_seconds(time: Duration) -> u64 {
    time.as_millis().div_ceil(1000).try_into().unwrap_or(u64::MAX)
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

    use crate::{Error, UpstreamError, UpstreamErrorKind, error::code};

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
