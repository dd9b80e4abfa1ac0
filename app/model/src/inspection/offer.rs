//! What a target offers.

use serde::{Deserialize, Serialize};

use super::app::ToolAudience;
use crate::ToolHints;

/// What the target said that it can do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is one word of the protocol")]
pub struct InspectionOffers {
    /// It has tools.
    pub tools: bool,
    /// It has resources.
    pub resources: bool,
    /// It tells when a resource changes.
    pub subscriptions: bool,
    /// It has prompts.
    pub prompts: bool,
    /// It completes arguments.
    pub completions: bool,
    /// It logs to clients.
    pub logging: bool,
    /// It runs tools as tasks.
    pub tasks: bool,
    /// It lists its tasks.
    pub task_list: bool,
    /// It answers `ping`.
    pub ping: bool,
}

/// What the target offers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InspectionLists {
    /// They are still being asked for.
    pub is_loading: bool,
    /// Tools.
    pub tools: Vec<InspectedTool>,
    /// Resources.
    pub resources: Vec<InspectedResource>,
    /// Templates of resources: their `uri` has variables.
    pub templates: Vec<InspectedResource>,
    /// Prompts.
    pub prompts: Vec<InspectedPrompt>,
}

/// Whether a tool runs as a task.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskSupport {
    /// Never.
    #[default]
    Forbidden,
    /// As its client wishes.
    Optional,
    /// Only so.
    Required,
}

/// A tool as the client sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InspectedTool {
    /// Its name.
    pub name: String,
    /// For people; empty when there is none.
    pub title: String,
    /// What it does; empty when there is none.
    pub description: String,
    /// What it says of its behaviour.
    pub hints: ToolHints,
    /// Whether it runs as a task.
    pub tasks: TaskSupport,
    /// The `ui://` resource of the app that shows its results.
    pub app: Option<String>,
    /// Whom it is for.
    pub audience: ToolAudience,
    /// The JSON Schema of its arguments, indented, in the order that its server gave it.
    pub input_schema: String,
    /// The JSON Schema of its structured content; empty when there is none.
    pub output_schema: String,
    /// Arguments to begin with.
    pub to_fill: String,
}

/// A resource, or a template of some.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InspectedResource {
    /// Where it is.
    pub uri: String,
    /// Its name.
    pub name: String,
    /// For people; empty when there is none.
    pub title: String,
    /// What it is; empty when there is nothing said.
    pub description: String,
    /// Its media type; empty when there is none.
    pub mime_type: String,
    /// In bytes.
    pub size: Option<u64>,
}

/// A prompt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InspectedPrompt {
    /// Its name.
    pub name: String,
    /// For people; empty when there is none.
    pub title: String,
    /// What it is for; empty when there is nothing said.
    pub description: String,
    /// What it asks for.
    pub arguments: Vec<PromptArgument>,
}

/// An argument of a prompt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromptArgument {
    /// Its name.
    pub name: String,
    /// What it is; empty when there is nothing said.
    #[serde(default)]
    pub description: String,
    /// It has to be given.
    #[serde(default)]
    pub required: bool,
}
