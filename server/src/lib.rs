//! The HTTP edge, the command line and the wiring of MetaMCP.
//!
//! `startup` builds everything from a [`config::Config`], `router` is the table of contents of the one
//! port, `lifecycle` serves it and ends it without leaving a process behind.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod assets;
pub mod cli;
pub mod config;
pub mod lifecycle;
pub mod middleware;
pub mod router;
pub mod routes;
pub mod shared_counts;
pub mod startup;
pub mod state;
pub mod telemetry;
