//! Words of changes that servers make at the tools of namespaces.

use crate::i18n::changes::ChangesMessages;

pub(super) const CHANGES: ChangesMessages = ChangesMessages {
    policy: "When a server changes a tool",
    accept: "Accept",
    accept_hint: "Clients get the change at once.",
    tell: "Accept and tell",
    tell_hint: "Clients get it at once. It stands under “Needs you” until somebody has seen it.",
    hold: "Hold until approved",
    hold_hint: "The tool leaves the list of clients until somebody approves what it says now. New tools wait too.",
    title: "Changes of tools",
    accept_lead: "What servers change at their tools reaches clients at once.",
    tell_lead: "Clients have these changes already. They stand here until somebody has seen them.",
    hold_lead: "These tools are not as they were approved: clients neither see nor call them.",
    none_title: "Nothing waits",
    none_text: "All tools are as they were approved. When a server changes one, or brings a new one, it is shown here.",
    not_watched_title: "This namespace accepts changes",
    not_watched_text: "To be told of changes, or to approve them first, choose that in its settings. What a server changed is in the server's tool history in any case.",
    waiting: |n| {
        if n == 1 {
            "1 tool waits for approval".to_owned()
        } else {
            format!("{n} tools wait for approval")
        }
    },
    told: |n| {
        if n == 1 {
            "1 tool changed".to_owned()
        } else {
            format!("{n} tools changed")
        }
    },
    held: "held back",
    new: "new",
    changed: "changed",
    refused: "refused",
    refused_by: |name| format!("Refused by {name}"),
    approve: "Approve",
    approve_tool: |tool| format!("Approve {tool}"),
    approve_all: |n| format!("Approve all {n}"),
    refuse: "Refuse",
    refuse_tool: |tool| format!("Refuse {tool}"),
    seen: "Seen",
    seen_tool: |tool| format!("Seen {tool}"),
    seen_all: |n| format!("Seen all {n}"),
    left_out: |n| {
        if n == 1 {
            "and 1 more tool".to_owned()
        } else {
            format!("and {n} more tools")
        }
    },
    definition: "The whole definition",
    definition_of: |tool| format!("Definition of {tool}"),
    decisions: "Decisions",
    decisions_of: |tool| format!("Decisions about {tool}"),
    decisions_lead: |server| format!("What was decided about this tool of {server}, newest first."),
    no_decisions_title: "Nothing was decided yet",
    no_decisions_text: "As soon as this namespace tells of changes or holds them, what is approved and refused is written down here.",
    kept: "taken as it was",
    approved: "approved",
    returned: "returned to",
    by: |name| format!("by {name}"),
    by_nobody: "by nobody: it was the first look at the server",
    in_force: "holds now",
    is_current: "what the server says now",
    go_back: "Return to this",
    go_back_to: |number| format!("Return to decision {number}"),
    go_back_lead: "Returning approves that definition again. The tool is held back until its server says that again, or somebody approves what it says.",
    server_decides: "There is no way back while changes are not held: the server decides what clients get.",
};
