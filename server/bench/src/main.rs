//! Measures what a gateway costs: `bench load` drives one peer, `bench report` compares many runs.
//!
//! `scripts/bench.sh` starts the peers and calls both.

mod load;
mod measurement;
mod process;
mod report;

use std::io::{self, Write};

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
    /// Compare measurements: medians over the rounds, ratios, goals
    Report(report::ReportOptions),
}

// One thread: it saturates a core before a gateway on the other does, and disturbs it least.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
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
        Command::Report(options) => write!(stdout, "{}", report::run(&options)?)?,
    }
    Ok(())
}
