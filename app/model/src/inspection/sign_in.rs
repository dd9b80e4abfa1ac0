//! How a client of the inspector comes to a token: every request on the way, as any client of the endpoint sends it.

use serde::{Deserialize, Serialize};

use crate::{InspectionId, InspectorSignInId};

/// A step of the way (MCP 2025-11-25, Authorization).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HopStep {
    /// The endpoint is asked without a token, and says where to learn more.
    Challenge,
    /// The document about the endpoint (RFC 9728).
    Resource,
    /// The document about the authorization server (RFC 8414).
    Server,
    /// The client registers itself (RFC 7591).
    Register,
    /// The browser takes the person to the authorization server (OAuth 2.1, section 4.1.1).
    Authorize,
    /// The browser comes back with a code.
    Return,
    /// The code is exchanged for a token (OAuth 2.1, section 4.1.3).
    Token,
}

/// One request of HTTP and its answer. Codes, tokens and verifiers are cut short in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HopView {
    /// What it is for.
    pub step: HopStep,
    /// The method.
    pub method: String,
    /// The whole URL.
    pub url: String,
    /// Headers and body of the request; empty where the browser sends it.
    pub sent: String,
    /// The status of the answer; nothing where the browser gets it.
    pub status: Option<u16>,
    /// Headers and body of the answer.
    pub came: String,
    /// How long it took, in microseconds.
    pub elapsed_us: u64,
}

/// Why the way ended before there was a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoToken {
    /// The endpoint did not ask for a token.
    NothingAsked,
    /// The last answer does not say how to go on.
    NoWayOn,
    /// The authorization server is another one, which has to know its clients.
    Elsewhere,
    /// Clients cannot register themselves.
    NoRegistration,
    /// The last answer refuses.
    Refused,
}

/// A sign-in as it stands now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InspectorSignInView {
    /// The sign-in.
    pub id: InspectorSignInId,
    /// The endpoint.
    pub name: String,
    /// What was sent so far, in its order.
    pub hops: Vec<HopView>,
    /// Where the person goes next.
    pub next: Option<String>,
    /// Why it does not go on.
    pub problem: Option<NoToken>,
    /// The inspection that began with the token.
    pub inspection: Option<InspectionId>,
}
