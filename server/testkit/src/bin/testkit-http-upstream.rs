//! The demo server over Streamable HTTP. Prints its URL, then serves until it is ended.

use std::{
    io::{self, Write},
    net::SocketAddr,
};

use clap::Parser;
use testkit::http_upstream::{HttpOptions, serve};
use tokio::net::TcpListener;

/// The demo MCP server over Streamable HTTP
#[derive(Parser)]
struct Arguments {
    /// Where to listen; port 0 is a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    #[command(flatten)]
    options: HttpOptions,
}

// One thread: in a bench the gateway shall have the other core.
#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let arguments = Arguments::parse();
    let listener = TcpListener::bind(arguments.listen).await?;
    writeln!(io::stdout(), "http://{}/mcp", listener.local_addr()?)?;
    serve(listener, arguments.options).await;
    Ok(())
}
