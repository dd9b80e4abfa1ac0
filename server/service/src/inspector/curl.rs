//! A request as a command for a terminal.

use serde_json::value::RawValue;
use url::Url;

use super::message::{self, Fields, raw};

/// What stands in the command where a key or a token belongs.
const KEY: &str = "$METAMCP_API_KEY";
/// What only sessions have, and one command has no session.
const OF_SESSIONS: [&str; 5] = [
    "initialize",
    "ping",
    "logging/setLevel",
    "resources/subscribe",
    "resources/unsubscribe",
];

/// The command: one request without a session, with a placeholder for the key where one is asked for. The definition is that of
/// the tool that is called.
pub(super) fn command(
    url: &Url,
    wants_key: bool,
    method: &str,
    params: &Fields,
    definition: Option<&RawValue>,
) -> Option<String> {
    if OF_SESSIONS.contains(&method) {
        return None;
    }
    let mut lines = vec![format!("curl -sS {}", quoted(url.as_str()))];
    let mut header = |text: String| lines.push(format!("  -H {text}"));
    header(quoted("Content-Type: application/json"));
    header(quoted("Accept: application/json, text/event-stream"));
    header(quoted("MCP-Protocol-Version: 2026-07-28"));
    for (name, value) in &gateway::repeated_headers(method, &raw(params), definition) {
        header(quoted(&format!("{name}: {}", value.to_str().unwrap_or_default())));
    }
    if wants_key {
        header(format!("\"Authorization: Bearer {KEY}\""));
    }
    let body = message::request(1, method, params);
    lines.push(format!("  --data-raw {}", quoted(&body)));
    Some(lines.join(" \\\n"))
}

/// A text that a shell takes as it is.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::{command, message::fields};

    #[test]
    fn a_command_carries_no_key_and_breaks_no_quotes() {
        let url = Url::parse("https://mcp.example.com/metamcp/dev/mcp").expect("a URL");
        let params = fields(r#"{"name":"say","arguments":{"text":"it's $HOME"}}"#);
        let text = command(&url, true, "tools/call", &params, None).expect("a command");
        assert!(text.contains(r#""text":"it'\''s $HOME""#), "{text}");
        assert!(
            text.contains("\"Authorization: Bearer $METAMCP_API_KEY\""),
            "{text}"
        );
        assert!(
            text.contains("'mcp-method: tools/call'") && text.contains("'mcp-name: say'"),
            "{text}"
        );
        let text = command(&url, false, "tools/list", &fields("{}"), None).expect("a command");
        assert!(!text.contains("Authorization"), "{text}");
        assert_eq!(command(&url, true, "ping", &fields("{}"), None), None);
    }
}
