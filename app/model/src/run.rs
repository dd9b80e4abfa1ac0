//! How a server is run: who shares its connections, how many are kept, how long anything may take, what its processes
//! may use. Everything that is not said is as the gateway does it for all servers.

mod input;
mod tool_times;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{FieldErrors, Problem, ServerKind, bounds::Bounds};

pub use input::RunInput;
pub use tool_times::format_tool_times;

const SPARES: Bounds = Bounds::new(0, 100);
const MAX_CONNECTIONS: Bounds = Bounds::new(1, 10_000);
/// Up to an hour.
const CONNECT_SECONDS: Bounds = Bounds::new(1, 3600);
/// Up to a day.
const CALL_SECONDS: Bounds = Bounds::new(1, 86_400);
/// Up to a week; zero is never.
const REFRESH_MINUTES: Bounds = Bounds::new(0, 10_080);
/// Up to a tebibyte. No program starts with less than the least.
const MEMORY_MIB: Bounds = Bounds::new(16, 1_048_576);
/// Up to a year.
const CPU_SECONDS: Bounds = Bounds::new(1, 31_536_000);
/// A program needs some to start.
const OPEN_FILES: Bounds = Bounds::new(16, 1_048_576);

/// How a server is run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RunSettings {
    /// Its connections.
    pub connections: ConnectionSettings,
    /// How long it may take.
    pub timeouts: Timeouts,
    /// Minutes between two looks at what it offers; 0 is never.
    pub refresh_minutes: Option<u32>,
    /// What each of its processes may use.
    pub limits: ProcessLimits,
    /// What its processes may write to; `None` is whatever the gateway may.
    pub sandbox: Option<Sandbox>,
}

/// Who shares the connections of a server, and how many there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ConnectionSettings {
    /// Who shares one; `None` is as its transport and the client ask for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sharing: Option<Sharing>,
    /// Connections that are kept ready for whoever comes next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spares: Option<u32>,
    /// Connections at the same time, spares included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<u32>,
}

/// Who shares a connection to a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sharing {
    /// Everybody. The server cannot ask its client anything: it could not say whom it means.
    Shared,
    /// All client sessions of one person or key. It cannot ask them either.
    User,
    /// Nobody: each client session has its own.
    Session,
}

impl Sharing {
    /// Every way, the one with the fewest connections first.
    pub const ALL: [Self; 3] = [Self::Shared, Self::User, Self::Session];

    /// The word for it in forms, files and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Shared => "shared",
            Self::User => "user",
            Self::Session => "session",
        }
    }

    /// The way that a word stands for.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sharing| sharing.as_str() == word)
    }
}

/// How long a server may take, in seconds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Timeouts {
    /// From start to the end of the handshake.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connect: Option<u32>,
    /// From a request, or the latest news of its progress, to its answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<u32>,
    /// From a request to its answer, whatever progress it makes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<u32>,
    /// Single tools by their original names.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub tools: BTreeMap<String, ToolTimeouts>,
}

/// How long a call of one tool may take, in seconds. At least one of both is said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ToolTimeouts {
    /// As [`Timeouts::answer`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<u32>,
    /// As [`Timeouts::total`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<u32>,
}

/// What each process of a server may use. `None` is what the system allows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
pub struct ProcessLimits {
    /// Memory for data, in mebibytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory_mib: Option<u32>,
    /// Processor time over its whole life.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpu_seconds: Option<u32>,
    /// Open files, sockets and pipes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open_files: Option<u32>,
}

/// A file system that processes can only read, but for some folders.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sandbox {
    /// Folders that may be written to, with all that is in them. `${VAR}` is replaced when a process starts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub writable: Vec<String>,
}

impl RunSettings {
    /// What of it means something for servers of this kind.
    #[must_use]
    pub fn for_kind(self, kind: ServerKind) -> Self {
        match kind {
            ServerKind::Stdio => self,
            ServerKind::Sse | ServerKind::StreamableHttp => Self {
                limits: ProcessLimits::default(),
                sandbox: None,
                ..self
            },
            // Calls go to the servers behind the namespace, which are run as they say.
            ServerKind::Namespace => Self::default(),
        }
    }

    /// Checks what a file declares, by the names that it has there.
    pub fn validate(&self) -> Result<(), FieldErrors> {
        let Self {
            connections,
            timeouts,
            limits,
            ..
        } = self;
        let mut errors = FieldErrors::new();
        for (field, bounds, number) in [
            ("connections.max", MAX_CONNECTIONS, connections.max),
            (
                "connections.spares",
                SPARES.at_most(connections.max),
                connections.spares,
            ),
            ("timeouts.connect", CONNECT_SECONDS, timeouts.connect),
            ("timeouts.answer", CALL_SECONDS, timeouts.answer),
            ("timeouts.total", CALL_SECONDS, timeouts.total),
            ("refreshMinutes", REFRESH_MINUTES, self.refresh_minutes),
            ("limits.memoryMib", MEMORY_MIB, limits.memory_mib),
            ("limits.cpuSeconds", CPU_SECONDS, limits.cpu_seconds),
            ("limits.openFiles", OPEN_FILES, limits.open_files),
        ] {
            errors.check(field, bounds.check(number));
        }
        for (tool, times) in &timeouts.tools {
            errors.check(&format!("timeouts.tools.{tool}"), tool_times::check(tool, *times));
        }
        for folder in self.sandbox.iter().flat_map(|sandbox| &sandbox.writable) {
            errors.check("sandbox.writable", check_folder(folder));
        }
        errors.into_result()
    }
}

/// Passes the full path of a folder, which may begin with a variable.
fn check_folder(folder: &str) -> Result<(), Problem> {
    let is_full = folder.starts_with('/') || folder.starts_with("${");
    if is_full && folder.trim() == folder && !folder.contains(char::is_control) {
        Ok(())
    } else {
        Err(Problem::BadFolder {
            folder: folder.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{RunSettings, Sharing};
    use crate::{Problem, ServerKind};

    fn declared(json: &str) -> RunSettings {
        serde_json::from_str(json).expect(json)
    }

    #[test]
    fn every_way_to_share_is_read_from_its_own_word() {
        for sharing in Sharing::ALL {
            assert_eq!(Sharing::parse(sharing.as_str()), Some(sharing));
            assert_eq!(serde_json::to_value(sharing).expect("a word"), sharing.as_str());
        }
        assert_eq!(Sharing::parse("everybody"), None);
    }

    #[test]
    fn names_what_does_not_fit_as_the_file_does() {
        let run = declared(
            r#"{"connections":{"spares":3,"max":2},"timeouts":{"total":0,"tools":{"search":{},"a\nb":{"answer":1}}},
            "limits":{"memoryMib":1},"sandbox":{"writable":["/srv/data","data","${HOME}/data"]}}"#,
        );
        let errors = run.validate().expect_err("six are wrong");
        let range = |min, max| Problem::NotInRange { min, max };
        for (field, problem) in [
            ("connections.spares", range(0, 2)),
            ("timeouts.total", range(1, 86_400)),
            ("timeouts.tools.search", Problem::Required),
            ("timeouts.tools.a\nb", Problem::BadName),
            ("limits.memoryMib", range(16, 1_048_576)),
            (
                "sandbox.writable",
                Problem::BadFolder {
                    folder: "data".to_owned(),
                },
            ),
        ] {
            assert_eq!(errors.get(field), [problem], "{field}");
        }
        assert_eq!(errors.iter().count(), 6);
    }

    #[test]
    fn a_kind_keeps_only_what_means_something_for_it() {
        let run = declared(r#"{"connections":{"spares":3},"limits":{"openFiles":64},"sandbox":{}}"#);
        assert_eq!(run.clone().for_kind(ServerKind::Stdio), run);
        let remote = declared(r#"{"connections":{"spares":3}}"#);
        for kind in [ServerKind::Sse, ServerKind::StreamableHttp] {
            assert_eq!(run.clone().for_kind(kind), remote);
        }
        assert_eq!(run.for_kind(ServerKind::Namespace), RunSettings::default());
    }
}
