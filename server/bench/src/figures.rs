//! Single numbers, each with a gateway of its own: how soon it serves after a start, what idle clients cost, and so on.

mod audit;
mod chain;
mod claim;
mod learnt;
mod lists;
mod memory;
mod search;
mod start;

use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};

/// The command line of `bench figure`.
#[derive(Debug, Args)]
pub(crate) struct FigureOptions {
    /// What is measured
    #[arg(value_enum)]
    what: What,
    /// Folder with metamcp and the programs of testkit
    #[arg(long, value_name = "FOLDER", default_value = "target/release")]
    programs: PathBuf,
    /// A tenth of everything, to see that it works
    #[arg(long)]
    quick: bool,
    /// For `audit`: an empty database, which is measured besides SQLite
    #[arg(long, value_name = "URL")]
    postgres: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum What {
    /// From the start of the process to the first list of tools, with no server there
    Start,
    /// The first call of a client with a process of its own: one that is ready, or one that has to start
    Claim,
    /// Memory of an idle session
    Sessions,
    /// Memory with many idle streams
    Streams,
    /// Lists of a thousand tools
    Lists,
    /// Searches over ten thousand tools
    Search,
    /// What a chain of all kinds of links costs a call
    Chain,
    /// What it costs calls that everything is written down of them
    Audit,
}

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Figure {
    /// Of what.
    pub(crate) kind: Kind,
    /// In the unit of its kind.
    pub(crate) found: f64,
}

/// What a figure says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// From the start of the process to the first list of tools, in milliseconds.
    FirstList,
    /// First call of a session whose process has to start, in milliseconds.
    ColdCall,
    /// First call of a session that gets a process that is ready, in milliseconds.
    WarmCall,
    /// By how much that is slower than its second call, in milliseconds.
    Claim,
    /// Memory of an idle session, in KiB.
    Session,
    /// Memory of the gateway with ten thousand idle streams, in MiB.
    Streams,
    /// Lists of a thousand tools in a second.
    ListRate,
    /// 99 of 100 of these lists are quicker, in milliseconds.
    ListP99,
    /// 99 of 100 searches over ten thousand tools are quicker, in milliseconds.
    SearchP99,
    /// By how much a call through a chain of all kinds of links is slower at its p50, in microseconds.
    Chain,
    /// p99 of calls of which everything is written into SQLite, as a share of that of calls of which nothing is.
    AuditSqlite,
    /// The same with Postgres.
    AuditPostgres,
}

/// Measures.
pub(crate) async fn run(options: &FigureOptions) -> Result<Vec<Figure>> {
    let scale = Scale {
        divisor: if options.quick { 10 } else { 1 },
    };
    let programs = &options.programs;
    match options.what {
        What::Start => start::measure(programs, scale).await,
        What::Claim => claim::measure(programs, scale).await,
        What::Sessions => memory::sessions(programs, scale).await,
        What::Streams => memory::streams(programs, scale).await,
        What::Lists => lists::measure(programs, scale).await,
        What::Search => search::measure(programs, scale).await,
        What::Chain => chain::measure(programs, scale).await,
        What::Audit => audit::measure(programs, scale, options.postgres.clone()).await,
    }
}

/// How much of it is done.
#[derive(Debug, Clone, Copy)]
struct Scale {
    divisor: usize,
}

impl Scale {
    /// So many, or a tenth of them.
    fn of(self, all: usize) -> usize {
        all.div_ceil(self.divisor)
    }
}
