//! Words of calls that wait for a person.

use model::{ApprovalState, Asker};

/// Words of calls that wait for a person.
pub struct ApprovalsMessages {
    pub title: &'static str,
    pub lead: &'static str,
    pub one: &'static str,
    /// Behind the number in the navigation, for readers of screens.
    pub waiting_badge: &'static str,
    pub waiting: &'static str,
    pub none_waiting_title: &'static str,
    pub none_waiting_text: &'static str,
    pub over: &'static str,
    pub none_over: &'static str,
    pub namespace_filter: &'static str,
    pub asker: &'static str,
    pub anyone: &'static str,
    pub person: fn(&str) -> String,
    pub key: fn(&str) -> String,
    pub client: &'static str,
    pub asked_at: &'static str,
    pub expires_at: &'static str,
    pub decided_by: &'static str,
    pub nobody: &'static str,
    pub reason: &'static str,
    pub reason_hint: &'static str,
    pub look: &'static str,
    pub look_at: fn(&str) -> String,
    pub detail_lead: fn(&str, &str) -> String,
    pub arguments: &'static str,
    pub arguments_lead: &'static str,
    pub as_written: &'static str,
    pub digest: &'static str,
    pub unreadable: &'static str,
    pub tool: &'static str,
    pub tool_gone: &'static str,
    pub decide: &'static str,
    pub approve: &'static str,
    pub approve_lead: &'static str,
    pub refuse: &'static str,
    pub is_over: &'static str,
    pub state_waiting: &'static str,
    pub state_allowed: &'static str,
    pub state_refused: &'static str,
    pub state_expired: &'static str,
    pub state_withdrawn: &'static str,
}

impl ApprovalsMessages {
    /// What became of a call.
    pub const fn state(&self, state: ApprovalState) -> &'static str {
        match state {
            ApprovalState::Waiting => self.state_waiting,
            ApprovalState::Allowed => self.state_allowed,
            ApprovalState::Refused => self.state_refused,
            ApprovalState::Expired => self.state_expired,
            ApprovalState::Withdrawn => self.state_withdrawn,
        }
    }

    /// In whose name.
    pub fn asker(&self, asker: &Asker) -> String {
        match asker {
            Asker::Anyone => self.anyone.to_owned(),
            Asker::Person(name) => (self.person)(name),
            Asker::Key(name) => (self.key)(name),
        }
    }
}
