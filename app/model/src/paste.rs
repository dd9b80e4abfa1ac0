//! Understands what people paste: a command, a URL, or the JSON of any client.

mod json;

use serde::{Deserialize, Serialize};

use crate::{ServerInput, ServerKind, Visibility, join_command_line, split_command_line, suggest_name};

/// The longest text that is looked at, in bytes.
const MAX_PASTE: usize = 256 * 1024;

/// How the text was understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PasteFormat {
    /// A command line.
    Command,
    /// A URL.
    Url,
    /// `{"mcpServers": …}` of Claude Desktop, Cursor, Cline, Windsurf and others.
    McpServers,
    /// `{"servers": …}` of VS Code.
    VsCode,
    /// `{"context_servers": …}` of Zed.
    Zed,
    /// One entry without the section around it.
    SingleEntry,
}

/// One server found in the text, ready to be tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// What a form would write.
    pub input: ServerInput,
    /// The name of the namespace that it stands for. Whoever adds it knows its id.
    pub namespace: Option<String>,
    /// The entry says that it is switched off.
    pub disabled: bool,
}

impl From<ServerInput> for Candidate {
    /// Not switched off, and not for a namespace.
    fn from(input: ServerInput) -> Self {
        Self {
            input,
            namespace: None,
            disabled: false,
        }
    }
}

/// The text, understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recognised {
    /// How.
    pub format: PasteFormat,
    /// At least one server, sorted by name, with names that differ.
    pub servers: Vec<Candidate>,
}

/// Why a text is not understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "problem", rename_all = "snake_case")]
pub enum PasteProblem {
    /// Nothing was pasted.
    #[error("paste a command, a URL or a client's JSON first")]
    Empty,
    /// More than anyone would paste.
    #[error("this text is too long; at most 256 KiB")]
    TooLong,
    /// It starts like JSON and is not.
    #[error("this JSON breaks off at line {line}, column {column}: {reason}")]
    BadJson {
        /// One-based line.
        line: usize,
        /// One-based column.
        column: usize,
        /// What the parser says.
        reason: String,
    },
    /// JSON that ends before its end, as a copy of a part does.
    #[error("this JSON ends too early, at line {line}: a bracket or a quote is not closed")]
    CutOff {
        /// One-based line.
        line: usize,
    },
    /// JSON, but no server in it.
    #[error(
        "this JSON holds no server; expected \"mcpServers\", \"servers\" or \"context_servers\", or an entry with \"command\" or \"url\""
    )]
    NoServers,
    /// An entry lacks what makes a server.
    #[error("the entry `{name}` has neither \"command\" nor \"url\"")]
    NoTarget {
        /// The entry's name.
        name: String,
    },
    /// A field of an entry has another type than expected.
    #[error("the entry `{name}`: \"{field}\" has to be {expected}")]
    WrongType {
        /// The entry's name.
        name: String,
        /// The field.
        field: String,
        /// The type that was expected.
        expected: String,
    },
    /// An OpenAPI document.
    #[error(
        "this is an OpenAPI document; those cannot be connected yet. Paste an MCP server's command or URL"
    )]
    OpenApi,
    /// A URL that cannot be called.
    #[error("this is not a URL that can be called; expected http:// or https://")]
    BadUrl,
    /// A quote is not closed.
    #[error("a quote in this command is not closed")]
    UnbalancedQuote,
}

/// Understands a pasted text. Nothing is run and nothing is fetched.
pub fn recognise(text: &str) -> Result<Recognised, PasteProblem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(PasteProblem::Empty);
    }
    if text.len() > MAX_PASTE {
        return Err(PasteProblem::TooLong);
    }
    let mut recognised = if text.starts_with(['{', '[']) {
        json::recognise(text)?
    } else if let Some(inner) = text.strip_prefix("\"mcpServers\"") {
        // A section cut out of its file, a slip that everybody makes.
        json::recognise(&format!("{{\"mcpServers\"{}}}", inner.trim_end_matches(',')))?
    } else if text.contains("://") && !text.contains(char::is_whitespace) {
        Recognised {
            format: PasteFormat::Url,
            servers: vec![of_url(text)?],
        }
    } else {
        Recognised {
            format: PasteFormat::Command,
            servers: vec![of_command(text)?],
        }
    };
    make_names_differ(&mut recognised.servers);
    Ok(recognised)
}

fn of_url(text: &str) -> Result<Candidate, PasteProblem> {
    let input = ServerInput {
        kind: kind_of_url(text),
        url: text.to_owned(),
        visibility: Visibility::Private,
        ..ServerInput::default()
    };
    let url = input.parsed_url().map_err(|_| PasteProblem::BadUrl)?;
    Ok(Candidate::from(ServerInput {
        name: name_of_url(&url),
        ..input
    }))
}

/// Only the old transport's URLs end in `/sse` by habit; everything else is tried as Streamable HTTP.
fn kind_of_url(url: &str) -> ServerKind {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    if path.trim_end_matches('/').ends_with("/sse") {
        ServerKind::Sse
    } else {
        ServerKind::StreamableHttp
    }
}

/// `https://mcp.sentry.dev/mcp` is `sentry`: the first label that is not about MCP itself.
fn name_of_url(url: &url::Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let labels: Vec<&str> = host.split('.').collect();
    let telling = |label: &&&str| !matches!(**label, "mcp" | "api" | "www" | "gateway");
    let label = if host.parse::<std::net::IpAddr>().is_ok() || labels.len() == 1 {
        url.path_segments()
            .and_then(|mut s| s.find(|s| !matches!(*s, "" | "mcp" | "sse" | "metamcp")))
            .unwrap_or(host)
    } else {
        labels[..labels.len() - 1]
            .iter()
            .find(telling)
            .copied()
            .unwrap_or(host)
    };
    suggest_name(label)
}

/// Words before the program that people copy along.
const PROMPTS: [&str; 3] = ["$", "%", ">"];
/// Programs whose argument, not whose name, says what is run.
const RUNNERS: [&str; 13] = [
    "npx", "uvx", "bunx", "pnpm", "dlx", "uv", "run", "tool", "docker", "node", "python", "python3", "deno",
];

fn of_command(text: &str) -> Result<Candidate, PasteProblem> {
    let mut words = split_command_line(text).map_err(|_| PasteProblem::UnbalancedQuote)?;
    if words.len() > 1 && PROMPTS.contains(&words[0].as_str()) {
        words.remove(0);
    }
    let env = leading_assignments(&mut words);
    Ok(Candidate::from(ServerInput {
        name: name_of_command(&words),
        kind: ServerKind::Stdio,
        command_line: join_command_line(&words),
        env,
        ..ServerInput::default()
    }))
}

/// `TOKEN=x npx …` as shells read it: the assignments become environment variables.
fn leading_assignments(words: &mut Vec<String>) -> String {
    let is_assignment = |word: &str| {
        word.split_once('=').is_some_and(|(name, _)| {
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        })
    };
    let count = words.iter().take_while(|word| is_assignment(word)).count();
    if count == words.len() {
        return String::new();
    }
    words.drain(..count).collect::<Vec<_>>().join("\n")
}

fn name_of_command<S: AsRef<str>>(words: &[S]) -> String {
    let telling = |word: &&str| {
        let program = word.rsplit(['/', '\\']).next().unwrap_or(word);
        !word.starts_with('-') && !RUNNERS.contains(&program)
    };
    let word = words
        .iter()
        .map(AsRef::as_ref)
        .find(telling)
        .or_else(|| words.first().map(AsRef::as_ref));
    let word = word.unwrap_or_default();
    let file = word.rsplit(['/', '\\']).next().unwrap_or(word);
    // `/srv/time.py` is `time`; `@scope/name` keeps its dot-free name.
    suggest_name(
        file.strip_suffix(".py")
            .or_else(|| file.strip_suffix(".js"))
            .unwrap_or(word),
    )
}

fn make_names_differ(servers: &mut [Candidate]) {
    for at in 1..servers.len() {
        let (before, rest) = servers.split_at_mut(at);
        let name = &mut rest[0].input.name;
        let servers_before = before.len();
        let taken = |name: &str| before.iter().any(|other| other.input.name == name);
        if taken(name) {
            let free = (2..=servers_before + 2)
                .map(|n| format!("{name}-{n}"))
                .find(|candidate| !taken(candidate));
            *name = free.expect("there are more numbers than servers");
        }
    }
}

#[cfg(test)]
mod tests;
