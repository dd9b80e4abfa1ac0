//! Why a client does not get what it asked for, in the words of OAuth.

use crate::{Error, error::BoxError};

/// The answers that have a meaning of their own; RFC 6749 §4.1.2.1 and §5.2, RFC 7591 §3.2.2, RFC 8707 §2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OauthProblem {
    /// Something is missing or stands twice.
    InvalidRequest,
    /// The client is unknown, or did not prove who it is.
    InvalidClient,
    /// The code or refresh token is not valid (any more).
    InvalidGrant,
    /// The client may not do this.
    UnauthorizedClient,
    /// Another way to get a token than those we have.
    UnsupportedGrantType,
    /// Another answer than a code.
    UnsupportedResponseType,
    /// Nothing of what is asked for exists.
    InvalidScope,
    /// No endpoint with this URL takes access tokens.
    InvalidTarget,
    /// The person said no, or has no right.
    AccessDenied,
    /// Nobody is signed in, and nobody may be asked.
    LoginRequired,
    /// The person was not asked yet, and may not be.
    ConsentRequired,
    /// A redirect URI that is none.
    InvalidRedirectUri,
    /// A client says something of itself that we cannot do.
    InvalidClientMetadata,
    /// The access token is not valid (any more).
    InvalidToken,
    /// Too much at once.
    SlowDown,
    /// Something we depend on does not answer.
    TemporarilyUnavailable,
    /// A fault of ours.
    ServerError,
}

impl OauthProblem {
    /// The word for it on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::UnsupportedResponseType => "unsupported_response_type",
            Self::InvalidScope => "invalid_scope",
            Self::InvalidTarget => "invalid_target",
            Self::AccessDenied => "access_denied",
            Self::LoginRequired => "login_required",
            Self::ConsentRequired => "consent_required",
            Self::InvalidRedirectUri => "invalid_redirect_uri",
            Self::InvalidClientMetadata => "invalid_client_metadata",
            Self::InvalidToken => "invalid_token",
            Self::SlowDown | Self::TemporarilyUnavailable => "temporarily_unavailable",
            Self::ServerError => "server_error",
        }
    }

    /// The HTTP status of an answer to a program.
    pub const fn status(self) -> u16 {
        match self {
            Self::InvalidClient | Self::InvalidToken => 401,
            Self::SlowDown => 429,
            Self::TemporarilyUnavailable => 503,
            Self::ServerError => 500,
            _ => 400,
        }
    }
}

/// Why a client does not get what it asked for.
#[derive(Debug, thiserror::Error)]
#[error("{description}")]
pub struct OauthError {
    /// What kind of problem it is.
    pub problem: OauthProblem,
    /// For developers: what happened, and what to do.
    pub description: String,
    /// A cause that is ours to find out about.
    #[source]
    pub cause: Option<BoxError>,
}

impl OauthError {
    pub(crate) fn new(problem: OauthProblem, description: impl Into<String>) -> Self {
        Self {
            problem,
            description: description.into(),
            cause: None,
        }
    }
}

impl From<Error> for OauthError {
    fn from(error: Error) -> Self {
        match error {
            Error::Unavailable(what) => Self::new(OauthProblem::TemporarilyUnavailable, what),
            error => Self {
                cause: Some(error.into()),
                ..Self::new(OauthProblem::ServerError, "something went wrong here; try again")
            },
        }
    }
}

impl From<store::Error> for OauthError {
    fn from(error: store::Error) -> Self {
        Error::from(error).into()
    }
}
