//! Processes that end because of what they were kept from.

use std::{os::unix::process::ExitStatusExt, process::ExitStatus};

use nix::sys::signal::Signal;

use crate::spec::ProcessLimits;

/// A shell says so of a command that a signal ended.
const BY_SIGNAL: i32 = 128;

const MEBIBYTE: u64 = 1024 * 1024;

/// What a process is kept from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::upstream) struct Confines {
    /// It may use so much.
    pub(in crate::upstream) limits: ProcessLimits,
    /// It may not write to everything.
    pub(in crate::upstream) is_sandboxed: bool,
}

/// The limit that a process ran into.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Reached {
    /// Goes on a sentence.
    pub(super) what: String,
    /// A sentence.
    pub(super) advice: &'static str,
}

impl Confines {
    /// What a process ran into, as far as its end and its last words tell.
    pub(super) fn reached(self, status: Option<ExitStatus>, output: &str) -> Option<Reached> {
        let ProcessLimits {
            memory_bytes,
            cpu_seconds,
            open_files,
        } = self.limits;
        let output = output.to_ascii_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| output.contains(word));
        let reached = |what, advice| Some(Reached { what, advice });
        if let Some(seconds) = cpu_seconds.filter(|_| ended_by(status, Signal::SIGXCPU)) {
            return reached(
                format!("it has used its {seconds} s of processor time"),
                "Raise the limit of processor time in the server's settings, if it needs more.",
            );
        }
        let lacks_memory = [
            "out of memory",
            "memoryerror",
            "cannot allocate memory",
            "bad_alloc",
            "memory allocation of",
            "allocation failed",
            "enomem",
        ];
        if let Some(bytes) = memory_bytes.filter(|_| has(&lacks_memory)) {
            return reached(
                format!("it may use {} MiB of memory and asked for more", bytes / MEBIBYTE),
                "Raise the memory limit in the server's settings, if it needs more.",
            );
        }
        if let Some(files) = open_files.filter(|_| has(&["too many open files", "emfile"])) {
            return reached(
                format!("it may have {files} files open and asked for more"),
                "Raise the limit of open files in the server's settings, if it needs more.",
            );
        }
        if self.is_sandboxed && has(&["permission denied", "eacces", "read-only file system", "erofs"]) {
            return reached(
                "its sandbox did not let it write".to_owned(),
                "Add the folder that its output names to those it may write to; `npx` and `uvx` need the folder of their \
                 downloads.",
            );
        }
        None
    }
}

fn ended_by(status: Option<ExitStatus>, signal: Signal) -> bool {
    let signal = signal as i32;
    status.is_some_and(|status| status.signal() == Some(signal) || status.code() == Some(BY_SIGNAL + signal))
}

#[cfg(test)]
mod tests {
    use std::{os::unix::process::ExitStatusExt, process::ExitStatus};

    use super::{Confines, MEBIBYTE};
    use crate::spec::ProcessLimits;

    fn what(confines: Confines, raw: i32, output: &str) -> Option<String> {
        let reached = confines.reached(Some(ExitStatus::from_raw(raw)), output);
        reached.map(|reached| reached.what)
    }

    #[test]
    fn names_the_limit_that_was_reached_and_no_other() {
        let limits = ProcessLimits {
            memory_bytes: Some(64 * MEBIBYTE),
            cpu_seconds: Some(2),
            open_files: Some(20),
        };
        let confined = Confines {
            limits,
            is_sandboxed: true,
        };
        let xcpu = 24;
        let cases = [
            (xcpu, "", "it has used its 2 s of processor time"),
            ((128 + xcpu) << 8, "", "it has used its 2 s of processor time"),
            (
                6,
                "FATAL ERROR: JavaScript heap out of memory",
                "it may use 64 MiB of memory and asked for more",
            ),
            (
                1 << 8,
                "OSError: [Errno 24] Too many open files",
                "it may have 20 files open and asked for more",
            ),
            (
                1 << 8,
                "npm error code EACCES",
                "its sandbox did not let it write",
            ),
        ];
        for (raw, output, expected) in cases {
            assert_eq!(what(confined, raw, output).as_deref(), Some(expected), "{output}");
            assert_eq!(what(Confines::default(), raw, output), None, "{output}");
        }
        assert_eq!(what(confined, 1 << 8, "Error: API_KEY is required"), None);
    }
}
