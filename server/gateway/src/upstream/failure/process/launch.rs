//! Processes that cannot be started as they were asked for.

use std::{io, path::Path};

use model::FailureClass;

use super::{super::Explanation, spawn};
use crate::{helper::launch::Refusal, upstream::stdio::ProcessSpec};

/// The launcher could not become the command.
pub(in crate::upstream) fn not_launched(refusal: &Refusal, process: &ProcessSpec) -> Explanation {
    let because = |errno: &i32| io::Error::from_raw_os_error(*errno);
    match refusal {
        Refusal::Command(errno) => spawn(&because(errno), process.program(), process.cwd()),
        Refusal::Folder(place, errno) => match process.writable().get(*place) {
            Some(folder) => no_folder(folder, &because(errno)),
            // The last one is ours.
            None => broken_sandbox(&because(errno)),
        },
        Refusal::NoSandbox => refused(
            "The sandbox needs Landlock as Linux has it since 6.2, which this system does not offer.",
            "Update the kernel or switch Landlock on there (`lsm=landlock,…`; in a container it is the host's), or remove \
             the sandbox from the server's settings.",
        ),
        Refusal::Sandbox(reason) => broken_sandbox(reason),
        Refusal::Limits(errno) => refused(
            format!("The limits of the process could not be set: {}.", because(errno)),
            "Choose limits below those of the machine or container (`ulimit -a`).",
        ),
        Refusal::Orphaned => refused("MetaMCP was stopped meanwhile.", "Try again."),
    }
}

/// There is nobody who could limit the process.
pub(in crate::upstream) fn no_helper() -> Explanation {
    refused(
        "Limits and sandboxes need MetaMCP's own program, which this gateway was not given.",
        "Name it when the gateway is built, or remove them from the server's settings.",
    )
}

/// A sandboxed server has no place for temporary files.
pub(in crate::upstream) fn no_temporary_folder(folder: &Path, error: &io::Error) -> Explanation {
    refused(
        format!(
            "The folder {} for temporary files could not be made: {error}.",
            folder.display()
        ),
        "Check that MetaMCP may write to its data directory, and that its disk is not full.",
    )
}

fn no_folder(folder: &Path, error: &io::Error) -> Explanation {
    let folder = folder.display();
    match error.kind() {
        io::ErrorKind::NotFound => refused(
            format!("The folder {folder}, which the server may write to, does not exist."),
            "Create it, or change it in the server's settings.",
        ),
        _ => refused(
            format!("The folder {folder}, which the server may write to, cannot be used: {error}."),
            "Check its permissions, or change it in the server's settings.",
        ),
    }
}

fn broken_sandbox(reason: &impl ToString) -> Explanation {
    refused(
        format!("The sandbox could not be made: {}.", reason.to_string()),
        "Remove the sandbox from the server's settings if it runs without, and report what this says.",
    )
}

fn refused(message: impl Into<String>, advice: &str) -> Explanation {
    Explanation::new(FailureClass::Spawn, message, advice)
}
