//! `mcpServers` JSON without secrets.

use std::collections::HashSet;

use model::{MASK, Pair, ServerKind};
use serde_json::{Map, Value, json};
use store::ServerRecord;

use crate::{
    installation::Installation,
    naming::free_name,
    sealer::Sealer,
    secrets::{self, Secrets},
};

/// The JSON that clients read. A public and a private server of one name get different ones.
pub(super) fn of<'a>(
    installation: &Installation,
    sealer: &Sealer,
    servers: impl Iterator<Item = &'a ServerRecord>,
) -> String {
    let mut taken = HashSet::new();
    let mut entries = Map::new();
    for server in servers {
        let name = free_name(&server.name, |name| taken.contains(name));
        taken.insert(name.clone());
        let secrets = secrets::open(sealer, server.id, &server.secrets).unwrap_or_default();
        entries.insert(name, entry(installation, server, &secrets));
    }
    format!("{:#}", json!({ "mcpServers": entries }))
}

fn entry(installation: &Installation, server: &ServerRecord, secrets: &Secrets) -> Value {
    let mut entry = Map::new();
    match server.kind {
        ServerKind::Stdio => {
            entry.insert("command".to_owned(), json!(server.command));
            entry.insert("args".to_owned(), json!(server.args));
            if let Some(cwd) = &server.cwd {
                entry.insert("cwd".to_owned(), json!(cwd));
            }
        }
        ServerKind::Sse | ServerKind::StreamableHttp => {
            let kind = if server.kind == ServerKind::Sse {
                "sse"
            } else {
                "streamable-http"
            };
            entry.insert("type".to_owned(), json!(kind));
            entry.insert("url".to_owned(), json!(server.url));
        }
        ServerKind::Namespace => {
            let namespace = server.namespace_id.and_then(|id| installation.namespace(id));
            entry.insert("type".to_owned(), json!("namespace"));
            entry.insert(
                "namespace".to_owned(),
                json!(namespace.map(|namespace| &namespace.name)),
            );
        }
    }
    let mut headers = placeholders(secrets.masked_headers());
    if secrets.bearer_token.is_some() {
        // Every client knows headers, few know tokens.
        let token = variable(&format!("{}_BEARER_TOKEN", server.name));
        headers
            .entry("Authorization")
            .or_insert(json!(format!("Bearer ${{{token}}}")));
    }
    for (field, pairs) in [("env", placeholders(secrets.masked_env())), ("headers", headers)] {
        if !pairs.is_empty() {
            entry.insert(field.to_owned(), pairs.into());
        }
    }
    if !server.description.is_empty() {
        entry.insert("description".to_owned(), json!(server.description));
    }
    entry.into()
}

fn placeholders(masked: Vec<Pair>) -> Map<String, Value> {
    let shown = |pair: Pair| {
        let value = if pair.value == MASK {
            format!("${{{}}}", variable(&pair.name))
        } else {
            pair.value
        };
        (pair.name, value.into())
    };
    masked.into_iter().map(shown).collect()
}

/// A variable's name close to any text. A name that is one already stays.
pub(crate) fn variable(text: &str) -> String {
    let is_variable = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if !text.is_empty() && text.chars().all(is_variable) && !text.starts_with(|c: char| c.is_ascii_digit()) {
        return text.to_owned();
    }
    let name: String = text
        .chars()
        .map(|c| {
            if is_variable(c) {
                c.to_ascii_uppercase()
            } else {
                '_'
            }
        })
        .collect();
    if name.starts_with(|c: char| c.is_ascii_digit()) || name.is_empty() {
        format!("_{name}")
    } else {
        name
    }
}

#[cfg(test)]
mod tests {
    use super::variable;

    #[test]
    fn makes_names_of_variables() {
        let cases = [
            ("TOKEN", "TOKEN"),
            ("lower_case", "lower_case"),
            ("X-Api-Key", "X_API_KEY"),
            ("9a", "_9A"),
            ("", "_"),
        ];
        for (text, name) in cases {
            assert_eq!(variable(text), name, "{text}");
        }
    }
}
