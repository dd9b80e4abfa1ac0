//! One server in the `mcpServers` form that clients read. Stored secrets are masked in the browser, so they
//! are written as references to variables.

use model::{MASK, Pair, ServerKind, ServerView, split_command_line};
use serde_json::{Map, Value, json};

/// `{"mcpServers": {name: …}}`, indented.
pub(super) fn server_json(server: &ServerView) -> String {
    let entry = match server.kind {
        ServerKind::Stdio => stdio(server),
        ServerKind::Sse => remote(server, "sse"),
        ServerKind::StreamableHttp => remote(server, "http"),
        ServerKind::Namespace => json!({ "type": "namespace", "namespace": server.target() }),
    };
    format!("{:#}", json!({ "mcpServers": { &server.name: entry } }))
}

fn stdio(server: &ServerView) -> Value {
    let mut words = split_command_line(&server.command_line)
        .unwrap_or_default()
        .into_iter();
    let mut entry = json!({ "command": words.next(), "args": words.collect::<Vec<_>>() });
    if !server.env.is_empty() {
        entry["env"] = pairs(&server.env);
    }
    if !server.cwd.is_empty() {
        entry["cwd"] = server.cwd.as_str().into();
    }
    entry
}

fn remote(server: &ServerView, kind: &str) -> Value {
    let mut entry = json!({ "type": kind, "url": server.url });
    let mut headers = pairs(&server.headers);
    if server.has_bearer_token {
        headers["Authorization"] = format!("Bearer ${{{}_TOKEN}}", variable(&server.name)).into();
    }
    if headers.as_object().is_some_and(|headers| !headers.is_empty()) {
        entry["headers"] = headers;
    }
    entry
}

fn pairs(pairs: &[Pair]) -> Value {
    let pairs: Map<_, _> = pairs
        .iter()
        .map(|pair| {
            let value = if pair.value == MASK {
                format!("${{{}}}", variable(&pair.name))
            } else {
                pair.value.clone()
            };
            (pair.name.clone(), value.into())
        })
        .collect();
    pairs.into()
}

/// `X-Api-Key` becomes `X_API_KEY`.
fn variable(name: &str) -> String {
    name.chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_uppercase()
            } else {
                '_'
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use model::{MASK, ServerKind};

    use super::server_json;
    use crate::pages::servers::fixture::server;

    #[test]
    fn our_own_paste_box_understands_it() {
        for kind in ServerKind::ALL {
            let json = server_json(&server("my-server", kind));
            let found = model::recognise(&json).expect("recognised").servers;
            assert_eq!(found.len(), 1);
            assert_eq!(
                (found[0].input.name.as_str(), found[0].input.kind),
                ("my-server", kind)
            );
        }
    }

    #[test]
    fn secrets_are_references() {
        let stdio = server_json(&server("my-server", ServerKind::Stdio));
        assert!(
            stdio.contains(r#""API_KEY": "${API_KEY}""#) && !stdio.contains(MASK),
            "{stdio}"
        );
        let remote = server_json(&server("my-server", ServerKind::StreamableHttp));
        assert!(remote.contains("Bearer ${MY_SERVER_TOKEN}"), "{remote}");
    }
}
