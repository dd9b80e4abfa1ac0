//! Processes that cannot be started or end.

mod confines;
mod launch;

use std::{io, os::unix::process::ExitStatusExt, path::Path, process::ExitStatus};

use model::FailureClass;
use nix::sys::signal::Signal;

pub(in crate::upstream) use confines::Confines;
pub(in crate::upstream) use launch::{no_helper, no_temporary_folder, not_launched};

use super::{Explanation, Phase};

/// The command could not be run.
pub(in crate::upstream) fn spawn(error: &io::Error, command: &str, cwd: &Path) -> Explanation {
    let class = FailureClass::Spawn;
    // The system reports a missing directory and a missing program alike.
    if !cwd.is_dir() {
        let message = format!("The working directory {} does not exist.", cwd.display());
        return Explanation::new(
            class,
            message,
            "Create it, or change it in the server's settings.",
        );
    }
    match error.kind() {
        io::ErrorKind::NotFound if command.contains(char::is_whitespace) => Explanation::new(
            class,
            format!("There is no program called `{command}`."),
            "The command is the program alone; write what follows it as arguments.",
        ),
        io::ErrorKind::NotFound => Explanation::new(
            class,
            format!("The command `{command}` was not found on the machine that runs MetaMCP."),
            how_to_get(command),
        ),
        io::ErrorKind::PermissionDenied => Explanation::new(
            class,
            format!("The command `{command}` may not be run."),
            "Make the file executable (`chmod +x`), and check that the user of MetaMCP may read it.",
        ),
        _ => Explanation::new(
            class,
            format!("The command `{command}` could not be started: {error}."),
            "Check that it is a program or a script whose first line starts with `#!`.",
        ),
    }
}

fn how_to_get(command: &str) -> &'static str {
    let program = Path::new(command)
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or(command);
    match program {
        "npx" | "npm" | "node" => {
            "Install Node.js 20 or later, which brings npx; the container image of MetaMCP has it."
        }
        "uvx" | "uv" => {
            "Install uv (https://docs.astral.sh/uv/), which brings uvx; the container image of MetaMCP has it."
        }
        "docker" | "podman" => {
            "Install its command-line client; in a container also mount the engine's socket, or run the server \
             on its own and register its URL."
        }
        "python" | "python3" | "pip" | "pipx" => {
            "Install Python 3, or run the server with uvx, which brings its own."
        }
        "bun" | "bunx" => "Install Bun (https://bun.sh), or run the package with npx.",
        "deno" => "Install Deno (https://deno.com), or run the package with npx.",
        _ => "Check the spelling, install the program where MetaMCP runs, or write its full path.",
    }
}

/// The process ended by itself.
pub(in crate::upstream) fn exited(
    status: Option<ExitStatus>,
    phase: Phase,
    stderr: &str,
    confines: Confines,
) -> Explanation {
    let how = match status {
        Some(status) => match (status.code(), status.signal()) {
            (Some(code), _) => format!("ended with exit code {code}"),
            (None, Some(signal)) => format!("was ended by {}", signal_name(signal)),
            (None, None) => "ended".to_owned(),
        },
        None => "ended".to_owned(),
    };
    let when = match phase {
        Phase::Starting => " before it was ready",
        Phase::Working => "",
    };
    if let Some(reached) = confines.reached(status, stderr) {
        let message = format!("The process {how}{when}: {}.", reached.what);
        return Explanation::new(FailureClass::Exited, message, reached.advice);
    }
    let advice = advice_by_output(stderr).unwrap_or_else(|| advice_by_status(status, phase));
    Explanation::new(FailureClass::Exited, format!("The process {how}{when}."), advice)
}

fn signal_name(signal: i32) -> String {
    Signal::try_from(signal).map_or_else(
        |_| format!("signal {signal}"),
        |signal| signal.as_str().to_owned(),
    )
}

fn advice_by_status(status: Option<ExitStatus>, phase: Phase) -> &'static str {
    match (
        status.and_then(|s| s.code()),
        status.and_then(|s| s.signal()),
        phase,
    ) {
        (Some(127), ..) => "A command that it starts was not found; see its output.",
        (Some(126), ..) => "A command that it starts may not be run; see its output.",
        (_, Some(9), _) | (Some(137), ..) => {
            "Something killed it, often for lack of memory: check the limits of the machine or container."
        }
        (_, Some(_), _) => "See its output, and run the command in a terminal to find out more.",
        (Some(0), _, Phase::Starting) => {
            "Check that it is an MCP server that speaks on stdin and stdout; some need an argument such as `stdio`."
        }
        (_, _, Phase::Starting) => "See its output, and run the command in a terminal to find out more.",
        (_, _, Phase::Working) => "It is started again with the next call; see its output for the reason.",
    }
}

/// What typical words of package runners and servers mean. The first match counts.
fn advice_by_output(stderr: &str) -> Option<&'static str> {
    let output = stderr.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| output.contains(word));
    let advice = if has(&[
        "e404",
        "npm error 404",
        "npm err! 404",
        "was not found in the package registry",
    ]) {
        "There is no package of this name: check its spelling."
    } else if has(&[
        "no solution found when resolving",
        "no matching version",
        "etarget",
    ]) {
        "There is no such version of the package: check the version, or leave it out."
    } else if has(&[
        "enotfound",
        "eai_again",
        "dns error",
        "failed to lookup address",
        "etimedout",
    ]) {
        "The package could not be downloaded: check the machine's network and proxy settings."
    } else if has(&["cannot connect to the docker daemon", "docker.sock"]) {
        "The container engine cannot be reached: start it, and in a container mount its socket."
    } else if has(&[
        "modulenotfounderror",
        "cannot find module",
        "err_module_not_found",
    ]) {
        "A part of the program is missing: check the path, or install its dependencies."
    } else if has(&["unsupported engine", "ebadengine"]) {
        "The package asks for another version of Node.js: install it, or choose another version of the package."
    } else if has(&["eaddrinuse", "address already in use"]) {
        "It wants to listen on a port, so it may be an HTTP server: start it on its own and register its URL."
    } else if asks_for_a_setting(&output) {
        "It asks for a setting: add it to the server's environment variables or arguments."
    } else if has(&[
        "usage:",
        "unrecognized argument",
        "unknown option",
        "unexpected argument",
    ]) {
        "It does not understand its arguments: check them."
    } else if has(&["eacces", "permission denied"]) {
        "It may not read or write a file: check the permissions of the user that runs MetaMCP."
    } else {
        return None;
    };
    Some(advice)
}

fn asks_for_a_setting(output: &str) -> bool {
    let setting = [
        "api key",
        "api_key",
        "apikey",
        "token",
        "environment variable",
        "credential",
    ];
    let asks = [
        "required",
        "missing",
        "not set",
        "must be set",
        "must provide",
        "please set",
        "not provided",
    ];
    output.lines().any(|line| {
        setting.iter().any(|word| line.contains(word)) && asks.iter().any(|word| line.contains(word))
    })
}

#[cfg(test)]
mod tests {
    use std::{io, os::unix::process::ExitStatusExt, path::Path, process::ExitStatus};

    use super::{Confines, exited, spawn};
    use crate::upstream::failure::Phase;

    #[test]
    fn says_how_to_get_a_missing_program() {
        let error = io::Error::from(io::ErrorKind::NotFound);
        let advice = |command| spawn(&error, command, Path::new("/")).advice;
        assert!(advice("npx").contains("Node.js"));
        assert!(advice("/opt/bin/uvx").contains("uv ("));
        assert!(advice("docker").contains("socket"));
        assert!(advice("my-server").contains("full path"));
        assert!(advice("npx -y server").contains("arguments"));
    }

    #[test]
    fn tells_a_missing_directory_from_a_missing_program() {
        let error = io::Error::from(io::ErrorKind::NotFound);
        let explanation = spawn(&error, "npx", Path::new("/does/not/exist"));
        assert_eq!(
            explanation.message,
            "The working directory /does/not/exist does not exist."
        );
    }

    #[test]
    fn names_exit_codes_and_signals() {
        let message =
            |raw, phase| exited(Some(ExitStatus::from_raw(raw)), phase, "", Confines::default()).message;
        assert_eq!(
            message(3 << 8, Phase::Starting),
            "The process ended with exit code 3 before it was ready."
        );
        assert_eq!(message(9, Phase::Working), "The process was ended by SIGKILL.");
        assert_eq!(message(64, Phase::Working), "The process was ended by signal 64.");
    }

    #[test]
    fn reads_the_reason_from_the_output() {
        let failed = Some(ExitStatus::from_raw(1 << 8));
        let advice = |stderr| exited(failed, Phase::Starting, stderr, Confines::default()).advice;
        assert!(advice("npm error code E404").contains("no package"));
        assert!(
            advice("Error: GITHUB_TOKEN environment variable is required").contains("environment variables")
        );
        assert!(advice("usage: server [-h]").contains("arguments"));
        assert!(advice("token refreshed\nfile missing").contains("terminal"));
        assert!(advice("boom").contains("terminal"));
    }
}
