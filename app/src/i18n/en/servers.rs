//! Words of the servers pages.

use std::time::Duration;

use crate::i18n::servers::ServersMessages;

pub(super) const SERVERS: ServersMessages = ServersMessages {
    title: "Servers",
    one: "Server",
    lead: "MCP servers that this gateway connects to.",
    connected: |n| format!("{n} connected"),
    needing_you: |n| {
        if n == 1 {
            "1 needs you".to_owned()
        } else {
            format!("{n} need you")
        }
    },
    needs_you: "Needs you",
    add: "Add server",
    import: "Import JSON",
    export: "Export JSON",
    search: "Filter by name, command or URL",
    empty_title: "No servers yet",
    empty_text: "Paste a command, a URL or the JSON of any client: it is tried at once, and nothing is saved before you say so.",
    tools: "Tools",
    connections: "Connections",
    spares: "Kept ready",
    refused: "Refused",
    refused_times: |n| format!("{n} times since the start, because all connections were in use"),
    no_connections: "None at the moment. One is made with the first call.",
    connection_ends: "ending",
    connected_since: "since",
    calls_running: |n| format!("{n} in progress"),
    stderr: "What it wrote to stderr",
    holder_spare: "Kept ready for the next client",
    holder_gateway: "MetaMCP itself, and all who share it",
    processes: "Processes",
    process_use: |mib, cpu_ms| {
        format!(
            "{mib} MiB, {:.1} s of CPU",
            Duration::from_millis(cpu_ms).as_secs_f64()
        )
    },
    last_known: "last known",
    retry_now: "Retry now",
    copy_json: "Copy JSON",
    attempts: "Failed attempts",
    next_attempt: "Next attempt",
    server_info: "Says it is",
    protocol_version: "Protocol",
    in_no_namespace: "In none, so no client sees its tools",
    idle_text: "It starts with the first call, or now if you want to see whether it works.",
    connect_now: "Connect now",
    configuration: "Configuration",
    kind: "Type",
    stdio_hint: "This machine runs it and talks to it over its input and output.",
    http_hint: "It runs elsewhere and is reached by URL.",
    sse_hint: "For servers that speak only the transport of 2024.",
    namespace_kind_hint: "Everything that a namespace shows, under this name in other namespaces. Nothing is started or connected for it.",
    name_hint: "Becomes the prefix of its tools: letters, digits, - and single _.",
    command_line: "Command line",
    command_line_hint: "Quoted as in a shell, but nothing is expanded: what you write is what runs.",
    env: "Environment variables",
    env_hint: "NAME=value, one a line. ${NAME} takes the value from the gateway.",
    stored_hint: "Dots stand for a stored value: leave them to keep it.",
    cwd: "Working directory",
    cwd_hint: "Empty means the gateway's data directory.",
    url_hint: "The full URL of its MCP endpoint.",
    bearer_token: "Bearer token",
    bearer_token_hint: "Sent as Authorization: Bearer. Empty means none.",
    headers: "Headers",
    headers_hint: "Name: value, one a line. ${NAME} takes the value from the gateway.",
    namespace_hint: "What is switched off there stays off here. What changes there changes here, at once.",
    no_namespaces: "There is no namespace yet that it could stand for.",
    new_lead: "You know its command or URL. To try one first, use",
    edit_title: "Edit server",
    edit_lead: "Saving replaces its connections where they would be made in another way. All other changes are effective at once.",
    delete_title: |name| format!("Delete the server {name}?"),
    delete_unused: "Nothing uses it. Its stored secrets are deleted with it.",
    delete_used: |name| format!("{name} loses its tools"),
    delete_button: "Delete server",
    refresh_tools: "Refresh tools",
    no_tools_title: "No tools known yet",
    no_tools_text: "They are listed when the server connects for the first time.",
    gone: "no longer listed",
    read_only: "read-only",
    destructive: "destructive",
    parameters: "Parameters",
    parameter: "Parameter",
    required_parameter: "required",
    no_parameters: "Takes no parameters.",
    schema: "Full schema",
    export_lead: "For any client that reads mcpServers. Secrets are left out: ${NAME} stands where one was.",
    import_lead: "Adds every server of the JSON at once, or none when one of them is wrong.",
    import_label: "A client's JSON",
    import_hint: "The files of Claude Desktop, Cursor, VS Code, Cline, Windsurf and Zed are understood, and exports of this page. A name that is taken gets a number.",
    import_found: |n, names| {
        if n == 1 {
            format!("1 server: {names}")
        } else {
            format!("{n} servers: {names}")
        }
    },
};
