//! Words of changes that servers make at the tools of namespaces.

use model::{ChangePolicy, ToolVerdict};

/// Words of changes that servers make at the tools of namespaces.
pub struct ChangesMessages {
    /// The setting.
    pub policy: &'static str,
    pub accept: &'static str,
    pub accept_hint: &'static str,
    pub tell: &'static str,
    pub tell_hint: &'static str,
    pub hold: &'static str,
    pub hold_hint: &'static str,
    /// The page of what waits.
    pub title: &'static str,
    pub accept_lead: &'static str,
    pub tell_lead: &'static str,
    pub hold_lead: &'static str,
    pub none_title: &'static str,
    pub none_text: &'static str,
    pub not_watched_title: &'static str,
    pub not_watched_text: &'static str,
    /// How many tools of a namespace wait for approval.
    pub waiting: fn(usize) -> String,
    /// How many tools of a namespace changed without anybody having seen it.
    pub told: fn(usize) -> String,
    pub held: &'static str,
    pub new: &'static str,
    pub changed: &'static str,
    pub refused: &'static str,
    /// Who refused.
    pub refused_by: fn(&str) -> String,
    pub approve: &'static str,
    pub approve_tool: fn(&str) -> String,
    pub approve_all: fn(usize) -> String,
    pub refuse: &'static str,
    pub refuse_tool: fn(&str) -> String,
    pub seen: &'static str,
    pub seen_tool: fn(&str) -> String,
    pub seen_all: fn(usize) -> String,
    pub left_out: fn(usize) -> String,
    pub definition: &'static str,
    pub definition_of: fn(&str) -> String,
    /// The page of what was decided about a tool.
    pub decisions: &'static str,
    pub decisions_of: fn(&str) -> String,
    /// The server's name.
    pub decisions_lead: fn(&str) -> String,
    pub no_decisions_title: &'static str,
    pub no_decisions_text: &'static str,
    pub kept: &'static str,
    pub approved: &'static str,
    pub returned: &'static str,
    /// Who decided.
    pub by: fn(&str) -> String,
    pub by_nobody: &'static str,
    pub in_force: &'static str,
    pub is_current: &'static str,
    pub go_back: &'static str,
    pub go_back_to: fn(i32) -> String,
    pub go_back_lead: &'static str,
    pub server_decides: &'static str,
}

impl ChangesMessages {
    /// What a namespace does with changes.
    pub const fn policy_name(&self, policy: ChangePolicy) -> &'static str {
        match policy {
            ChangePolicy::Accept => self.accept,
            ChangePolicy::Tell => self.tell,
            ChangePolicy::Hold => self.hold,
        }
    }

    /// What that means.
    pub const fn policy_hint(&self, policy: ChangePolicy) -> &'static str {
        match policy {
            ChangePolicy::Accept => self.accept_hint,
            ChangePolicy::Tell => self.tell_hint,
            ChangePolicy::Hold => self.hold_hint,
        }
    }

    /// What the page of changes is for, under a policy.
    pub const fn lead(&self, policy: ChangePolicy) -> &'static str {
        match policy {
            ChangePolicy::Accept => self.accept_lead,
            ChangePolicy::Tell => self.tell_lead,
            ChangePolicy::Hold => self.hold_lead,
        }
    }

    /// How many tools need somebody, under a policy.
    pub fn count(&self, policy: ChangePolicy, waiting: usize) -> String {
        match policy {
            ChangePolicy::Hold => (self.waiting)(waiting),
            ChangePolicy::Accept | ChangePolicy::Tell => (self.told)(waiting),
        }
    }

    /// What was decided.
    pub const fn verdict(&self, verdict: ToolVerdict) -> &'static str {
        match verdict {
            ToolVerdict::Kept => self.kept,
            ToolVerdict::Approved => self.approved,
            ToolVerdict::Returned => self.returned,
            ToolVerdict::Refused => self.refused,
        }
    }
}
