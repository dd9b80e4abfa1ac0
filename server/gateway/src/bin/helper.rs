//! The gateway's helper as a program of its own; see [`gateway::helper`].

use std::process::ExitCode;

fn main() -> ExitCode {
    gateway::helper::run(std::env::args_os()).unwrap_or(ExitCode::FAILURE)
}
