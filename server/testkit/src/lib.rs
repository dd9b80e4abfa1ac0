//! MCP peers for trying out, testing and measuring: they depend on nothing else of this workspace.
//!
//! - [`demo`] is the built-in demo server, `metamcp demo-server`, over stdio;
//! - [`http_upstream`] is the same server over Streamable HTTP, quick enough to be a bench's upstream;
//! - [`bad_peer`] misbehaves in the ways that servers in the field do;
//! - [`everything`] is the reference: all that the official conformance suite asks of a server, in both eras of
//!   the protocol;
//! - [`sign_in`] is the demo server behind a sign-in (OAuth), with its own authorization server.
//! - [`oidc_provider`] is a provider of single sign-on, for tests of what it may say.
//!
//! Each is also a small binary; [`programs::path`] finds it for a test that starts a real process.

#![warn(missing_docs)]
#![forbid(unsafe_code)]

pub mod bad_peer;
mod body;
pub mod demo;
pub mod everything;
pub mod frame;
pub mod http_upstream;
mod listener;
pub mod oidc_provider;
pub mod programs;
pub mod sign_in;
