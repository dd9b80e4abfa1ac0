//! Words of what is written down.

use model::{ActOutcome, ActVerb, CallKind, CallOutcome, CallRange, CallerKind, GroupBy};

/// Words of what is written down.
pub struct AuditMessages {
    pub title: &'static str,
    pub lead: &'static str,
    pub calls: &'static str,
    pub acts: &'static str,
    pub acts_lead: &'static str,
    pub one_call: &'static str,
    pub tabs: &'static str,
    // Filters
    pub filter: &'static str,
    pub apply: &'static str,
    pub clear: &'static str,
    pub range: &'static str,
    pub range_hour: &'static str,
    pub range_day: &'static str,
    pub range_week: &'static str,
    pub range_all: &'static str,
    pub range_own: &'static str,
    pub from: &'static str,
    pub until: &'static str,
    pub person: &'static str,
    pub key: &'static str,
    pub server: &'static str,
    pub text: &'static str,
    pub failed: &'static str,
    pub only_writes: &'static str,
    pub noun: &'static str,
    pub without: fn(&str) -> String,
    // Lists
    pub empty_title: &'static str,
    pub empty_text: &'static str,
    pub nothing_title: &'static str,
    pub nothing_text: &'static str,
    pub off: &'static str,
    pub missing: fn(u64) -> String,
    pub older: &'static str,
    pub newest: &'static str,
    pub write: &'static str,
    pub write_hint: &'static str,
    pub anyone: &'static str,
    pub caller: &'static str,
    pub kept: fn(u64, u64) -> String,
    // Figures
    pub figures: &'static str,
    pub errors: &'static str,
    pub over_time: &'static str,
    pub chart: fn(u64, u64) -> String,
    pub as_table: &'static str,
    pub group_by: &'static str,
    pub by_tool: &'static str,
    pub by_endpoint: &'static str,
    pub by_client: &'static str,
    pub by_outcome: &'static str,
    pub more_groups: fn(u64) -> String,
    pub nobody: &'static str,
    pub estimated: &'static str,
    pub figures_text: &'static str,
    // Export
    pub export: fn(&str) -> String,
    // One call
    pub where_time_went: &'static str,
    pub before: &'static str,
    pub connecting: &'static str,
    pub at_server: &'static str,
    pub after: &'static str,
    pub session: &'static str,
    pub address: &'static str,
    pub original: &'static str,
    pub kind: &'static str,
    pub kind_tool: &'static str,
    pub kind_prompt: &'static str,
    pub kind_resource: &'static str,
    pub request_size: &'static str,
    pub answer_size: &'static str,
    pub bytes: fn(u64) -> String,
    pub place: &'static str,
    pub not_told: &'static str,
    pub not_yours: &'static str,
    pub of_person_hour: &'static str,
    pub of_person_before: &'static str,
    pub of_session: &'static str,
    pub of_tool: &'static str,
    pub in_inspector: &'static str,
    pub related: &'static str,
    pub calls_of: &'static str,
    // Acts
    pub who: &'static str,
    pub act: &'static str,
    pub things: &'static str,
    pub from_where: &'static str,
    pub created: &'static str,
    pub changed: &'static str,
    pub deleted: &'static str,
    pub done: &'static str,
    pub refused: &'static str,
}

impl AuditMessages {
    /// Of when.
    pub const fn range(&self, range: CallRange) -> &'static str {
        match range {
            CallRange::Hour => self.range_hour,
            CallRange::Day => self.range_day,
            CallRange::Week => self.range_week,
            CallRange::All => self.range_all,
            CallRange::Own => self.range_own,
        }
    }

    /// What calls are put together by.
    pub const fn by(&self, by: GroupBy) -> &'static str {
        match by {
            GroupBy::Tool => self.by_tool,
            GroupBy::Server => self.server,
            GroupBy::Endpoint => self.by_endpoint,
            GroupBy::Person => self.person,
            GroupBy::Client => self.by_client,
            GroupBy::Key => self.key,
            GroupBy::Outcome => self.by_outcome,
        }
    }

    /// What a call was about.
    pub const fn kind(&self, kind: CallKind) -> &'static str {
        match kind {
            CallKind::Tool => self.kind_tool,
            CallKind::Prompt => self.kind_prompt,
            CallKind::Resource => self.kind_resource,
        }
    }

    /// Who called.
    pub fn caller(&self, kind: CallerKind, name: &str) -> String {
        match kind {
            CallerKind::Anyone => self.anyone.to_owned(),
            CallerKind::Person | CallerKind::Key if name.is_empty() => self.nobody.to_owned(),
            CallerKind::Person | CallerKind::Key => name.to_owned(),
        }
    }

    /// What became of a thing.
    pub const fn verb(&self, verb: ActVerb) -> &'static str {
        match verb {
            ActVerb::Created => self.created,
            ActVerb::Changed => self.changed,
            ActVerb::Deleted => self.deleted,
        }
    }

    /// How an act ended.
    pub const fn outcome(&self, outcome: ActOutcome) -> &'static str {
        match outcome {
            ActOutcome::Done => self.done,
            ActOutcome::Refused => self.refused,
        }
    }
}

impl super::Messages {
    /// How a call ended.
    pub const fn call_outcome(&self, outcome: CallOutcome) -> &'static str {
        match outcome {
            CallOutcome::Ok => self.overview.outcome_ok,
            CallOutcome::ToolError => self.overview.outcome_tool_error,
            CallOutcome::Error => self.overview.outcome_error,
            CallOutcome::Cancelled => self.overview.outcome_cancelled,
        }
    }
}
