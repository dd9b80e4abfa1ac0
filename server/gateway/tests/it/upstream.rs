//! Upstreams as the gateway's users meet them: real processes, real sockets.

mod failures;
pub(crate) mod fake_http;
mod fake_sse;
mod helped;
mod http;
mod keeper;
mod outages;
mod pool;
mod recall;
pub(crate) mod rig;
mod sdk;
mod sharing;
mod spares;
mod sse;
mod stdio;
mod times;
mod tls;
