//! Words of the inspector.

use super::inspector_app::InspectorAppMessages;
use model::{ExchangeState, InspectionProtocol, InspectorTarget};

/// Words of the inspector.
pub struct InspectorMessages {
    pub title: &'static str,
    pub lead: &'static str,
    pub begin: &'static str,
    pub target: &'static str,
    pub target_hint: &'static str,
    pub connect: &'static str,
    pub open: &'static str,
    pub none_open: &'static str,
    pub nothing_title: &'static str,
    pub nothing_text: &'static str,
    pub quick: &'static str,
    pub endpoint: &'static str,
    pub namespace: &'static str,
    pub server: &'static str,
    pub tabs: &'static str,
    pub tools: &'static str,
    pub resources: &'static str,
    pub prompts: &'static str,
    pub ping: &'static str,
    pub notices: &'static str,
    pub wires: &'static str,
    pub wires_title: &'static str,
    pub wires_text: &'static str,
    pub no_notices: &'static str,
    pub params: &'static str,
    pub greeting: &'static str,
    pub close: &'static str,
    pub no_offers_title: &'static str,
    pub no_offers_text: &'static str,
    pub arguments: &'static str,
    pub arguments_hint: &'static str,
    pub schema: &'static str,
    pub history: &'static str,
    pub answer: &'static str,
    pub raw: &'static str,
    pub cancel: &'static str,
    pub again: &'static str,
    pub asks_to_open: &'static str,
    pub open_page: fn(&str) -> String,
    pub decline: &'static str,
    pub say_nothing: &'static str,
    pub accept: &'static str,
    pub running: &'static str,
    pub done: &'static str,
    pub tool_error: &'static str,
    pub failed: &'static str,
    pub cancelled: &'static str,
    pub acts: &'static str,
    pub filter: &'static str,
    pub none_fits: &'static str,
    pub speaks: &'static str,
    pub speaks_hint: &'static str,
    pub streamable: &'static str,
    pub stateless: &'static str,
    pub event_stream: &'static str,
    pub key: &'static str,
    pub key_hint: &'static str,
    pub as_yourself: &'static str,
    pub with_key: &'static str,
    pub call_not_kept: &'static str,
    pub call_cut: &'static str,
    pub call_redacted: &'static str,
    pub beginning: &'static str,
    pub refused: &'static str,
    pub refused_text: &'static str,
    pub asked: &'static str,
    pub to_questions: &'static str,
    pub questions: &'static str,
    pub no_questions_title: &'static str,
    pub no_questions_text: &'static str,
    pub asks_model: &'static str,
    pub asks_form: &'static str,
    pub asks_page: &'static str,
    pub system_prompt: &'static str,
    pub preferences: &'static str,
    pub max_tokens: &'static str,
    pub sampling_hint: &'static str,
    pub roots: &'static str,
    pub roots_hint: &'static str,
    pub tell: &'static str,
    pub told: &'static str,
    pub tasks: &'static str,
    pub task: &'static str,
    pub status: &'static str,
    pub tool: &'static str,
    pub no_tasks_title: &'static str,
    pub no_tasks_text: &'static str,
    pub list_tasks: &'static str,
    pub ask_state: &'static str,
    pub ask_result: &'static str,
    pub times: &'static str,
    pub answered: &'static str,
    pub unanswered: &'static str,
    pub fastest: &'static str,
    pub median: &'static str,
    pub slowest: &'static str,
    pub all_notices: &'static str,
    pub log_notices: &'static str,
    pub progress: &'static str,
    pub change_notices: &'static str,
    pub log_level: &'static str,
    pub log_level_hint: &'static str,
    pub run: &'static str,
    pub as_task: &'static str,
    pub output_schema: &'static str,
    pub get_prompt: &'static str,
    pub read: &'static str,
    pub reads: &'static str,
    pub template: &'static str,
    pub subscribe: &'static str,
    pub unsubscribe: &'static str,
    pub unchanged: &'static str,
    pub changed: fn(u32) -> String,
    pub bytes: fn(usize) -> String,
    pub http_status: fn(u16) -> String,
    pub structured: &'static str,
    pub text: &'static str,
    pub as_text: &'static str,
    pub image: fn(&str) -> String,
    pub audio: fn(&str) -> String,
    pub edit: &'static str,
    pub curl: &'static str,
    pub compare_with: &'static str,
    pub compare: &'static str,
    pub comparison: &'static str,
    pub same: &'static str,
    pub cut: &'static str,
    pub save: &'static str,
    pub saved_now: &'static str,
    pub saved: &'static str,
    pub none_saved: &'static str,
    pub name: &'static str,
    pub request: &'static str,
    pub target_gone: &'static str,
    pub change: fn(&str) -> String,
    pub edit_saved: &'static str,
    pub rename: &'static str,
    pub delete: &'static str,
    pub watch: &'static str,
    pub recording: &'static str,
    pub app: InspectorAppMessages,
    pub form: InspectorFormMessages,
}

/// Words of forms for JSON Schemas.
pub struct InspectorFormMessages {
    pub mode: &'static str,
    pub fields: &'static str,
    pub not_json: &'static str,
    pub nothing: &'static str,
    pub any_json: &'static str,
    pub whole_number: &'static str,
    pub number: &'static str,
    pub fixed: &'static str,
    pub which: &'static str,
    pub way: fn(usize) -> String,
    pub default: fn(&str) -> String,
    pub characters: fn(usize, Option<usize>) -> String,
    pub items: fn(usize, Option<usize>) -> String,
    pub fill_in: fn(&str) -> String,
    pub leave_out: fn(&str) -> String,
    pub item: fn(usize) -> String,
    pub add_item: &'static str,
    pub add_member: &'static str,
    pub member_name: &'static str,
    pub move_up: fn(&str) -> String,
    pub move_down: fn(&str) -> String,
    pub remove: fn(&str) -> String,
}

/// How many: `3`, `1–10`, `≥ 2` or `≤ 5`.
pub(super) fn span(min: usize, max: Option<usize>) -> String {
    match max {
        Some(max) if max == min => max.to_string(),
        Some(max) if min == 0 => format!("≤ {max}"),
        Some(max) => format!("{min}–{max}"),
        None => format!("≥ {min}"),
    }
}

impl InspectorMessages {
    /// The noun of a target.
    pub fn noun(&self, target: InspectorTarget) -> &'static str {
        match target {
            InspectorTarget::Endpoint(_) => self.endpoint,
            InspectorTarget::Namespace(_) => self.namespace,
            InspectorTarget::Server(_) => self.server,
        }
    }

    /// A tab, by its word in the URL.
    pub fn tab(&self, word: &str) -> &'static str {
        match word {
            "resources" => self.resources,
            "prompts" => self.prompts,
            "questions" => self.questions,
            "tasks" => self.tasks,
            "history" => self.history,
            "ping" => self.ping,
            "notifications" => self.notices,
            "wires" => self.wires,
            _ => self.tools,
        }
    }

    /// How a client speaks.
    pub fn protocol(&self, protocol: InspectionProtocol) -> &'static str {
        match protocol {
            InspectionProtocol::Streamable => self.streamable,
            InspectionProtocol::Stateless => self.stateless,
            InspectionProtocol::EventStream => self.event_stream,
        }
    }

    /// Which notifications are shown, by the word in the URL.
    pub fn notice_kind(&self, word: &str) -> &'static str {
        match word {
            "log" => self.log_notices,
            "progress" => self.progress,
            "changes" => self.change_notices,
            _ => self.all_notices,
        }
    }

    /// How far a request is.
    pub fn state(&self, state: ExchangeState) -> &'static str {
        match state {
            ExchangeState::Running => self.running,
            ExchangeState::Done => self.done,
            ExchangeState::ToolError => self.tool_error,
            ExchangeState::Failed => self.failed,
            ExchangeState::Cancelled => self.cancelled,
        }
    }
}
