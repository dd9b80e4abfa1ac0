//! Words of live logs.

use crate::i18n::logs::LogsMessages;

pub(super) const LOGS: LogsMessages = LogsMessages {
    title: "Logs",
    lead: "What servers write on stderr and what MetaMCP does, as it happens. Times are UTC.",
    lines: "Lines",
    level: "Level",
    any_level: "All levels",
    errors: "Errors",
    warnings: "Warnings and errors",
    infos: "Info and above",
    debug: "Debug and above",
    trace: "Trace and above",
    source: "Written by",
    any_source: "All sources",
    gateway: "MetaMCP",
    process: "Process",
    text: "Text in lines",
    pause: "Pause",
    resume: "Go on",
    clear: "Clear the view",
    newest: "To the newest",
    held: |n| format!("Paused: {n} new lines wait."),
    missed: |n| format!("{n} lines were not shown: too many came."),
    as_text: "Download text",
    as_json: "Download JSON lines",
    nothing_yet: "Nothing was written yet. Lines appear here as they come.",
    nothing_found: "No line fits these filters.",
    bounds: |shown, held| {
        format!(
            "The newest {shown} lines are shown, and {held} wait while the view is paused. Downloads hold all that MetaMCP still remembers; a restart forgets them."
        )
    },
};
