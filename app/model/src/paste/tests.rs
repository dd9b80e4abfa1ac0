//! What people paste, and what it becomes.

use super::{PasteFormat, PasteProblem, recognise};
use crate::{ServerInput, ServerKind};

fn one(text: &str) -> ServerInput {
    let mut recognised = recognise(text).expect(text);
    assert_eq!(recognised.servers.len(), 1, "{text}");
    recognised.servers.remove(0).input
}

#[test]
fn understands_commands() {
    for (text, name, command_line) in [
        (
            "npx -y @modelcontextprotocol/server-everything",
            "everything",
            "npx -y @modelcontextprotocol/server-everything",
        ),
        ("uvx mcp-server-time", "time", "uvx mcp-server-time"),
        (
            "$ node /srv/weather.js --port 1",
            "weather",
            "node /srv/weather.js --port 1",
        ),
        ("/usr/bin/my-tool", "my-tool", "/usr/bin/my-tool"),
    ] {
        let input = one(text);
        assert_eq!(
            (input.kind, input.name.as_str(), input.command_line.as_str()),
            (ServerKind::Stdio, name, command_line)
        );
        assert_eq!(input.validate(), Ok(()), "{text}");
    }
}

#[test]
fn takes_assignments_before_a_command_as_its_environment() {
    let input = one("TOKEN=abc npx -y server-x");
    assert_eq!(
        (input.env.as_str(), input.command_line.as_str()),
        ("TOKEN=abc", "npx -y server-x")
    );
}

#[test]
fn understands_urls() {
    for (text, name, kind) in [
        ("https://mcp.sentry.dev/mcp", "sentry", ServerKind::StreamableHttp),
        ("http://localhost:3001/sse", "localhost", ServerKind::Sse),
        (
            "https://api.githubcopilot.com/mcp/?x=1",
            "githubcopilot",
            ServerKind::StreamableHttp,
        ),
        (
            "http://127.0.0.1:9000/weather/mcp",
            "weather",
            ServerKind::StreamableHttp,
        ),
    ] {
        let input = one(text);
        assert_eq!((input.name.as_str(), input.kind), (name, kind), "{text}");
    }
    assert_eq!(recognise("ftp://example.com"), Err(PasteProblem::BadUrl));
}

#[test]
fn understands_the_json_of_every_client() {
    let cases = [
        (
            r#"{"mcpServers":{"time":{"command":"uvx","args":["mcp-server-time"],"env":{"TZ":"UTC"}}}}"#,
            PasteFormat::McpServers,
        ),
        (
            r#"{"servers":{"time":{"type":"stdio","command":"uvx","args":["mcp-server-time"],"env":{"TZ":"UTC"}}}}"#,
            PasteFormat::VsCode,
        ),
        (
            r#"{"mcp":{"servers":{"time":{"command":"uvx","args":["mcp-server-time"],"env":{"TZ":"UTC"}}}}}"#,
            PasteFormat::VsCode,
        ),
        (
            r#"{"context_servers":{"time":{"command":{"path":"uvx","args":["mcp-server-time"]},"env":{"TZ":"UTC"}}}}"#,
            PasteFormat::Zed,
        ),
        (
            r#"{"mcpServers":[{"name":"time","command":"uvx mcp-server-time","env":{"TZ":"UTC"}}]}"#,
            PasteFormat::McpServers,
        ),
        (
            r#"{"name":"time","command":"uvx","args":["mcp-server-time"],"env":{"TZ":"UTC"}}"#,
            PasteFormat::SingleEntry,
        ),
        (
            r#""mcpServers":{"time":{"command":"uvx","args":["mcp-server-time"],"env":{"TZ":"UTC"}}},"#,
            PasteFormat::McpServers,
        ),
    ];
    for (text, format) in cases {
        let recognised = recognise(text).expect(text);
        assert_eq!(recognised.format, format, "{text}");
        let input = &recognised.servers[0].input;
        assert_eq!(
            (
                input.name.as_str(),
                input.command_line.as_str(),
                input.env.as_str()
            ),
            ("time", "uvx mcp-server-time", "TZ=UTC"),
            "{text}"
        );
    }
}

#[test]
fn keeps_headers_and_tokens_of_remote_entries() {
    let input = one(
        r#"{"mcpServers":{"x":{"type":"http","url":"https://e.com/mcp","headers":{"A":"b"},"bearerToken":"t"}}}"#,
    );
    assert_eq!(
        (input.headers.as_str(), input.bearer_token.as_str()),
        ("A=b", "t")
    );
    let windsurf = one(r#"{"mcpServers":{"x":{"serverUrl":"https://e.com/sse"}}}"#);
    assert_eq!(windsurf.kind, ServerKind::Sse);
}

#[test]
fn names_differ_and_are_valid() {
    let text = r#"{"mcpServers":{"my server":{"command":"a"},"my-server":{"command":"b"},"off":{"command":"c","disabled":true}}}"#;
    let recognised = recognise(text).expect("valid");
    let names: Vec<_> = recognised
        .servers
        .iter()
        .map(|s| (s.input.name.as_str(), s.disabled))
        .collect();
    assert_eq!(
        names,
        [("my-server", false), ("my-server-2", false), ("off", true)]
    );
}

#[test]
fn an_entry_may_stand_for_a_namespace() {
    let text = r#"{"mcpServers":{"team":{"type":"namespace","namespace":"team tools","description":"All"},"x":{"url":"https://e.com/mcp","namespace":"y"}}}"#;
    let servers = recognise(text).expect("valid").servers;
    let found: Vec<_> = servers
        .iter()
        .map(|server| {
            (
                &*server.input.name,
                server.input.kind,
                server.namespace.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            ("team", ServerKind::Namespace, Some("team tools")),
            ("x", ServerKind::StreamableHttp, None)
        ]
    );
    let alone = one(r#"{"namespace":"team tools"}"#);
    assert_eq!(alone.name, "team-tools");
    assert!(matches!(
        recognise(r#"{"namespace":{"command":"a"}}"#).expect("a list of one").servers.as_slice(),
        [server] if server.input.name == "namespace"
    ));
}

#[test]
fn says_what_is_wrong() {
    assert_eq!(recognise("  "), Err(PasteProblem::Empty));
    assert!(matches!(
        recognise("{\n  \"mcpServers\": {"),
        Err(PasteProblem::CutOff { line: 2 })
    ));
    assert!(matches!(
        recognise("{\n  \"mcpServers\": oops}"),
        Err(PasteProblem::BadJson { line: 2, .. })
    ));
    assert_eq!(recognise("{}"), Err(PasteProblem::NoServers));
    assert_eq!(recognise(r#"{"openapi":"3.1.0"}"#), Err(PasteProblem::OpenApi));
    assert_eq!(
        recognise(r#"{"mcpServers":{"x":{}}}"#),
        Err(PasteProblem::NoTarget { name: "x".to_owned() })
    );
    assert!(matches!(
        recognise(r#"{"mcpServers":{"x":{"command":"a","args":"b"}}}"#),
        Err(PasteProblem::WrongType { .. })
    ));
    assert_eq!(recognise("npx 'x"), Err(PasteProblem::UnbalancedQuote));
}
