//! Words of the overview.

/// Words of the overview.
pub struct OverviewMessages {
    pub title: &'static str,
    pub lead: &'static str,
    pub needs_you: &'static str,
    pub all_well: &'static str,
    pub tools_on: fn(usize) -> String,
    pub recent_calls: &'static str,
    pub told: &'static str,
    pub arguments: &'static str,
    pub result: &'static str,
    /// What it is, and how many bytes it has.
    pub part: fn(&str, u64) -> String,
    pub no_calls_title: &'static str,
    pub no_calls_text: &'static str,
    pub outcome: &'static str,
    pub outcome_ok: &'static str,
    pub outcome_tool_error: &'static str,
    pub outcome_error: &'static str,
    pub outcome_cancelled: &'static str,
    pub tool: &'static str,
    pub client: &'static str,
    pub time: &'static str,
    pub when: &'static str,
    pub welcome_title: &'static str,
    pub welcome_text: &'static str,
    /// Servers without trouble, of all.
    pub well: fn(usize, usize) -> String,
    // What waits
    pub approvals: fn(u64) -> String,
    pub people: fn(u64) -> String,
    pub keys_over: fn(u64) -> String,
    pub recordings: fn(u64) -> String,
    pub sign_in: fn(&str) -> String,
    // The last hour
    pub per_minute: &'static str,
    pub error_rate: &'static str,
    pub quiet: &'static str,
    pub noisiest: &'static str,
    pub all_calls: &'static str,
    // What changed
    pub news: &'static str,
    pub no_news: &'static str,
    pub all_acts: &'static str,
}
