//! The launcher: prepares itself and becomes a server's command. What fails on the way is told on stderr, in one line that
//! the gateway understands.

use std::{
    ffi::{OsStr, OsString},
    io::{Write, stderr},
    os::unix::process::CommandExt,
    path::PathBuf,
    process::{Command, ExitCode},
};

use nix::{
    errno::Errno,
    sys::resource::{Resource, getrlimit, rlim_t, setrlimit},
    unistd::{self, Pid},
};
use serde::{Deserialize, Serialize};

use crate::spec::ProcessLimits;

/// Before the line that says why a command was not executed.
const REFUSAL: &str = "metamcp-launch: ";

/// From the signal that says that the processor time is used up to the end, in seconds.
const CPU_GRACE: u64 = 5;

/// What a launcher does before it becomes the command.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Launch {
    /// The gateway; the process ends when that has ended.
    pub(crate) parent: i32,
    /// What the process may use.
    pub(crate) limits: ProcessLimits,
    /// What it may write to; `None` is everything.
    pub(crate) writable: Option<Vec<PathBuf>>,
}

/// Why a command was not executed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Refusal {
    /// The system said so, with this error number.
    Command(i32),
    /// A folder that is to be writable, by its place in the list, with the error number.
    Folder(usize, i32),
    /// The system has no sandbox, or one that leaves too much open.
    NoSandbox,
    /// The sandbox could not be made.
    Sandbox(String),
    /// A limit could not be set, with the error number.
    Limits(i32),
    /// The gateway has ended meanwhile.
    Orphaned,
}

impl Refusal {
    /// Finds the line in what a process wrote to stderr.
    pub(crate) fn read(stderr: &str) -> Option<Self> {
        serde_json::from_str(stderr.strip_prefix(REFUSAL)?).ok()
    }
}

/// Becomes the command, or says why not.
pub(super) fn launch(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let Some((launch, command)) = Launch::parse(arguments) else {
        return ExitCode::FAILURE;
    };
    let Err(refusal) = launch.become_command(&command) else {
        return ExitCode::SUCCESS;
    };
    let line = serde_json::to_string(&refusal).unwrap_or_default();
    // Nobody listens any more, otherwise.
    let _ = writeln!(stderr(), "{REFUSAL}{line}");
    ExitCode::FAILURE
}

// === impl Launch ===

impl Launch {
    /// The arguments that [`Launch::parse`] reads, before the command.
    pub(crate) fn arguments(&self) -> Vec<OsString> {
        let mut words: Vec<OsString> = Vec::new();
        let mut add = |name: &str, value: &OsStr| words.extend([name.into(), value.to_owned()]);
        let ProcessLimits {
            memory_bytes,
            cpu_seconds,
            open_files,
        } = self.limits;
        add("parent", self.parent.to_string().as_ref());
        let limits = [
            ("memory", memory_bytes),
            ("cpu", cpu_seconds),
            ("files", open_files),
        ];
        for (name, limit) in limits {
            if let Some(limit) = limit {
                add(name, limit.to_string().as_ref());
            }
        }
        if let Some(writable) = &self.writable {
            add("sandbox", "landlock".as_ref());
            for path in writable {
                add("writable", path.as_ref());
            }
        }
        add("command", "".as_ref());
        words
    }

    fn parse(mut arguments: impl Iterator<Item = OsString>) -> Option<(Self, Vec<OsString>)> {
        let mut launch = Self::default();
        loop {
            let name = arguments.next()?;
            let value = arguments.next()?;
            let number = || -> Option<u64> { value.to_str()?.parse().ok() };
            match name.to_str()? {
                "parent" => launch.parent = value.to_str()?.parse().ok()?,
                "memory" => launch.limits.memory_bytes = Some(number()?),
                "cpu" => launch.limits.cpu_seconds = Some(number()?),
                "files" => launch.limits.open_files = Some(number()?),
                "sandbox" => launch.writable = Some(Vec::new()),
                "writable" => launch.writable.as_mut()?.push(value.into()),
                "command" => return Some((launch, arguments.collect())),
                _ => return None,
            }
        }
    }

    fn become_command(&self, command: &[OsString]) -> Result<(), Refusal> {
        // Fails for the leader of a process group only, which has one of its own already.
        let _ = unistd::setsid();
        self.end_with_parent()?;
        if let Some(writable) = &self.writable {
            enter_sandbox(writable)?;
        }
        let [program, args @ ..] = command else {
            return Err(Refusal::Command(Errno::ENOENT as i32));
        };
        let mut command = Command::new(program);
        command.args(args);
        // Last, since they hold for this process too.
        set_limits(self.limits)?;
        let error = command.exec();
        Err(Refusal::Command(error.raw_os_error().unwrap_or_default()))
    }

    /// A keeper ends the whole tree; this is for the case that both are killed. With a signal that can be heard, because
    /// programs such as `docker run` have something to end themselves.
    fn end_with_parent(&self) -> Result<(), Refusal> {
        #[cfg(target_os = "linux")]
        let _ = nix::sys::prctl::set_pdeathsig(nix::sys::signal::Signal::SIGTERM);
        // It may have ended before that could be noticed.
        let is_there = unistd::getppid() == Pid::from_raw(self.parent);
        is_there.then_some(()).ok_or(Refusal::Orphaned)
    }
}

#[cfg(target_os = "linux")]
fn enter_sandbox(writable: &[PathBuf]) -> Result<(), Refusal> {
    super::sandbox::enter(writable)
}

/// Other systems have nothing like it.
#[cfg(not(target_os = "linux"))]
fn enter_sandbox(_: &[PathBuf]) -> Result<(), Refusal> {
    Err(Refusal::NoSandbox)
}

fn set_limits(limits: ProcessLimits) -> Result<(), Refusal> {
    let set = |resource, soft: Option<u64>, beyond: u64| match soft {
        Some(soft) => set_limit(resource, soft, soft.saturating_add(beyond)),
        None => Ok(()),
    };
    set(Resource::RLIMIT_CPU, limits.cpu_seconds, CPU_GRACE)?;
    set(Resource::RLIMIT_NOFILE, limits.open_files, 0)?;
    set(Resource::RLIMIT_DATA, limits.memory_bytes, 0)
}

/// Never raises what the system allows: only root may.
fn set_limit(resource: Resource, soft: rlim_t, hard: rlim_t) -> Result<(), Refusal> {
    let refused = |errno: Errno| Refusal::Limits(errno as i32);
    let (_, allowed) = getrlimit(resource).map_err(refused)?;
    setrlimit(resource, soft.min(allowed), hard.min(allowed)).map_err(refused)
}

#[cfg(test)]
mod tests {
    use super::{Launch, Refusal};
    use crate::spec::ProcessLimits;

    #[test]
    fn everything_that_is_said_to_a_launcher_arrives() {
        let limits = ProcessLimits {
            memory_bytes: Some(1),
            cpu_seconds: Some(2),
            open_files: Some(3),
        };
        let launches = [
            Launch::default(),
            Launch {
                parent: 7,
                limits,
                writable: Some(vec!["/a b".into(), "command".into()]),
            },
            Launch {
                writable: Some(Vec::new()),
                ..Launch::default()
            },
        ];
        let command = ["sh", "-c", "", "command"].map(Into::into).to_vec();
        for launch in launches {
            let mut words = launch.arguments();
            words.extend(command.clone());
            assert_eq!(Launch::parse(words.into_iter()), Some((launch, command.clone())));
        }
        assert_eq!(Launch::parse(["nonsense".into()].into_iter()), None);
    }

    #[test]
    fn a_refusal_is_told_from_what_servers_write() {
        assert_eq!(
            Refusal::read("metamcp-launch: {\"folder\":[0,2]}"),
            Some(Refusal::Folder(0, 2))
        );
        assert_eq!(
            Refusal::read("metamcp-launch: \"no_sandbox\""),
            Some(Refusal::NoSandbox)
        );
        assert_eq!(Refusal::read("metamcp-launch: what?"), None);
        assert_eq!(Refusal::read("Error: \"no_sandbox\""), None);
    }
}
