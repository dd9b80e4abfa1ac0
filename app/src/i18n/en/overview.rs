//! Words of the overview.

use crate::i18n::overview::OverviewMessages;

pub(super) const OVERVIEW: OverviewMessages = OverviewMessages {
    title: "Overview",
    lead: "What needs you, what there is, and what was called.",
    needs_you: "Needs you",
    all_well: "Nothing needs you",
    tools_on: |n| {
        if n == 1 {
            "1 tool on".to_owned()
        } else {
            format!("{n} tools on")
        }
    },
    recent_calls: "Recent calls",
    told: "What was sent and answered",
    arguments: "Arguments",
    result: "Result",
    part: |what, bytes| format!("{what}: {bytes} bytes"),
    no_calls_title: "No calls yet",
    no_calls_text: "As soon as a client calls a tool through an endpoint, the call stands here.",
    outcome: "Outcome",
    outcome_ok: "Ok",
    outcome_tool_error: "Tool failed",
    outcome_error: "Error",
    outcome_cancelled: "Cancelled",
    tool: "Tool",
    client: "Client",
    time: "Time",
    when: "When",
    welcome_title: "Connect your first MCP server",
    welcome_text: "Paste a command, a URL or the JSON of any client. It is tried live, and one button makes server, namespace, endpoint and key.",
};
