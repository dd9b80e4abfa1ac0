//! Whether an endpoint does what the specification asks for, check by check.

use serde::{Deserialize, Serialize};

use crate::{ConformanceRunId, EndpointId, Reference, Timestamp};

/// Something that the specification asks of a server, as it can be seen from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// `initialize` is answered with version, capabilities and name.
    Initialize,
    /// A version that nobody speaks is answered with one that the server does.
    Negotiation,
    /// A notification is accepted.
    Notification,
    /// `ping`.
    Ping,
    /// Several messages in one body are refused.
    Batch,
    /// A version in the header that nobody speaks is refused.
    VersionHeader,
    /// A request without the session's id is refused.
    MissingSession,
    /// A session that never was is not found.
    UnknownSession,
    /// `GET` opens a stream, or is not there.
    EventStream,
    /// `DELETE` ends the session, or is not there.
    Deletion,
    /// `server/discover` is answered with versions and capabilities.
    Discover,
    /// A request that does not say who it is from and which version it speaks is refused.
    MissingMeta,
    /// A version that nobody speaks is refused, with those that are spoken.
    UnsupportedVersion,
    /// Headers that say something else than the message are refused.
    HeaderMismatch,
    /// What there is with sessions only is not there.
    RemovedMethods,
    /// A subscription is acknowledged first.
    Subscription,
    /// A method that does not exist.
    UnknownMethod,
    /// A body that is no JSON.
    InvalidJson,
    /// A client that takes no answer.
    Accept,
    /// A page of another site.
    Origin,
    /// The list of tools, page by page.
    ToolsList,
    /// The same list twice.
    ToolsOrder,
    /// Names of tools.
    ToolNames,
    /// Schemas of tools.
    ToolSchemas,
    /// A call of a tool that does not exist.
    UnknownTool,
    /// A page of a list that does not exist.
    UnknownCursor,
    /// The list of resources.
    ResourcesList,
    /// A resource that does not exist.
    UnknownResource,
    /// The list of templates of resources.
    TemplatesList,
    /// The list of prompts.
    PromptsList,
    /// A prompt that does not exist.
    UnknownPrompt,
    /// Completion of an argument.
    Completion,
    /// Somebody who shows nothing is told what to show.
    Challenge,
    /// Somebody who shows something that is not good.
    WrongCredential,
    /// Where access tokens come from.
    ResourceMetadata,
}

words!(Check:
    Initialize = "initialize",
    Negotiation = "negotiation",
    Notification = "notification",
    Ping = "ping",
    Batch = "batch",
    VersionHeader = "version_header",
    MissingSession = "missing_session",
    UnknownSession = "unknown_session",
    EventStream = "event_stream",
    Deletion = "deletion",
    Discover = "discover",
    MissingMeta = "missing_meta",
    UnsupportedVersion = "unsupported_version",
    HeaderMismatch = "header_mismatch",
    RemovedMethods = "removed_methods",
    Subscription = "subscription",
    UnknownMethod = "unknown_method",
    InvalidJson = "invalid_json",
    Accept = "accept",
    Origin = "origin",
    ToolsList = "tools_list",
    ToolsOrder = "tools_order",
    ToolNames = "tool_names",
    ToolSchemas = "tool_schemas",
    UnknownTool = "unknown_tool",
    UnknownCursor = "unknown_cursor",
    ResourcesList = "resources_list",
    UnknownResource = "unknown_resource",
    TemplatesList = "templates_list",
    PromptsList = "prompts_list",
    UnknownPrompt = "unknown_prompt",
    Completion = "completion",
    Challenge = "challenge",
    WrongCredential = "wrong_credential",
    ResourceMetadata = "resource_metadata",
);

/// The part of the protocol that a check is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Era {
    /// With `initialize` and sessions.
    Sessions,
    /// Each request says everything itself.
    Stateless,
    /// Who may come in, whatever they speak.
    Access,
}

words!(Era: Sessions = "sessions", Stateless = "stateless", Access = "access");

impl Era {
    /// The version that is spoken to check it.
    pub const fn version(self) -> &'static str {
        match self {
            Self::Sessions | Self::Access => "2025-11-25",
            Self::Stateless => "2026-07-28",
        }
    }
}

impl Check {
    /// The section of the specification, as the path of a version's pages.
    pub const fn section(self) -> &'static str {
        match self {
            Self::Initialize | Self::Negotiation => "basic/lifecycle",
            Self::Ping => "basic/utilities/ping",
            Self::UnknownMethod | Self::RemovedMethods | Self::MissingMeta | Self::Discover => "basic",
            Self::Notification
            | Self::Batch
            | Self::VersionHeader
            | Self::MissingSession
            | Self::UnknownSession
            | Self::EventStream
            | Self::Deletion
            | Self::UnsupportedVersion
            | Self::HeaderMismatch
            | Self::InvalidJson
            | Self::Accept
            | Self::Origin
            | Self::Subscription => "basic/transports",
            Self::ToolsList | Self::ToolsOrder | Self::ToolNames | Self::ToolSchemas | Self::UnknownTool => {
                "server/tools"
            }
            Self::UnknownCursor => "server/utilities/pagination",
            Self::ResourcesList | Self::UnknownResource | Self::TemplatesList => "server/resources",
            Self::PromptsList | Self::UnknownPrompt => "server/prompts",
            Self::Completion => "server/utilities/completion",
            Self::Challenge | Self::WrongCredential | Self::ResourceMetadata => "basic/authorization",
        }
    }
}

/// What came of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// As the specification asks for.
    Good,
    /// Not so.
    Bad,
    /// It does not apply here.
    Skipped,
}

words!(Verdict: Good = "good", Bad = "bad", Skipped = "skipped");

/// One check, tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckResult {
    /// What was checked.
    pub check: Check,
    /// Of which part of the protocol.
    pub era: Era,
    /// What came of it.
    pub verdict: Verdict,
    /// What is wrong, or why it does not apply; empty for what is good.
    pub finding: String,
    /// What was sent last: method, headers and the beginning of the body. Without what opens the endpoint.
    pub sent: String,
    /// What came back: status, the headers that count and the beginning of the body.
    pub came: String,
}

impl CheckResult {
    /// The page of the specification.
    pub fn specification(&self) -> String {
        let (version, section) = (self.era.version(), self.check.section());
        format!("https://modelcontextprotocol.io/specification/{version}/{section}")
    }
}

/// How many checks ended how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerdictCount {
    /// As it should be.
    pub good: usize,
    /// Not so.
    pub bad: usize,
    /// Does not apply.
    pub skipped: usize,
}

impl VerdictCount {
    /// Counts.
    pub fn of(results: &[CheckResult]) -> Self {
        let count = |verdict| results.iter().filter(|it| it.verdict == verdict).count();
        Self {
            good: count(Verdict::Good),
            bad: count(Verdict::Bad),
            skipped: count(Verdict::Skipped),
        }
    }
}

/// All checks, tried at an endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConformanceRun {
    /// Id.
    pub id: ConformanceRunId,
    /// When it was over.
    pub at: Timestamp,
    /// The name of who asked for it.
    pub by: String,
    /// How many checks ended how.
    pub count: VerdictCount,
}

/// Which endpoint is to be checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConformanceInput {
    /// The endpoint.
    pub endpoint: EndpointId,
}

/// Runs at an endpoint, and one of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConformanceView {
    /// The endpoint.
    pub endpoint: Reference<EndpointId>,
    /// Those that are kept, the latest first.
    pub runs: Vec<ConformanceRun>,
    /// The one that is looked at; nothing before the first.
    pub shown: Option<ConformanceRunId>,
    /// Its checks, in their order.
    pub results: Vec<CheckResult>,
}
