//! Upstreams as the gateway's users meet them: real processes, real sockets.

mod failures;
mod fake_http;
mod fake_sse;
mod http;
mod pool;
mod rig;
mod sdk;
mod sse;
mod stdio;
