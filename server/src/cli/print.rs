//! What commands print: results on stdout, failures on stderr.

use std::{
    io::{Write, stderr, stdout},
    process::ExitCode,
};

use anyhow::Context;

/// Writes one line to stdout.
pub(super) fn line(text: &str) -> anyhow::Result<()> {
    writeln!(stdout(), "{text}").context("could not write to standard output")
}

/// Tells why a command failed, cause by cause, and gives its exit code.
pub fn fail(error: &anyhow::Error) -> ExitCode {
    let causes: Vec<String> = error.chain().map(ToString::to_string).collect();
    // Nothing is left to do when even stderr is gone.
    let _ = writeln!(stderr(), "metamcp: {}", causes.join("\n  because: "));
    ExitCode::FAILURE
}

pub(super) fn migrated(report: &migrations::Report) -> anyhow::Result<()> {
    if report.changed.is_empty() {
        return line("nothing to do");
    }
    if let Some(backup) = &report.backup {
        line(&format!("backup: {}", backup.display()))?;
    }
    report
        .changed
        .iter()
        .try_for_each(|name| line(&format!("done: {name}")))
}

pub(super) fn migrations(status: &[migrations::Status]) -> anyhow::Result<()> {
    status.iter().try_for_each(|migration| {
        line(&format!(
            "{} {}",
            if migration.applied { "applied" } else { "pending" },
            migration.name
        ))
    })
}
