//! Server functions: what pages ask the server to do. Each is a signature and one line over a use case.
//!
//! Paths are written out, so that server and browser agree on them whatever they were built by.

pub mod account;
pub mod api_keys;
pub mod approvals;
pub mod audit;
pub mod auth;
pub mod changes;
pub mod conformance;
pub mod copies;
pub mod endpoints;
pub mod finder;
pub mod inspector;
pub mod links;
pub mod logs;
pub mod middleware;
pub mod namespaces;
pub mod oauth;
pub mod overview;
pub mod ownership;
pub mod people;
pub mod preferences;
pub mod quick;
pub mod saves;
pub mod servers;
pub mod setup;
pub mod sign_in;
pub mod teams;
pub mod wires;
