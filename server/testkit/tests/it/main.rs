//! The peers as real processes and real sockets.

mod bad_peer;
mod everything;
mod http_upstream;
mod support;
