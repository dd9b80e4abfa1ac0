//! Quick connect.

use model::{CallOutcome, PasteFormat};

use crate::i18n::quick::QuickMessages;

pub(super) const QUICK: QuickMessages = QuickMessages {
    lead: "Paste anything that describes an MCP server. Nothing is saved before you say so.",
    paste_label: "A command, a URL, or the JSON of any client",
    paste_hint: "For example a line from a README, or the mcpServers section of Claude Desktop, Cursor, VS Code or Zed.",
    try_it: "Try it",
    trying: "Connecting. A server that is started for the first time may have to download itself; that can take a minute.",
    demo_title: "Nothing at hand?",
    demo_text: "A small server with a few tools is built in. It works offline.",
    demo_button: "Try the built-in demo server",
    only_urls: "Your role may connect URLs. Commands run on this machine, so only administrators may add them.",
    recognised: |format, n| {
        let what = match format {
            Some(PasteFormat::Command) => "a command",
            Some(PasteFormat::Url) => "a URL",
            Some(PasteFormat::McpServers) => "the mcpServers format",
            Some(PasteFormat::VsCode) => "the format of VS Code",
            Some(PasteFormat::Zed) => "the format of Zed",
            Some(PasteFormat::SingleEntry) => "one entry of a client's file",
            None => return "The built-in demo server.".to_owned(),
        };
        format!("Recognised: {what}, {}.", counted(n, "server"))
    },
    paste_again: "Paste something else",
    connected_in: |ms| format!("Connected in {}", seconds(ms)),
    protocol: |version| format!("protocol {version}"),
    in_process: "Is here already",
    in_process_text: "A namespace of this installation: there is nothing to connect to.",
    switched_off: "Switched off",
    switched_off_text: "Your file says so. It was not tried and is added switched off.",
    failed: "Did not connect",
    cannot_be_right: "Cannot be right",
    nothing_works: "No server answered, so there is nothing to publish yet.",
    correct: "Correct it",
    publish: "Publish it",
    publish_text: |servers, tools| {
        let servers = if servers == 1 {
            "the server".to_owned()
        } else {
            counted(servers, "server")
        };
        format!(
            "Nothing is saved yet. This makes {servers}, a namespace with {}, an endpoint and a key.",
            counted(tools, "tool")
        )
    },
    put_in_client: "Put it in your client",
    goes_to: "Goes to:",
    key_shown_once: "The key is shown on this page only, for half an hour. Copy it now; it cannot be read again later.",
    api_key: "API key",
    endpoint_url: "Endpoint URL",
    waiting: "Waiting for the first call",
    waiting_text: "Start your client and let it use a tool, or call one below. It shows up here at once.",
    look_again: "Look again",
    first_call: "First call",
    try_title: "Try a tool",
    try_text: "Calls it as a client would, through the new endpoint.",
    tool: "Tool",
    choose: "Choose",
    arguments: "Arguments",
    arguments_hint: "A JSON object. What the tool requires is there already, for you to fill.",
    call: "Call tool",
    answer: "Answer",
    empty_answer: "The answer is an empty text.",
    from_client: |client| format!("from {client}"),
    outcome: |outcome| match outcome {
        CallOutcome::Ok => "It worked",
        CallOutcome::ToolError => "The tool said it failed",
        CallOutcome::Error => "It failed",
        CallOutcome::Cancelled => "Cancelled by the client",
    },
    go_on: "You are connected. What next?",
    to_servers: "See your servers",
    to_namespace: "Choose which tools are on",
    another: "Connect another one",
    expired: "This draft is gone",
    expired_text: "Drafts are kept for half an hour. What was published stays; anything else has to be pasted again.",
    more_tools: |n| format!("and {n} more"),
    step: |n| format!("Step {n}"),
    step_what: "What to connect",
    step_trial: "Trial",
    done: "done",
};

fn seconds(ms: u64) -> String {
    if ms < 1000 {
        format!("{ms} ms")
    } else {
        format!("{}.{} s", ms / 1000, ms % 1000 / 100)
    }
}

fn counted(n: usize, noun: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{n} {noun}{plural}")
}
