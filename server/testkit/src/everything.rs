//! The reference server: all that the official conformance suite asks of a server, in both eras of the protocol.
//!
//! The **legacy** era is sessions that open with `initialize` (2024-11-05 to 2025-11-25), the **modern** one is
//! requests that carry everything with them (2026-07-28). Tools, prompts and resources are written once, against a
//! `Call`, and behave in each era as the era wants: what asks the client something sends a request on
//! the call's stream in one, and ends with `input_required` and is called again in the other.
//!
//! After the tools that the suite names come more that are of use to tests of a gateway; `tools/list` describes them.

mod asking;
mod call;
mod catalogue;
mod completion;
mod content;
mod http;
mod legacy;
mod methods;
mod modern;
mod outlet;
mod prompts;
mod resources;
mod rounds;
mod rpc;
mod seal;
mod server;
mod stdio;
mod tasks;
mod tools;

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
};

use clap::{Args, ValueEnum};
use tokio::{net::TcpListener, task::JoinSet};

use crate::listener;
use catalogue::Change;
pub use catalogue::Kind;
use server::Server;
pub use stdio::{serve_process, serve_stdio};

/// Which protocol it speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Era {
    /// Sessions only; modern requests are refused as servers of 2025 do
    Legacy,
    /// 2026-07-28 only
    Modern,
    /// Both on one URL, decided for each request
    #[default]
    Both,
}

impl Era {
    fn has_legacy(self) -> bool {
        self != Self::Modern
    }

    fn has_modern(self) -> bool {
        self != Self::Legacy
    }
}

/// In which form a request is answered over HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Answers {
    /// A stream of events, even for a single message
    #[default]
    Events,
    /// JSON, unless something has to be said before the result
    Auto,
}

/// How it serves.
#[derive(Debug, Clone, Default, Args)]
pub struct EverythingOptions {
    /// Which protocol it speaks
    #[arg(long, value_enum, default_value_t)]
    pub era: Era,
    /// In which form it answers over HTTP
    #[arg(long, value_enum, default_value_t)]
    pub answers: Answers,
    /// List so many tools, prompts or resources on a page; without it, all on one
    #[arg(long, value_name = "NUMBER")]
    pub page_size: Option<usize>,
}

impl From<Era> for EverythingOptions {
    fn from(era: Era) -> Self {
        Self {
            era,
            ..Self::default()
        }
    }
}

/// A server in this process, ended when dropped.
#[derive(Debug)]
pub struct Everything {
    address: SocketAddr,
    server: Arc<Server>,
    listener: JoinSet<()>,
}

impl Everything {
    /// Starts one on a free port of the loopback interface.
    pub async fn start(options: EverythingOptions) -> io::Result<Self> {
        Self::start_at((Ipv4Addr::LOCALHOST, 0).into(), options).await
    }

    /// Starts one at this address, such as that of one which was stopped.
    pub async fn start_at(address: SocketAddr, options: EverythingOptions) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let server = Server::new(options);
        let mut tasks = JoinSet::new();
        tasks.spawn(accept(listener, Arc::clone(&server)));
        Ok(Self {
            address,
            server,
            listener: tasks,
        })
    }

    /// Ends it and all its connections. Its address is free then, which after a drop it is only soon.
    pub async fn stop(mut self) {
        self.listener.shutdown().await;
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What a client is configured with.
    pub fn url(&self) -> String {
        format!("http://{}/mcp", self.address)
    }

    /// What a client of HTTP+SSE, the transport of 2024-11-05, is configured with.
    pub fn sse_url(&self) -> String {
        format!("http://{}/sse", self.address)
    }

    /// Legacy sessions that were opened and not deleted, and open streams of HTTP+SSE.
    pub fn sessions(&self) -> usize {
        self.server.sessions.count() + self.server.streams.count()
    }

    /// Forgets all legacy sessions and ends what runs in them, as a restart does: requests with their ids are
    /// answered 404, streams of HTTP+SSE end.
    pub fn forget_sessions(&self) {
        self.server.sessions.clear();
        self.server.streams.clear();
    }

    /// Ends all `subscriptions/listen` streams with a result, as a modern server does before it stops.
    pub fn end_subscriptions(&self) {
        self.server.catalogue.announce(Change::Ending);
    }

    /// How many calls of `wait` run.
    pub fn waiting(&self) -> u64 {
        self.server.waits.running()
    }

    /// How many calls of `wait` were cancelled.
    pub fn cancelled(&self) -> u64 {
        self.server.waits.cancelled()
    }

    /// Adds a tool, prompt or resource of this name and announces it. False when there is one already.
    pub fn add(&self, kind: Kind, name: &str) -> bool {
        self.server.catalogue.add(kind, name)
    }

    /// Removes what [`Everything::add`] or a tool has added, and announces it. False when there is none.
    pub fn remove(&self, kind: Kind, name: &str) -> bool {
        self.server.catalogue.remove(kind, name)
    }
}

impl Drop for Everything {
    // Sessions and tasks hold the server and the server holds them.
    fn drop(&mut self) {
        self.server.close();
    }
}

/// Serves clients for ever.
pub async fn serve(listener: TcpListener, options: EverythingOptions) {
    accept(listener, Server::new(options)).await;
}

async fn accept(listener: TcpListener, server: Arc<Server>) {
    listener::serve(listener, move |request| {
        let server = Arc::clone(&server);
        async move { http::answer(&server, request).await }
    })
    .await;
}
