//! Words of what is written down.

use crate::i18n::audit::AuditMessages;

pub(super) const AUDIT: AuditMessages = AuditMessages {
    title: "Audit",
    lead: "Every call that went through the gateway: who, what, when, and how it ended.",
    calls: "Calls",
    acts: "Changes",
    acts_lead: "What people and programs changed of this installation, and who signed in.",
    one_call: "Call",
    tabs: "What is written down",
    filter: "Filter",
    apply: "Show",
    clear: "Clear filters",
    range: "When",
    range_hour: "Last hour",
    range_day: "Last day",
    range_week: "Last week",
    range_all: "Everything",
    range_own: "Own span",
    from: "From (UTC)",
    until: "Until (UTC)",
    person: "Person",
    key: "Key",
    server: "Server",
    text: "In the tool's name",
    failed: "Anything wrong",
    only_writes: "Only tools that may change something",
    noun: "About",
    without: |what| format!("{what}, take this filter away"),
    empty_title: "No calls in this time",
    empty_text: "As soon as a client calls a tool through an endpoint, the call stands here.",
    nothing_title: "Nothing passes these filters",
    nothing_text: "Choose a longer time, or clear the filters.",
    off: "Nothing is written down: METAMCP_AUDIT is off.",
    missing: |n| {
        if n == 1 {
            "1 call is missing here: too many came at once, or the database did not take it.".to_owned()
        } else {
            format!("{n} calls are missing here: too many came at once, or the database did not take them.")
        }
    },
    older: "Older",
    newest: "To the newest",
    write: "may write",
    write_hint: "The tool does not say that it only reads.",
    anyone: "Anyone",
    caller: "Who",
    kept: |days, rows| {
        let days = if days == 0 {
            "for ever".to_owned()
        } else {
            format!("for {days} days")
        };
        if rows == 0 {
            format!("Kept {days}.")
        } else {
            format!("Kept {days}, the latest {rows} calls at most.")
        }
    },
    figures: "Figures",
    errors: "Errors",
    over_time: "Over time",
    chart: |calls, errors| format!("{calls} calls over time, {errors} of them went wrong"),
    as_table: "As a table",
    group_by: "By",
    by_tool: "Tool",
    by_endpoint: "Endpoint",
    by_client: "Client",
    by_outcome: "Outcome",
    more_groups: |n| format!("and {n} more"),
    nobody: "(none)",
    estimated: "There are many calls: percentiles are read off a scale and off by 3 % at most.",
    figures_text: "Bars are calls, dark bars are errors, the line is p95.",
    export: |format| format!("Export {format}"),
    where_time_went: "Where its time went",
    before: "Gateway, before",
    connecting: "Connecting",
    at_server: "Server",
    after: "Gateway, after",
    session: "Session",
    address: "Address",
    original: "Name at the server",
    kind: "Kind",
    kind_tool: "tool",
    kind_prompt: "prompt",
    kind_resource: "resource",
    request_size: "Sent",
    answer_size: "Answered",
    bytes: |n| format!("{n} bytes"),
    place: "Place in the log",
    not_told: "The namespace has nothing told of it: add the link “Audit detail” to its chain.",
    not_yours: "Those who may change the endpoint read it.",
    of_person_hour: "Calls of this person in the last hour",
    of_person_before: "Calls of this person in the hour before",
    of_session: "Calls of this session",
    of_tool: "Calls of this tool",
    in_inspector: "Open in the inspector",
    related: "Look further",
    calls_of: "Calls in the last hour",
    who: "Who",
    act: "What",
    things: "Which",
    from_where: "From",
    created: "new",
    changed: "changed",
    deleted: "deleted",
    done: "Done",
    refused: "Refused",
};
