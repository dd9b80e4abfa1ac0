//! Servers that misbehave, one way each, over stdio or (with an address to listen on) over HTTP.
//!
//! What a mode does not spoil works as in the [demo server](crate::demo).

mod crash;
mod http;
mod spoil;
mod stdio;

use std::{fs, io, net::SocketAddr, path::PathBuf, process::ExitCode, time::Duration};

use clap::{Args, ValueEnum};

/// How it misbehaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Mode {
    /// Ends at once with code 3 and a sentence on stderr
    Exit,
    /// Writes lines that are not JSON in place of answers
    Garbage,
    /// Writes log lines between the answers, as programs do that print to stdout
    Noise,
    /// Reads and never answers
    Hang,
    /// Answers everything but tools/call
    HangOnCall,
    /// Ends in the middle of tools/call with code 101
    CrashOnCall,
    /// Ends with code 101 before, during or after the answer to one tools/call in --crash-every
    Crash,
    /// Answers tools/call with one text of --size bytes
    Huge,
    /// Answers each tools/call twice
    Twice,
    /// Answers initialize after --delay-ms
    SlowStart,
    /// Agrees on a protocol version that does not exist
    WrongVersion,
    /// Refuses initialize with a JSON-RPC error
    Refuse,
    /// Has no tools capability and does not know tools/list
    NoTools,
    /// Has a tool list whose pages never end
    PageLoop,
    /// Lists --size tools, a hundred a page
    ManyTools,
    /// Has one tool, `more`, that adds a tool and announces it
    ListChange,
    /// Ignores SIGTERM and the end of stdin
    Stubborn,
    /// Works, and has started a stubborn child of its own
    Grandchild,
    /// Writes --size bytes to stderr before it reads
    StderrFlood,
    /// HTTP: answers everything with a web page
    Html,
    /// HTTP: answers everything with --status
    Status,
    /// HTTP: redirects to itself
    Redirect,
    /// HTTP: closes the connection in the middle of an answer
    Truncated,
}

/// The command line of `testkit-bad-peer`.
#[derive(Debug, Clone, Args)]
pub struct BadPeerOptions {
    /// How it misbehaves
    #[arg(long, value_enum)]
    pub mode: Mode,
    /// Serve HTTP here; without it, stdio
    #[arg(long, value_name = "ADDRESS")]
    pub listen: Option<SocketAddr>,
    /// Bytes or tools, where a mode makes many
    #[arg(long, default_value_t = 1000)]
    pub size: usize,
    /// The status that --mode status answers
    #[arg(long, default_value_t = 500)]
    pub status: u16,
    /// How late --mode slow-start is
    #[arg(long, default_value_t = 1000)]
    pub delay_ms: u64,
    /// How many calls --mode crash survives on average
    #[arg(long, default_value_t = 100)]
    pub crash_every: u32,
    /// Makes --mode crash end in the same call each time
    #[arg(long)]
    pub seed: Option<u64>,
    /// Write the process's id here, and below it those of its children
    #[arg(long, value_name = "FILE")]
    pub pid_file: Option<PathBuf>,
    /// End after this time whatever happens, so that a failed test leaves nothing behind for long
    #[arg(long, default_value_t = 120)]
    pub lifetime_s: u64,
}

/// Misbehaves until the client leaves, or until its lifetime is over.
pub async fn run(options: BadPeerOptions) -> ExitCode {
    let lifetime = tokio::time::sleep(Duration::from_secs(options.lifetime_s));
    let serving = async {
        if let Some(address) = options.listen {
            http::serve(address, &options).await
        } else {
            stdio::serve(&options).await
        }
    };
    tokio::select! {
        served = serving => served.unwrap_or(ExitCode::FAILURE),
        () = lifetime => ExitCode::FAILURE,
    }
}

fn note_pids(options: &BadPeerOptions, child: Option<u32>) -> io::Result<()> {
    let Some(file) = &options.pid_file else {
        return Ok(());
    };
    let pids = [Some(std::process::id()), child].into_iter().flatten();
    let lines: Vec<_> = pids.map(|pid| pid.to_string()).collect();
    // In one move, so that a test which waits for the file never reads half of it.
    let unfinished = file.with_extension("part");
    fs::write(&unfinished, lines.join("\n"))?;
    fs::rename(unfinished, file)
}
