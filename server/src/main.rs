//! The binary `metamcp`.

use std::process::ExitCode;

use clap::Parser;
use server::cli::{self, Cli};

fn main() -> ExitCode {
    // Before anything else is built: helpers are small, and one becomes another program at once.
    if let Some(ended) = gateway::helper::run(std::env::args_os()) {
        return ended;
    }
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            return cli::fail(&anyhow::Error::new(error).context("could not start the async runtime"));
        }
    };
    let ended = runtime.block_on(cli::run(cli));
    // A thread that reads stdin cannot be interrupted, and nothing is left to wait for.
    runtime.shutdown_background();
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => cli::fail(&error),
    }
}
