//! Quick connect: from a pasted text to a published endpoint.

use serde::{Deserialize, Serialize};

use crate::{
    CallView, CallableTool, EndpointView, Failure, FieldErrors, NamespaceId, PasteFormat, ProbeView,
    ServerId, ServerInput, ToolTrial,
};

/// A pasted text, tried out. Kept for a while for the person who pasted it, and for nobody else.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QuickDraft {
    /// Names the draft in URLs.
    pub id: String,
    /// How the text was understood; `None` for the built-in demo server.
    pub format: Option<PasteFormat>,
    /// What was found in the text, in the order of names.
    pub servers: Vec<QuickServer>,
    /// What was made of it, once it was.
    pub created: Option<QuickCreated>,
    /// The first call at the new endpoint, once there was one.
    pub first_call: Option<CallView>,
    /// The latest call from the page of the draft.
    pub trial: Option<ToolTrial>,
}

impl QuickDraft {
    /// The tools of at least one server are known, so there is something to publish.
    pub fn is_publishable(&self) -> bool {
        self.servers.iter().any(|server| server.outcome.tools().is_some())
    }

    /// How many servers would be added.
    pub fn server_count(&self) -> usize {
        let is_usable = |server: &&QuickServer| !matches!(server.outcome, QuickOutcome::Invalid(_));
        self.servers.iter().filter(is_usable).count()
    }

    /// Tools of all servers whose tools are known.
    pub fn tool_count(&self) -> usize {
        self.servers
            .iter()
            .filter_map(|server| server.outcome.tools())
            .map(<[_]>::len)
            .sum()
    }
}

/// One server of a pasted text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuickServer {
    /// What a form would write, secrets masked.
    pub input: ServerInput,
    /// What the trial connection gave.
    pub outcome: QuickOutcome,
}

/// What became of the trial of one server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", content = "detail", rename_all = "snake_case")]
pub enum QuickOutcome {
    /// It answered.
    Found(ProbeView),
    /// It stands for a namespace of this installation, so there is nothing to connect to.
    InProcess {
        /// The namespace's name.
        namespace: String,
        /// Name and first line of the description of each tool that it shows.
        tools: Vec<(String, String)>,
    },
    /// It did not answer, and why.
    Failed(Failure),
    /// The text says that it is switched off, so it was not tried. It is added switched off.
    SwitchedOff,
    /// Its settings cannot be right. It is not added.
    Invalid(FieldErrors),
}

impl QuickOutcome {
    /// Name and first line of the description of each tool, when they are known.
    pub fn tools(&self) -> Option<&[(String, String)]> {
        match self {
            Self::Found(probe) => Some(&probe.tools),
            Self::InProcess { tools, .. } => Some(tools),
            Self::Failed(_) | Self::SwitchedOff | Self::Invalid(_) => None,
        }
    }
}

/// What was made of a draft: everything a client needs.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuickCreated {
    /// The servers' ids and names, in the order of the draft.
    pub servers: Vec<(ServerId, String)>,
    /// The namespace that holds them.
    pub namespace_id: NamespaceId,
    /// Its name.
    pub namespace: String,
    /// The endpoint that publishes it.
    pub endpoint: EndpointView,
    /// A key for it, `sk_mt_…`, shown as long as the draft lives.
    pub key: String,
    /// What clients of the endpoint can call now.
    pub tools: Vec<CallableTool>,
}

impl std::fmt::Debug for QuickCreated {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The key is a secret.
        f.debug_struct("QuickCreated")
            .field("endpoint", &self.endpoint.name)
            .field("servers", &self.servers)
            .finish_non_exhaustive()
    }
}
