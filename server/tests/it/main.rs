//! The HTTP edge and the command line, with the real router, real sockets, real processes and a real database.

mod addresses;
mod apply;
mod attacks;
mod chaos;
mod command_line;
mod connect;
mod edge;
mod logs;
mod mcp;
mod metrics;
mod oauth;
mod people;
mod process;
mod processes;
mod rest;
mod shared_counts;
mod sso;
mod support;
mod telemetry;
mod web_sessions;
