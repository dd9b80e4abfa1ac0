//! Configured MCP servers.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use url::Url;

use crate::{
    CallerInput, CallerSettings, FieldErrors, NamespaceId, OauthInput, Pair, Problem, Reference, RunInput,
    RunSettings, ServerId, Timestamp, UpstreamOauth, UpstreamStatus, Visibility, check_server_name,
    length::at_most, parse_pairs, split_command_line,
};

const MAX_DESCRIPTION: usize = 2000;
const MAX_COMMAND: usize = 4096;
const MAX_PAIRS_TEXT: usize = 64 * 1024;

/// How a server is reached. The first three words are the original's, so that its exports can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub enum ServerKind {
    /// A command that this machine runs.
    #[serde(rename = "STDIO")]
    Stdio,
    /// HTTP+SSE of 2024-11-05.
    #[serde(rename = "SSE")]
    Sse,
    /// Streamable HTTP.
    #[serde(rename = "STREAMABLE_HTTP")]
    StreamableHttp,
    /// In process: it stands for everything that a namespace of this installation shows.
    #[serde(rename = "NAMESPACE", alias = "namespace")]
    Namespace,
}

impl ServerKind {
    /// Every kind, the most frequent first.
    pub const ALL: [Self; 4] = [Self::Stdio, Self::StreamableHttp, Self::Sse, Self::Namespace];

    /// The word for it on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Stdio => "STDIO",
            Self::Sse => "SSE",
            Self::StreamableHttp => "STREAMABLE_HTTP",
            Self::Namespace => "NAMESPACE",
        }
    }

    /// Reached by URL.
    pub const fn is_remote(self) -> bool {
        match self {
            Self::Sse | Self::StreamableHttp => true,
            Self::Stdio | Self::Namespace => false,
        }
    }
}

impl fmt::Display for ServerKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ServerKind {
    type Err = Problem;

    /// Reads the words that clients and the original use, in any case.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.to_ascii_lowercase().replace(['-', '_'], "").as_str() {
            "stdio" | "std" => Ok(Self::Stdio),
            "sse" => Ok(Self::Sse),
            "streamablehttp" | "http" => Ok(Self::StreamableHttp),
            "namespace" => Ok(Self::Namespace),
            _ => Err(Problem::UnknownChoice),
        }
    }
}

impl TryFrom<String> for ServerKind {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse().map_err(|_| {
            let known: Vec<_> = Self::ALL.iter().map(|kind| kind.as_str()).collect();
            format!("unknown type {text:?}: write one of {}", known.join(", "))
        })
    }
}

/// A server as a form writes it. All values are text, as forms send them, so that a plain HTML form works.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerInput {
    /// Becomes the prefix of the tools' names.
    pub name: String,
    /// For people.
    #[serde(default)]
    pub description: String,
    /// How it is reached.
    pub kind: ServerKind,
    /// `STDIO`: the whole command line, quoted as in a shell.
    #[serde(default)]
    pub command_line: String,
    /// `STDIO`: environment variables, `NAME=value` a line. `${VAR}` is replaced when the server starts.
    #[serde(default)]
    pub env: String,
    /// `STDIO`: working directory; empty means the gateway's data directory.
    #[serde(default)]
    pub cwd: String,
    /// Remote: the URL.
    #[serde(default)]
    pub url: String,
    /// Remote: sent as `Authorization: Bearer …`; [`crate::MASK`] keeps the stored one.
    #[serde(default)]
    pub bearer_token: String,
    /// Remote: request headers, `Name=value` or `Name: value` a line.
    #[serde(default)]
    pub headers: String,
    /// `NAMESPACE`: the id of the namespace that it stands for.
    #[serde(default)]
    pub namespace_id: String,
    /// Remote: how the gateway signs in there.
    #[serde(default)]
    pub oauth: OauthInput,
    /// Remote: what it is told of who calls it.
    #[serde(default)]
    pub caller: CallerInput,
    /// How it is run.
    #[serde(default)]
    pub run: RunInput,
    /// Who sees it.
    #[serde(default)]
    pub visibility: Visibility,
    /// The version the caller has read; 0 when new. A change in between is reported, not overwritten.
    #[serde(default)]
    pub version: i64,
}

impl fmt::Debug for ServerInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // env, headers, token and arguments may carry secrets.
        f.debug_struct("ServerInput")
            .field("name", &self.name)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

impl Default for ServerInput {
    fn default() -> Self {
        Self {
            name: String::new(),
            description: String::new(),
            kind: ServerKind::Stdio,
            command_line: String::new(),
            env: String::new(),
            cwd: String::new(),
            url: String::new(),
            bearer_token: String::new(),
            headers: String::new(),
            namespace_id: String::new(),
            oauth: OauthInput::default(),
            caller: CallerInput::default(),
            run: RunInput::default(),
            visibility: Visibility::Private,
            version: 0,
        }
    }
}

impl ServerInput {
    /// Checks every field that the kind uses. Used by the form for immediacy and by the service for truth.
    pub fn validate(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::new();
        errors.check("name", check_server_name(&self.name));
        errors.check("description", at_most(&self.description, MAX_DESCRIPTION));
        match self.kind {
            ServerKind::Stdio => {
                errors.check("command_line", self.words().map(drop));
                errors.check("env", self.parsed_env().map(drop));
            }
            ServerKind::Sse | ServerKind::StreamableHttp => {
                errors.check("url", self.parsed_url().map(drop));
                errors.check("headers", self.parsed_headers().map(drop));
                errors.check_inside("oauth", self.parsed_oauth().map(drop));
                errors.check_inside("caller", self.parsed_caller().map(drop));
            }
            ServerKind::Namespace => errors.check("namespace_id", self.parsed_namespace_id().map(drop)),
        }
        errors.check_inside("run", self.parsed_run().map(drop));
        errors.into_result()
    }

    /// The command and its arguments.
    pub fn words(&self) -> Result<Vec<String>, Problem> {
        at_most(&self.command_line, MAX_COMMAND)?;
        let words = split_command_line(&self.command_line).map_err(|_| Problem::UnbalancedQuote)?;
        if words.first().is_none_or(String::is_empty) {
            Err(Problem::Required)
        } else {
            Ok(words)
        }
    }

    /// The environment variables, masked values included.
    pub fn parsed_env(&self) -> Result<Vec<Pair>, Problem> {
        at_most(&self.env, MAX_PAIRS_TEXT)?;
        parse_pairs(&self.env)
    }

    /// The request headers, masked values included.
    pub fn parsed_headers(&self) -> Result<Vec<Pair>, Problem> {
        at_most(&self.headers, MAX_PAIRS_TEXT)?;
        let pairs = parse_pairs(&self.headers)?;
        match pairs.iter().find(|pair| !is_header(pair)) {
            Some(bad) => Err(Problem::BadHeader {
                name: bad.name.clone(),
            }),
            None => Ok(pairs),
        }
    }

    /// The URL, absolute, http or https, without credentials. `${VAR}` may stand anywhere behind the host.
    pub fn parsed_url(&self) -> Result<Url, Problem> {
        let text = self.url.trim();
        if text.is_empty() {
            return Err(Problem::Required);
        }
        let url = Url::parse(text).map_err(|_| Problem::BadUrl)?;
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
            return Err(Problem::BadUrl);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Problem::UrlWithCredentials);
        }
        Ok(url)
    }

    /// The namespace that it stands for. Whether it exists is the service's to judge.
    pub fn parsed_namespace_id(&self) -> Result<NamespaceId, Problem> {
        match self.namespace_id.trim() {
            "" => Err(Problem::Required),
            id => id.parse().map_err(|_| Problem::UnknownChoice),
        }
    }

    /// How the gateway signs in there. Problems are named by the field of [`OauthInput`].
    pub fn parsed_oauth(&self) -> Result<Option<UpstreamOauth>, FieldErrors> {
        if self.kind.is_remote() {
            self.oauth.parsed()
        } else {
            Ok(None)
        }
    }

    /// What it is told of who calls it. Problems are named by the field of [`CallerInput`].
    pub fn parsed_caller(&self) -> Result<CallerSettings, FieldErrors> {
        if !self.kind.is_remote() {
            return Ok(CallerSettings::default());
        }
        // What is wrong with them is said at their own field.
        self.caller.parsed(&self.parsed_headers().unwrap_or_default())
    }

    /// How it is run, as far as the kind uses it. Problems are named by the field of [`RunInput`].
    pub fn parsed_run(&self) -> Result<RunSettings, FieldErrors> {
        self.run.parsed(self.kind)
    }
}

/// RFC 9110 §5.1 and §5.5: a token, and a value without control characters.
fn is_header(pair: &Pair) -> bool {
    let token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    pair.name.chars().all(token) && !pair.value.chars().any(|c| c.is_control() && c != '\t')
}

/// A server as callers see it. Secret values are masked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ServerView {
    /// Id.
    pub id: ServerId,
    /// Name and tool prefix.
    pub name: String,
    /// For people; empty when there is none.
    pub description: String,
    /// How it is reached.
    pub kind: ServerKind,
    /// `STDIO`: the command line, quoted.
    pub command_line: String,
    /// `STDIO`: the environment, masked.
    pub env: Vec<Pair>,
    /// `STDIO`: working directory, empty for the default.
    pub cwd: String,
    /// Remote: the URL.
    pub url: String,
    /// Remote: a bearer token is stored.
    pub has_bearer_token: bool,
    /// Remote: the headers, masked.
    pub headers: Vec<Pair>,
    /// `NAMESPACE`: what it stands for.
    pub namespace: Option<Reference<NamespaceId>>,
    /// Remote: how the gateway signs in there.
    pub oauth: Option<UpstreamOauth>,
    /// Remote: the secret of a client that was registered by hand is stored.
    pub has_client_secret: bool,
    /// Remote: what it is told of who calls it.
    pub caller: CallerSettings,
    /// How it is run, where that is not as usual.
    pub run: RunSettings,
    /// Who sees it.
    pub visibility: Visibility,
    /// The team that owns it, or the person, when it is somebody else's.
    pub owner: Option<String>,
    /// The caller may change it.
    pub editable: bool,
    /// Names of the namespaces that use it, sorted.
    pub namespaces: Vec<String>,
    /// Tools as last seen.
    pub tool_count: usize,
    /// What its connections do now.
    pub status: UpstreamStatus,
    /// Made at.
    pub created_at: Timestamp,
    /// Changed at.
    pub updated_at: Timestamp,
    /// To send back with a change.
    pub version: i64,
}

impl ServerView {
    /// The form that changes this server, secrets masked.
    pub fn to_input(&self) -> ServerInput {
        ServerInput {
            name: self.name.clone(),
            description: self.description.clone(),
            kind: self.kind,
            command_line: self.command_line.clone(),
            env: crate::format_pairs(&self.env),
            cwd: self.cwd.clone(),
            url: self.url.clone(),
            bearer_token: if self.has_bearer_token {
                crate::MASK.to_owned()
            } else {
                String::new()
            },
            headers: crate::format_pairs(&self.headers),
            namespace_id: self
                .namespace
                .as_ref()
                .map(|namespace| namespace.id.to_string())
                .unwrap_or_default(),
            oauth: OauthInput::of(self.oauth.as_ref(), self.has_client_secret),
            caller: CallerInput::from(&self.caller),
            run: RunInput::from(&self.run),
            visibility: self.visibility,
            version: self.version,
        }
    }

    /// What is run, called or stood for, for one line of a list.
    pub fn target(&self) -> &str {
        match self.kind {
            ServerKind::Stdio => &self.command_line,
            ServerKind::Sse | ServerKind::StreamableHttp => &self.url,
            ServerKind::Namespace => self.namespace.as_ref().map_or("", |namespace| &namespace.name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ServerInput, ServerKind};
    use crate::Problem;

    fn remote(url: &str) -> ServerInput {
        ServerInput {
            name: "api".to_owned(),
            kind: ServerKind::StreamableHttp,
            url: url.to_owned(),
            ..ServerInput::default()
        }
    }

    #[test]
    fn checks_only_the_fields_of_its_kind() {
        let stdio = ServerInput {
            name: "time".to_owned(),
            command_line: "uvx mcp-server-time".to_owned(),
            url: "nonsense".to_owned(),
            ..ServerInput::default()
        };
        assert_eq!(stdio.validate(), Ok(()));
        let errors = remote("").validate().expect_err("a remote server needs a URL");
        assert_eq!(errors.get("url"), [Problem::Required]);
    }

    #[test]
    fn a_server_that_stands_for_a_namespace_says_for_which() {
        let nested = |namespace_id: &str| ServerInput {
            name: "team".to_owned(),
            kind: ServerKind::Namespace,
            url: "nonsense".to_owned(),
            namespace_id: namespace_id.to_owned(),
            ..ServerInput::default()
        };
        assert_eq!(
            nested(" 0198c5a2-7b3e-7c41-9a54-0d6a1f2b3c4d ").validate(),
            Ok(())
        );
        for (id, problem) in [(" ", Problem::Required), ("team-tools", Problem::UnknownChoice)] {
            let errors = nested(id).validate().expect_err("no namespace");
            assert_eq!(errors.get("namespace_id"), [problem], "{id:?}");
        }
    }

    #[test]
    fn says_what_is_wrong_with_how_it_is_run_where_its_kind_uses_it() {
        let mut input = remote("https://example.com/mcp");
        input.run.spares = "several".to_owned();
        input.run.memory_mib = "much".to_owned();
        let errors = input.validate().expect_err("not a number");
        let fields: Vec<_> = errors.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["run.spares"]);
    }

    #[test]
    fn input_without_a_word_on_how_it_is_run_is_read() {
        let json = r#"{"name":"api","kind":"STREAMABLE_HTTP","url":"https://example.com/mcp"}"#;
        let input: ServerInput = serde_json::from_str(json).expect("older JSON");
        assert_eq!(input, remote("https://example.com/mcp"));
    }

    #[test]
    fn refuses_urls_that_cannot_be_called() {
        for (url, problem) in [
            ("example.com/mcp", Problem::BadUrl),
            ("ftp://example.com", Problem::BadUrl),
            ("https://user:pw@example.com", Problem::UrlWithCredentials),
        ] {
            assert_eq!(remote(url).parsed_url(), Err(problem), "{url}");
        }
        assert!(remote(" https://example.com/mcp?k=${KEY} ").parsed_url().is_ok());
    }

    #[test]
    fn refuses_headers_that_could_split_a_request() {
        let mut input = remote("https://example.com/mcp");
        input.headers = "X-Bad(Name)=1".to_owned();
        assert_eq!(
            input.parsed_headers(),
            Err(Problem::BadHeader {
                name: "X-Bad(Name)".to_owned()
            })
        );
        input.headers = "X-Ok: a\u{7}b".to_owned();
        assert_eq!(
            input.parsed_headers(),
            Err(Problem::BadHeader {
                name: "X-Ok".to_owned()
            })
        );
    }

    #[test]
    fn every_kind_is_read_from_its_own_word() {
        for kind in ServerKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
            assert_eq!(serde_json::to_value(kind).expect("a word"), kind.as_str());
        }
    }

    #[test]
    fn reads_the_kinds_that_clients_write() {
        for (text, kind) in [
            ("streamable-http", ServerKind::StreamableHttp),
            ("http", ServerKind::StreamableHttp),
            ("STREAMABLE_HTTP", ServerKind::StreamableHttp),
            ("Sse", ServerKind::Sse),
            ("stdio", ServerKind::Stdio),
            ("namespace", ServerKind::Namespace),
            ("NAMESPACE", ServerKind::Namespace),
        ] {
            assert_eq!(text.parse(), Ok(kind), "{text}");
            let json = serde_json::Value::from(text);
            assert_eq!(
                serde_json::from_value::<ServerKind>(json).ok(),
                Some(kind),
                "{text}"
            );
        }
        let error = serde_json::from_str::<ServerKind>("\"pigeon\"").expect_err("no such kind");
        assert!(error.to_string().contains("write one of STDIO"), "{error}");
        assert_eq!(
            "carrier-pigeon".parse::<ServerKind>(),
            Err(Problem::UnknownChoice)
        );
    }
}
