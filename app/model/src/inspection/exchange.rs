//! Requests and their answers.

use serde::{Deserialize, Serialize};

use super::content::{ContentBlock, InspectedMessage};
use crate::Timestamp;

/// How far a request is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExchangeState {
    /// On its way.
    Running,
    /// There is a result.
    Done,
    /// The result of a tool says that it failed.
    ToolError,
    /// The answer is an error, or there was none.
    Failed,
    /// Somebody cancelled it.
    Cancelled,
}

/// A request in the history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExchangeRow {
    /// Counts from 1 in an inspection.
    pub n: u64,
    /// The method.
    pub method: String,
    /// The tool, the prompt, the resource or the task; empty for none.
    pub name: String,
    /// How far it is.
    pub state: ExchangeState,
    /// An app asked for it, and not the person.
    pub by_app: bool,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// How long the answer took.
    pub millis: Option<u64>,
    /// The last progress.
    pub progress: Option<ExchangeProgress>,
    /// So many bytes the answer had.
    pub bytes: usize,
}

/// How far a server says that it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExchangeProgress {
    /// So much is done, as it was written.
    pub done: String,
    /// Of so much.
    pub total: Option<String>,
    /// From 0 to 1, where there is a total.
    pub fraction: Option<f64>,
    /// In words; empty when there are none.
    pub message: String,
}

/// A request and its answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExchangeView {
    /// What stands in the history.
    pub row: ExchangeRow,
    /// The arguments or parameters as [`crate::RequestInput::params`] has them, indented JSON.
    pub input: String,
    /// It was asked to run as a task.
    pub as_task: bool,
    /// The result or the error, indented JSON; or why there is none.
    pub answer: Option<String>,
    /// The status of HTTP, where there was no message.
    pub status: Option<u16>,
    /// What a result carries.
    pub blocks: Vec<ContentBlock>,
    /// The messages of a prompt.
    pub messages: Vec<InspectedMessage>,
    /// The structured content of a result, indented JSON.
    pub structured: Option<String>,
    /// What a result says about itself, indented JSON.
    pub meta: Option<String>,
    /// A command that sends the same, at an endpoint. A key is a variable in it.
    pub curl: Option<String>,
}

/// Two answers beside each other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The first request.
    pub one: ExchangeRow,
    /// The second request.
    pub other: ExchangeRow,
    /// The lines of both answers.
    pub lines: Vec<ComparedLine>,
    /// There are more lines than are compared.
    pub is_cut: bool,
}

/// A line of two answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComparedLine {
    /// Where it is.
    pub kind: LineKind,
    /// What it says.
    pub text: String,
}

/// Where a line of two answers is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// In both.
    Same,
    /// In the first alone.
    Removed,
    /// In the second alone.
    Added,
}
