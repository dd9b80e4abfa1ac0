//! What to paste into which client.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

/// A client that people connect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SnippetClient {
    /// For URLs and element ids.
    pub slug: &'static str,
    /// As its makers write it.
    pub name: &'static str,
    /// Where the text goes.
    pub place: &'static str,
}

/// The clients with a snippet, in the order in which they are offered.
pub const CLIENTS: [SnippetClient; 9] = [
    SnippetClient {
        slug: "claude-code",
        name: "Claude Code",
        place: "terminal",
    },
    SnippetClient {
        slug: "cursor",
        name: "Cursor",
        place: "~/.cursor/mcp.json",
    },
    SnippetClient {
        slug: "vscode",
        name: "VS Code",
        place: ".vscode/mcp.json",
    },
    SnippetClient {
        slug: "claude-desktop",
        name: "Claude Desktop",
        place: "Settings → Developer → Edit Config (claude_desktop_config.json)",
    },
    SnippetClient {
        slug: "cline",
        name: "Cline",
        place: "MCP Servers → Configure (cline_mcp_settings.json)",
    },
    SnippetClient {
        slug: "windsurf",
        name: "Windsurf",
        place: "~/.codeium/windsurf/mcp_config.json",
    },
    SnippetClient {
        slug: "continue",
        name: "Continue",
        place: ".continue/mcpServers/metamcp.yaml",
    },
    SnippetClient {
        slug: "zed",
        name: "Zed",
        place: "settings.json",
    },
    SnippetClient {
        slug: "curl",
        name: "curl",
        place: "terminal",
    },
];

/// The text for one client. `name` is what the entry is called there, `url` the endpoint's Streamable HTTP
/// URL, `key` the API key, or `None` for an endpoint without authentication.
pub fn snippet(client: SnippetClient, name: &str, url: &str, key: Option<&str>) -> String {
    let bearer = key.map(|key| format!("Bearer {key}"));
    match client.slug {
        "claude-code" => {
            let header = bearer.map_or_else(String::new, |bearer| {
                format!(" \\\n  --header \"Authorization: {bearer}\"")
            });
            format!("claude mcp add --transport http {name} {url}{header}")
        }
        "cursor" => entry("mcpServers", name, &remote(None, "url", url, bearer.as_deref())),
        "vscode" => entry(
            "servers",
            name,
            &remote(Some("http"), "url", url, bearer.as_deref()),
        ),
        "cline" => entry(
            "mcpServers",
            name,
            &remote(Some("streamableHttp"), "url", url, bearer.as_deref()),
        ),
        "windsurf" => entry(
            "mcpServers",
            name,
            &remote(None, "serverUrl", url, bearer.as_deref()),
        ),
        "zed" => entry(
            "context_servers",
            name,
            &remote(None, "url", url, bearer.as_deref()),
        ),
        "claude-desktop" => entry("mcpServers", name, &bridge(url, key)),
        "continue" => {
            let headers = bearer.map_or_else(String::new, |bearer| {
                format!("\n    requestOptions:\n      headers:\n        Authorization: {bearer}")
            });
            format!(
                "name: {name}\nversion: 0.0.1\nschema: v1\nmcpServers:\n  - name: {name}\n    type: streamable-http\n    url: {url}{headers}"
            )
        }
        _ => curl(url, bearer.as_deref()),
    }
}

/// Claude Desktop's file starts commands only; `mcp-proxy` from `PyPI` speaks stdio to it and HTTP to us.
fn bridge(url: &str, key: Option<&str>) -> Entry {
    let args = json!(["mcp-proxy", "--transport", "streamablehttp", url]);
    let env = key.map(|key| ("env", json!({ "API_ACCESS_TOKEN": key })));
    let command = ("command", Value::from("uvx"));
    Entry([command, ("args", args)].into_iter().chain(env).collect())
}

fn remote(kind: Option<&str>, url_field: &'static str, url: &str, bearer: Option<&str>) -> Entry {
    let kind = kind.map(|kind| ("type", Value::from(kind)));
    let headers = bearer.map(|bearer| ("headers", json!({ "Authorization": bearer })));
    let url = (url_field, Value::from(url));
    Entry(kind.into_iter().chain([url]).chain(headers).collect())
}

/// The members of an entry in the order in which people write them.
struct Entry(Vec<(&'static str, Value)>);

impl Serialize for Entry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

fn entry(section: &str, name: &str, entry: &Entry) -> String {
    let file = BTreeMap::from([(section, BTreeMap::from([(name, entry)]))]);
    serde_json::to_string_pretty(&file).expect("texts under texts")
}

fn curl(url: &str, bearer: Option<&str>) -> String {
    let authorization = bearer.map_or_else(String::new, |bearer| {
        format!(" \\\n  -H 'Authorization: {bearer}'")
    });
    let initialize = r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"curl","version":"1"}}}"#;
    format!(
        "curl -i {url}{authorization} \\\n  -H 'Content-Type: application/json' \\\n  -H 'Accept: application/json, text/event-stream' \\\n  -d '{initialize}'"
    )
}

#[cfg(test)]
mod tests {
    use super::{CLIENTS, snippet};

    #[test]
    fn every_client_gets_the_url_and_the_key() {
        for client in CLIENTS {
            let url = "http://localhost:12008/metamcp/dev/mcp";
            let with_key = snippet(client, "metamcp", url, Some("sk_mt_x"));
            assert!(
                with_key.contains(url) && with_key.contains("sk_mt_x"),
                "{with_key}"
            );
            let open = snippet(client, "metamcp", url, None);
            assert!(
                open.contains(url) && !open.to_lowercase().contains("authorization"),
                "{open}"
            );
        }
    }

    #[test]
    fn entries_begin_with_what_matters() {
        let url = "http://localhost:12008/metamcp/dev/mcp";
        let desktop = CLIENTS.into_iter().find(|client| client.slug == "claude-desktop");
        let text = snippet(desktop.expect("there"), "metamcp", url, Some("sk_mt_x"));
        let places = ["\"command\"", "\"args\"", "\"env\""].map(|member| text.find(member));
        assert!(places.is_sorted() && places[0].is_some(), "{text}");
    }

    #[test]
    fn json_snippets_are_json() {
        for client in CLIENTS
            .into_iter()
            .filter(|c| !matches!(c.slug, "claude-code" | "continue" | "curl"))
        {
            let text = snippet(
                client,
                "metamcp",
                "http://localhost:12008/metamcp/dev/mcp",
                Some("sk_mt_x"),
            );
            serde_json::from_str::<serde_json::Value>(&text).expect(client.name);
        }
    }
}
