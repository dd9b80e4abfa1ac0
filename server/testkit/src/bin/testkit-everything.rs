//! The reference server, over Streamable HTTP or stdio. Over HTTP it prints where it listens.

use std::{
    io::{self, Write},
    net::SocketAddr,
};

use clap::Parser;
use testkit::everything::{EverythingOptions, serve, serve_process};
use tokio::net::TcpListener;

/// An MCP server with everything that the official conformance suite asks for
#[derive(Parser)]
struct Arguments {
    /// Where to listen; port 0 is a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// Serve stdin and stdout instead
    #[arg(long, conflicts_with = "listen")]
    stdio: bool,
    #[command(flatten)]
    options: EverythingOptions,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let Arguments {
        listen,
        stdio,
        options,
    } = Arguments::parse();
    if stdio {
        return serve_process(options).await;
    }
    let listener = TcpListener::bind(listen).await?;
    writeln!(io::stdout(), "listening on http://{}/mcp", listener.local_addr()?)?;
    serve(listener, options).await;
    Ok(())
}
