//! A server that misbehaves; see [`testkit::bad_peer::Mode`].

use std::process::ExitCode;

use clap::Parser;
use testkit::bad_peer::{BadPeerOptions, run};

/// An MCP server that misbehaves
#[derive(Parser)]
struct Arguments {
    #[command(flatten)]
    options: BadPeerOptions,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    run(Arguments::parse().options).await
}
