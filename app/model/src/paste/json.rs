//! The JSON dialects of MCP clients.

use serde_json::{Map, Value};

use super::{Candidate, PasteFormat, PasteProblem, Recognised, kind_of_url, name_of_command, name_of_url};
use crate::{Pair, ServerInput, ServerKind, format_pairs, join_command_line, name::clean_name, suggest_name};

pub(super) fn recognise(text: &str) -> Result<Recognised, PasteProblem> {
    let value: Value = serde_json::from_str(text).map_err(|error| bad_json(&error))?;
    let Value::Object(root) = &value else {
        return list_of_entries(&value);
    };
    if root.contains_key("openapi") || root.contains_key("swagger") {
        return Err(PasteProblem::OpenApi);
    }
    // VS Code's settings.json nests its section once more.
    let root = root.get("mcp").and_then(Value::as_object).unwrap_or(root);
    let sections = [
        ("mcpServers", PasteFormat::McpServers),
        ("servers", PasteFormat::VsCode),
        ("context_servers", PasteFormat::Zed),
    ];
    for (key, format) in sections {
        match root.get(key) {
            Some(Value::Object(entries)) => {
                return found(format, entries.iter().map(|(name, entry)| candidate(name, entry)));
            }
            // Continue writes a list of entries that name themselves.
            Some(list @ Value::Array(_)) => return list_of_entries(list),
            _ => {}
        }
    }
    if says_what_it_is(root) {
        return found(
            PasteFormat::SingleEntry,
            [candidate(own_name(root), &Value::Object(root.clone()))].into_iter(),
        );
    }
    if root.values().filter_map(Value::as_object).any(says_what_it_is) {
        return found(
            PasteFormat::McpServers,
            root.iter().map(|(name, entry)| candidate(name, entry)),
        );
    }
    Err(PasteProblem::NoServers)
}

/// An entry, rather than a list of entries: one of those may have the name of a field.
fn says_what_it_is(fields: &Map<String, Value>) -> bool {
    fields.contains_key("command")
        || fields.contains_key("url")
        || fields.get("namespace").is_some_and(Value::is_string)
}

fn bad_json(error: &serde_json::Error) -> PasteProblem {
    let (line, column) = (error.line(), error.column());
    if error.is_eof() {
        return PasteProblem::CutOff { line };
    }
    // The message names the place a second time.
    let text = error.to_string();
    let reason = text.strip_suffix(&format!(" at line {line} column {column}"));
    PasteProblem::BadJson {
        line,
        column,
        reason: reason.unwrap_or(&text).to_owned(),
    }
}

fn list_of_entries(value: &Value) -> Result<Recognised, PasteProblem> {
    let entries = value.as_array().ok_or(PasteProblem::NoServers)?;
    let named = |entry: &Value| candidate(entry.as_object().map_or("", own_name), entry);
    found(PasteFormat::McpServers, entries.iter().map(named))
}

fn found(
    format: PasteFormat,
    servers: impl Iterator<Item = Result<Candidate, PasteProblem>>,
) -> Result<Recognised, PasteProblem> {
    let servers = servers.collect::<Result<Vec<_>, _>>()?;
    if servers.is_empty() {
        Err(PasteProblem::NoServers)
    } else {
        Ok(Recognised { format, servers })
    }
}

fn own_name(entry: &Map<String, Value>) -> &str {
    entry.get("name").and_then(Value::as_str).unwrap_or_default()
}

fn candidate(name: &str, entry: &Value) -> Result<Candidate, PasteProblem> {
    let entry = Entry {
        name,
        fields: entry
            .as_object()
            .ok_or_else(|| wrong_type(name, "", "an object"))?,
    };
    let disabled = entry.fields.get("disabled") == Some(&Value::Bool(true))
        || entry.fields.get("enabled") == Some(&Value::Bool(false));
    // Windsurf calls it `serverUrl`, some call it `httpUrl`.
    let url = ["url", "serverUrl", "httpUrl"]
        .into_iter()
        .find_map(|field| entry.text(field).transpose())
        .transpose()?;
    let namespace = entry.text("namespace")?;
    let mut input = match (entry.command()?, url, namespace) {
        (Some(words), ..) => ServerInput {
            name: name_of_command(&words),
            kind: ServerKind::Stdio,
            command_line: join_command_line(&words),
            env: entry.pairs("env")?,
            cwd: entry.text("cwd")?.unwrap_or_default().to_owned(),
            ..ServerInput::default()
        },
        (None, Some(url), _) => entry.remote(url)?,
        (None, None, Some(namespace)) => ServerInput {
            name: suggest_name(namespace),
            kind: ServerKind::Namespace,
            ..ServerInput::default()
        },
        (None, None, None) => {
            return Err(PasteProblem::NoTarget {
                name: name.to_owned(),
            });
        }
    };
    if !name.is_empty() {
        input.name = if crate::check_server_name(name).is_ok() {
            name.to_owned()
        } else {
            clean_name(name)
        };
    }
    entry
        .text("description")?
        .unwrap_or_default()
        .clone_into(&mut input.description);
    Ok(Candidate {
        namespace: namespace
            .filter(|_| input.kind == ServerKind::Namespace)
            .map(str::to_owned),
        input,
        disabled,
    })
}

/// One entry of a section, read field by field with errors that name it.
struct Entry<'a> {
    name: &'a str,
    fields: &'a Map<String, Value>,
}

impl<'a> Entry<'a> {
    fn text(&self, field: &str) -> Result<Option<&'a str>, PasteProblem> {
        match self.fields.get(field) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(wrong_type(self.name, field, "a text")),
        }
    }

    /// `command` with `args`; Zed also writes `{"path": …, "args": […]}`.
    fn command(&self) -> Result<Option<Vec<String>>, PasteProblem> {
        let (program, args) = match self.fields.get("command") {
            Some(Value::Object(command)) => (command.get("path"), command.get("args")),
            command => (command, self.fields.get("args")),
        };
        let program = match program {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::String(program)) => program.clone(),
            Some(_) => return Err(wrong_type(self.name, "command", "a text")),
        };
        let mut words = vec![program];
        match args {
            None | Some(Value::Null) => {
                // Some people write the whole line into `command`.
                if let Ok(split) = crate::split_command_line(&words[0]).map_err(drop) {
                    words = split;
                }
            }
            Some(Value::Array(args)) => {
                for arg in args {
                    words.push(scalar(arg).ok_or_else(|| wrong_type(self.name, "args", "a list of texts"))?);
                }
            }
            Some(_) => return Err(wrong_type(self.name, "args", "a list of texts")),
        }
        Ok(Some(words))
    }

    fn pairs(&self, field: &str) -> Result<String, PasteProblem> {
        let map = match self.fields.get(field) {
            None | Some(Value::Null) => return Ok(String::new()),
            Some(Value::Object(map)) => map,
            Some(_) => return Err(wrong_type(self.name, field, "an object of texts")),
        };
        let pairs = map.iter().map(|(name, value)| {
            let value = scalar(value).ok_or_else(|| wrong_type(self.name, field, "an object of texts"))?;
            Ok(Pair {
                name: name.clone(),
                value,
            })
        });
        Ok(format_pairs(&pairs.collect::<Result<Vec<_>, _>>()?))
    }

    fn remote(&self, url: &str) -> Result<ServerInput, PasteProblem> {
        let kind = match self.text("type")?.or(self.text("transport")?) {
            Some(kind) => kind.parse().ok().filter(|kind: &ServerKind| kind.is_remote()),
            None => None,
        };
        let input = ServerInput {
            kind: kind.unwrap_or_else(|| kind_of_url(url)),
            url: url.to_owned(),
            headers: self.pairs("headers")?,
            bearer_token: self.text("bearerToken")?.unwrap_or_default().to_owned(),
            ..ServerInput::default()
        };
        let parsed = input.parsed_url().map_err(|_| PasteProblem::BadUrl)?;
        Ok(ServerInput {
            name: name_of_url(&parsed),
            ..input
        })
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

fn wrong_type(name: &str, field: &str, expected: &str) -> PasteProblem {
    PasteProblem::WrongType {
        name: name.to_owned(),
        field: field.to_owned(),
        expected: expected.to_owned(),
    }
}
