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
            None => "the built-in demo server",
        };
        let servers = if n == 1 {
            "1 server".to_owned()
        } else {
            format!("{n} servers")
        };
        format!("Recognised: {what}, {servers}.")
    },
    paste_again: "Paste something else",
    connected_in: |ms| format!("Connected in {}", seconds(ms)),
    protocol: |version| format!("protocol {version}"),
    switched_off: "Switched off",
    switched_off_text: "Your file says so. It was not tried and is added switched off.",
    failed: "Did not connect",
    cannot_be_right: "Cannot be right",
    nothing_works: "No server answered, so there is nothing to publish yet. Correct what is explained above and paste it again.",
    publish: "Publish it",
    publish_text: |n| {
        let tools = if n == 1 {
            "1 tool".to_owned()
        } else {
            format!("{n} tools")
        };
        format!("One click makes the server, a namespace with {tools}, an endpoint and an API key.")
    },
    put_in_client: "Put it in your client",
    goes_to: "Goes to:",
    key_shown_once: "The key is shown on this page only, for half an hour. Copy it now; it cannot be read again later.",
    api_key: "API key",
    endpoint_url: "Endpoint URL",
    waiting: "Waiting for the first call",
    waiting_text: "Start your client and let it use a tool. It shows up here at once.",
    look_again: "Look again",
    first_call: "First call",
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
    done: "done",
};

fn seconds(ms: u64) -> String {
    if ms < 1000 {
        format!("{ms} ms")
    } else {
        format!("{}.{} s", ms / 1000, ms % 1000 / 100)
    }
}
