//! What the inspector shows: a client of the dashboard at a server, a namespace or an endpoint.

mod app;
mod content;
mod exchange;
mod notice;
mod offer;
mod request;
mod sign_in;
mod target;

use serde::{Deserialize, Serialize};

pub(crate) use self::target::chosen;
pub use self::{
    app::{AppAnswer, AppMethod, AppProblem, AppRequestInput, AppView, AppWishes, ToolAudience, web_page},
    content::{ContentBlock, InspectedMessage},
    exchange::{
        ComparedLine, Comparison, ExchangeProgress, ExchangeRow, ExchangeState, ExchangeView, LineKind,
    },
    notice::{AnswerInput, McpLogLevel, NoticeView, QuestionAct, QuestionKind, QuestionView},
    offer::{
        InspectedPrompt, InspectedResource, InspectedTool, InspectionLists, InspectionOffers, PromptArgument,
        TaskSupport,
    },
    request::{
        Completion, CompletionInput, CompletionKind, InspectedRoot, LogLevelInput, PingInput, RequestInput,
        RootsInput,
    },
    sign_in::{HopStep, HopView, InspectorSignInView, NoToken},
    target::{InspectionInput, InspectionProtocol, InspectorTarget, InspectorTargets},
};
use crate::{InspectionId, InspectorSignInId, RecordingId};

/// How far an inspection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InspectionState {
    /// The target has not answered yet.
    Beginning,
    /// Requests can be sent.
    Open,
    /// The target did not let the client in; the first exchange says why.
    Refused,
}

/// An inspection as it stands now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InspectionView {
    /// The inspection.
    pub id: InspectionId,
    /// What is inspected.
    pub target: InspectorTarget,
    /// Its name.
    pub name: String,
    /// How the client speaks.
    pub protocol: InspectionProtocol,
    /// It comes with a key, and not as the person.
    pub with_key: bool,
    /// How it came to its token, where it signed in.
    pub sign_in: Option<InspectorSignInId>,
    /// How far it is.
    pub state: InspectionState,
    /// What the target said of itself, indented JSON; nothing while it has said nothing.
    pub greeting: Option<String>,
    /// What the target said that it can do.
    pub offers: InspectionOffers,
    /// What was asked, the latest first.
    pub exchanges: Vec<ExchangeRow>,
    /// Questions of servers that nobody has answered, the oldest first.
    pub questions: Vec<QuestionView>,
    /// Notifications, the latest first.
    pub notices: Vec<NoticeView>,
    /// The least severe log message that is asked for.
    pub log_level: Option<McpLogLevel>,
    /// What servers are told that they may work with.
    pub roots: Vec<InspectedRoot>,
    /// Resources whose changes are told.
    pub subscriptions: Vec<SubscriptionView>,
    /// Tasks that were heard of, the latest first.
    pub tasks: Vec<InspectedTask>,
    /// The latest pings.
    pub ping: Option<PingView>,
    /// The person may look at the wires of it.
    pub may_watch: bool,
    /// What passes on its wires is recorded here.
    pub recording: Option<RecordingId>,
}

/// A resource whose changes are told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubscriptionView {
    /// Where it is.
    pub uri: String,
    /// So often it has changed since it was read.
    pub updates: u32,
}

/// A call of a tool that goes on by itself.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct InspectedTask {
    /// The server's name for it.
    pub id: String,
    /// `working`, `input_required`, `completed`, `failed` or `cancelled`.
    pub status: String,
    /// What the server says about that; empty when it says nothing.
    pub message: String,
    /// The tool that was called; empty when this client has not called it.
    pub tool: String,
    /// When it began, as the server wrote it.
    pub created_at: String,
}

/// How fast a target answers when it has nothing to do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PingView {
    /// So many pings were asked for.
    pub wanted: u32,
    /// So many were answered.
    pub answered: u32,
    /// So many were not.
    pub failed: u32,
    /// The fastest, in microseconds.
    pub min_us: u64,
    /// As many were faster as slower.
    pub median_us: u64,
    /// The slowest.
    pub max_us: u64,
}
