//! The store on real databases, every test on both engines.
#![expect(
    clippy::unwrap_used,
    reason = "a test ends where something unexpected happens"
)]

mod api_keys;
mod approvals;
mod audit;
mod caller_settings;
mod client_sessions;
mod conformance_runs;
mod connecting;
mod constraints;
mod endpoints;
mod failures;
mod identities;
mod migrations;
mod namespace_saves;
mod namespaces;
mod news;
mod oauth;
mod offerings;
mod oidc_providers;
mod person_links;
mod saved_requests;
mod servers;
mod sessions;
mod settings;
mod sign_in;
mod snapshot;
mod support;
mod teams;
mod tool_changes;
mod tool_verdicts;
mod tools;
mod transactions;
mod upstream_oauth;
mod users;
mod web_sessions;
