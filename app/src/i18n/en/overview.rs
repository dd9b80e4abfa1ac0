//! Words of the overview.

use crate::i18n::overview::OverviewMessages;

pub(super) const OVERVIEW: OverviewMessages = OverviewMessages {
    title: "Overview",
    lead: "What needs you, what there is, how the last hour went, and what changed.",
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
    well: |well, all| format!("{well} of {all} well"),
    approvals: |n| {
        if n == 1 {
            "1 call waits until you allow it".to_owned()
        } else {
            format!("{n} calls wait until you allow them")
        }
    },
    people: |n| {
        if n == 1 {
            "1 person waits to be let in".to_owned()
        } else {
            format!("{n} people wait to be let in")
        }
    },
    keys_over: |n| {
        if n == 1 {
            "1 API key has expired and is still on".to_owned()
        } else {
            format!("{n} API keys have expired and are still on")
        }
    },
    recordings: |n| {
        if n == 1 {
            "1 recording of yours is running".to_owned()
        } else {
            format!("{n} recordings of yours are running")
        }
    },
    sign_in: |server| format!("{server} has to be connected: nobody is signed in there"),
    per_minute: "Calls per minute",
    error_rate: "Errors",
    quiet: "No calls in the last hour.",
    noisiest: "Noisiest tools",
    all_calls: "All calls",
    news: "What changed",
    no_news: "Nothing changed lately.",
    all_acts: "All changes",
};
