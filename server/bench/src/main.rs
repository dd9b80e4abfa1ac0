//! Measures what a gateway costs and what it stands.
//!
//! `bench load` drives one peer, `bench figure` finds single numbers, `bench report` compares and says which goals are
//! reached; `scripts/bench.sh` starts the peers and calls them. `bench soak` is `scripts/soak.sh`.

mod answer;
mod client;
mod figures;
mod gateway;
mod load;
mod measurement;
mod process;
mod report;
mod soak;
mod upstream;

use std::{
    io::{self, Write},
    process::ExitCode,
};

use anyhow::Result;
use clap::{Parser, Subcommand};

/// Load generator and report for MCP over Streamable HTTP
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Call a tool again and again over some connections and measure it
    Load(load::LoadOptions),
    /// Find a single number, printed as JSON, with a gateway of its own
    Figure(figures::FigureOptions),
    /// Compare measurements: medians over the rounds, ratios, goals
    Report(report::ReportOptions),
    /// Call crashing servers through a gateway of its own, check every answer, and see that nothing grows
    Soak(soak::SoakOptions),
}

// One thread: it saturates a core before a gateway on the other does, and disturbs it least.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode> {
    let mut stdout = io::stdout().lock();
    match Arguments::parse().command {
        Command::Load(options) => {
            let json = options.json;
            let measurement = load::run(options).await?;
            if json {
                serde_json::to_writer(&mut stdout, &measurement)?;
                writeln!(stdout)?;
            } else {
                writeln!(stdout, "{measurement}")?;
            }
        }
        Command::Figure(options) => {
            serde_json::to_writer(&mut stdout, &figures::run(&options).await?)?;
            writeln!(stdout)?;
        }
        Command::Report(options) => write!(stdout, "{}", report::run(&options)?)?,
        Command::Soak(options) => {
            if !soak::run(&options, &mut stdout).await? {
                return Ok(ExitCode::FAILURE);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}
