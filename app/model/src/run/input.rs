//! How a server is run, as a form writes it.

use serde::{Deserialize, Serialize};

use super::{
    CALL_SECONDS, CONNECT_SECONDS, CPU_SECONDS, ConnectionSettings, MAX_CONNECTIONS, MEMORY_MIB, OPEN_FILES,
    ProcessLimits, REFRESH_MINUTES, RunSettings, SPARES, Sandbox, Sharing, Timeouts, check_folder,
    tool_times,
};
use crate::{
    FieldErrors, Problem, ServerKind,
    bounds::{Bounds, to_text},
    length::at_most,
};

/// The longest list of tools or folders, in characters.
const MAX_LIST: usize = 64 * 1024;

/// [`RunSettings`] in a form. All values are text, so that a plain HTML form works; an empty one is the default.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RunInput {
    /// The word of a [`Sharing`].
    pub sharing: String,
    /// As [`ConnectionSettings::spares`].
    pub spares: String,
    /// As [`ConnectionSettings::max`].
    pub max_connections: String,
    /// As [`Timeouts::connect`].
    pub connect_seconds: String,
    /// As [`Timeouts::answer`].
    pub answer_seconds: String,
    /// As [`Timeouts::total`].
    pub total_seconds: String,
    /// As [`Timeouts::tools`], one tool a line: `search: 30s, total 10m`.
    pub tool_times: String,
    /// As [`RunSettings::refresh_minutes`].
    pub refresh_minutes: String,
    /// As [`ProcessLimits::memory_mib`].
    pub memory_mib: String,
    /// As [`ProcessLimits::cpu_seconds`].
    pub cpu_seconds: String,
    /// As [`ProcessLimits::open_files`].
    pub open_files: String,
    /// Processes have a [`Sandbox`].
    pub sandbox: bool,
    /// As [`Sandbox::writable`], one folder a line. Means nothing without [`Self::sandbox`].
    pub writable: String,
}

impl RunInput {
    /// What a server of this kind makes of it, or what is wrong with the fields that the kind uses.
    pub fn parsed(&self, kind: ServerKind) -> Result<RunSettings, FieldErrors> {
        let mut read = Reader::default();
        let settings = match kind {
            ServerKind::Stdio => RunSettings {
                limits: self.limits(&mut read),
                sandbox: self.sandbox(&mut read),
                ..self.of_any_connection(&mut read)
            },
            ServerKind::Sse | ServerKind::StreamableHttp => self.of_any_connection(&mut read),
            ServerKind::Namespace => RunSettings::default(),
        };
        read.errors.into_result().map(|()| settings)
    }

    fn of_any_connection(&self, read: &mut Reader) -> RunSettings {
        let max = read.number("max_connections", MAX_CONNECTIONS, &self.max_connections);
        RunSettings {
            connections: ConnectionSettings {
                sharing: read.field("sharing", self.parsed_sharing()),
                spares: read.number("spares", SPARES.at_most(max), &self.spares),
                max,
            },
            timeouts: Timeouts {
                connect: read.number("connect_seconds", CONNECT_SECONDS, &self.connect_seconds),
                answer: read.number("answer_seconds", CALL_SECONDS, &self.answer_seconds),
                total: read.number("total_seconds", CALL_SECONDS, &self.total_seconds),
                tools: read.field(
                    "tool_times",
                    at_most(&self.tool_times, MAX_LIST).and_then(|()| tool_times::parse(&self.tool_times)),
                ),
            },
            refresh_minutes: read.number("refresh_minutes", REFRESH_MINUTES, &self.refresh_minutes),
            ..RunSettings::default()
        }
    }

    fn limits(&self, read: &mut Reader) -> ProcessLimits {
        ProcessLimits {
            memory_mib: read.number("memory_mib", MEMORY_MIB, &self.memory_mib),
            cpu_seconds: read.number("cpu_seconds", CPU_SECONDS, &self.cpu_seconds),
            open_files: read.number("open_files", OPEN_FILES, &self.open_files),
        }
    }

    fn sandbox(&self, read: &mut Reader) -> Option<Sandbox> {
        self.sandbox.then(|| Sandbox {
            writable: read.field("writable", self.parsed_writable()),
        })
    }

    fn parsed_sharing(&self) -> Result<Option<Sharing>, Problem> {
        match self.sharing.trim() {
            "" => Ok(None),
            word => Sharing::parse(word).map(Some).ok_or(Problem::UnknownChoice),
        }
    }

    fn parsed_writable(&self) -> Result<Vec<String>, Problem> {
        at_most(&self.writable, MAX_LIST)?;
        let folders = self.writable.lines().map(str::trim);
        folders
            .filter(|folder| !folder.is_empty())
            .map(|folder| check_folder(folder).map(|()| folder.to_owned()))
            .collect()
    }
}

impl From<&RunSettings> for RunInput {
    fn from(settings: &RunSettings) -> Self {
        let RunSettings {
            connections,
            timeouts,
            refresh_minutes,
            limits,
            sandbox,
        } = settings;
        Self {
            sharing: connections.sharing.map_or("", Sharing::as_str).to_owned(),
            spares: to_text(connections.spares),
            max_connections: to_text(connections.max),
            connect_seconds: to_text(timeouts.connect),
            answer_seconds: to_text(timeouts.answer),
            total_seconds: to_text(timeouts.total),
            tool_times: tool_times::format_tool_times(&timeouts.tools),
            refresh_minutes: to_text(*refresh_minutes),
            memory_mib: to_text(limits.memory_mib),
            cpu_seconds: to_text(limits.cpu_seconds),
            open_files: to_text(limits.open_files),
            sandbox: sandbox.is_some(),
            writable: sandbox
                .as_ref()
                .map(|sandbox| sandbox.writable.join("\n"))
                .unwrap_or_default(),
        }
    }
}

/// Reads fields and collects what is wrong with them.
#[derive(Default)]
struct Reader {
    errors: FieldErrors,
}

impl Reader {
    fn number(&mut self, field: &str, bounds: Bounds, text: &str) -> Option<u32> {
        self.field(field, bounds.read(text))
    }

    fn field<T: Default>(&mut self, field: &str, read: Result<T, Problem>) -> T {
        read.unwrap_or_else(|problem| {
            self.errors.add(field, problem);
            T::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::RunInput;
    use crate::{Problem, RunSettings, ServerKind};

    fn full() -> RunInput {
        RunInput {
            sharing: "user".to_owned(),
            spares: "2".to_owned(),
            max_connections: "10".to_owned(),
            connect_seconds: "90".to_owned(),
            answer_seconds: "30".to_owned(),
            total_seconds: "600".to_owned(),
            tool_times: "report: 1m, total 2h\nsearch: 5s".to_owned(),
            refresh_minutes: "0".to_owned(),
            memory_mib: "512".to_owned(),
            cpu_seconds: "60".to_owned(),
            open_files: "256".to_owned(),
            sandbox: true,
            writable: "/srv/data\n${HOME}/out".to_owned(),
        }
    }

    #[test]
    fn every_field_survives_the_round_trip() {
        let settings = full().parsed(ServerKind::Stdio).expect("valid");
        assert_eq!(RunInput::from(&settings), full());
        assert_eq!(settings.validate(), Ok(()), "files may say what forms may");
        let json = serde_json::to_string(&settings).expect("JSON");
        assert_eq!(
            serde_json::from_str::<RunSettings>(&json).expect("JSON"),
            settings
        );
    }

    #[test]
    fn nothing_said_is_the_default_in_both_directions() {
        let default = RunSettings::default();
        assert_eq!(RunInput::default().parsed(ServerKind::Stdio), Ok(default.clone()));
        assert_eq!(RunInput::from(&default), RunInput::default());
    }

    #[test]
    fn checks_only_what_the_kind_uses() {
        let wrong = RunInput {
            spares: "many".to_owned(),
            open_files: "none".to_owned(),
            ..RunInput::default()
        };
        let fields = |kind| {
            let errors = wrong.parsed(kind).err().unwrap_or_default();
            errors
                .iter()
                .map(|(field, _)| field.to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(fields(ServerKind::Stdio), ["open_files", "spares"]);
        assert_eq!(fields(ServerKind::Sse), ["spares"]);
        assert_eq!(fields(ServerKind::Namespace), [""; 0]);
    }

    #[test]
    fn says_of_each_field_what_is_wrong() {
        let input = RunInput {
            sharing: "everybody".to_owned(),
            spares: "11".to_owned(),
            tool_times: "search: soon".to_owned(),
            writable: "/fine\n\n data".to_owned(),
            ..full()
        };
        let errors = input.parsed(ServerKind::Stdio).expect_err("four are wrong");
        for (field, problem) in [
            ("sharing", Problem::UnknownChoice),
            ("spares", Problem::NotInRange { min: 0, max: 10 }),
            ("tool_times", Problem::BadToolTimes { line: 1 }),
            (
                "writable",
                Problem::BadFolder {
                    folder: "data".to_owned(),
                },
            ),
        ] {
            assert_eq!(errors.get(field), [problem], "{field}");
        }
    }

    #[test]
    fn folders_without_a_sandbox_mean_nothing() {
        let input = RunInput {
            sandbox: false,
            writable: "data".to_owned(),
            ..RunInput::default()
        };
        assert_eq!(input.parsed(ServerKind::Stdio), Ok(RunSettings::default()));
    }
}
