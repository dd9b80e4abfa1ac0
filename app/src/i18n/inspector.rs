//! Words of the inspector.

use model::{ExchangeState, InspectorTarget};

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
    pub recordings: &'static str,
    pub no_notices: &'static str,
    pub params: &'static str,
    pub greeting: &'static str,
    pub close: &'static str,
    pub no_offers_title: &'static str,
    pub no_offers_text: &'static str,
    pub arguments: &'static str,
    pub arguments_hint: &'static str,
    pub schema: &'static str,
    pub send: &'static str,
    pub history: &'static str,
    pub answer: &'static str,
    pub raw: &'static str,
    pub cancel: &'static str,
    pub again: &'static str,
    pub question: &'static str,
    pub asks_to_open: &'static str,
    pub open_page: &'static str,
    pub decline: &'static str,
    pub say_nothing: &'static str,
    pub accept: &'static str,
    pub running: &'static str,
    pub done: &'static str,
    pub tool_error: &'static str,
    pub failed: &'static str,
    pub cancelled: &'static str,
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
            "ping" => self.ping,
            "notifications" => self.notices,
            "wires" => self.wires,
            _ => self.tools,
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
