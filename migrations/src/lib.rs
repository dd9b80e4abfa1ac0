//! The history of the schema: what was changed in which order, and how to go back.
//!
//! Every migration runs in a transaction together with the note that it ran, on both engines, and only one
//! process runs one at a time. A file of `SQLite` is copied before it is changed. Nothing is printed: callers
//! get a [`Report`].
#![forbid(unsafe_code)]
#![warn(missing_docs)]
#![expect(
    elided_lifetimes_in_paths,
    reason = "`async_trait` matches lifetimes with those the migration trait hides"
)]

mod backup;
mod columns;
mod database;
mod error;
mod history;
mod options;
mod report;
mod runner;

mod m20261121_000001_users;
mod m20261121_000002_identities;
mod m20261121_000003_web_sessions;
mod m20261121_000004_servers;
mod m20261121_000005_tools;
mod m20261121_000006_namespaces;
mod m20261121_000007_namespace_servers;
mod m20261121_000008_namespace_tools;
mod m20261121_000009_endpoints;
mod m20261121_000010_api_keys;
mod m20261121_000011_settings;
mod m20261121_000012_configuration_revision;
mod m20261121_000013_server_offerings;
mod m20261121_000014_naming;
mod m20261121_000015_nesting;
mod m20261121_000016_run;
mod m20261121_000017_client_sessions;
mod m20261121_000018_tool_changes;
mod m20261121_000019_signed_in;
mod m20261121_000020_person_links;
mod m20261121_000021_oauth_clients;
mod m20261121_000022_oauth_authorizations;
mod m20261121_000023_oauth_codes;
mod m20261121_000024_key_limits;
mod m20261122_000025_oidc_providers;
mod m20261122_000026_sign_in_attempts;
mod m20261122_000027_upstream_oauth;
mod m20261122_000028_upstream_attempts;
mod m20261122_000029_teams;
mod m20261122_000030_run_commands;
mod m20261122_000031_sso_rules;
mod m20261122_000032_registrations;
mod m20261122_000033_caller_settings;
mod m20261122_000035_tool_overrides;
mod m20261122_000036_tool_listing;
mod m20261122_000037_namespace_saves;
mod m20261122_000039_tool_verdicts;
mod m20261122_000040_chain;
mod m20261122_000041_approvals;
mod m20261122_000042_audit_calls;
mod m20261122_000043_audit_acts;
mod m20261122_000044_audit_strands;
mod m20261122_000045_saved_requests;
mod m20261122_000046_conformance_runs;

pub use error::{Cause, Error};
pub use options::Options;
pub use report::{Report, Status};
pub use runner::{down, status, up};

use sea_orm_migration::MigrationTrait;

/// All migrations, the oldest first. New ones are added at the end; released ones are never edited.
fn all() -> Vec<Box<dyn MigrationTrait>> {
    vec![
        Box::new(m20261121_000001_users::Migration),
        Box::new(m20261121_000002_identities::Migration),
        Box::new(m20261121_000003_web_sessions::Migration),
        Box::new(m20261121_000004_servers::Migration),
        Box::new(m20261121_000005_tools::Migration),
        Box::new(m20261121_000006_namespaces::Migration),
        Box::new(m20261121_000007_namespace_servers::Migration),
        Box::new(m20261121_000008_namespace_tools::Migration),
        Box::new(m20261121_000009_endpoints::Migration),
        Box::new(m20261121_000010_api_keys::Migration),
        Box::new(m20261121_000011_settings::Migration),
        Box::new(m20261121_000012_configuration_revision::Migration),
        Box::new(m20261121_000013_server_offerings::Migration),
        Box::new(m20261121_000014_naming::Migration),
        Box::new(m20261121_000015_nesting::Migration),
        Box::new(m20261121_000016_run::Migration),
        Box::new(m20261121_000017_client_sessions::Migration),
        Box::new(m20261121_000018_tool_changes::Migration),
        Box::new(m20261121_000019_signed_in::Migration),
        Box::new(m20261121_000020_person_links::Migration),
        Box::new(m20261121_000021_oauth_clients::Migration),
        Box::new(m20261121_000022_oauth_authorizations::Migration),
        Box::new(m20261121_000023_oauth_codes::Migration),
        Box::new(m20261121_000024_key_limits::Migration),
        Box::new(m20261122_000025_oidc_providers::Migration),
        Box::new(m20261122_000026_sign_in_attempts::Migration),
        Box::new(m20261122_000027_upstream_oauth::Migration),
        Box::new(m20261122_000028_upstream_attempts::Migration),
        Box::new(m20261122_000029_teams::Migration),
        Box::new(m20261122_000030_run_commands::Migration),
        Box::new(m20261122_000031_sso_rules::Migration),
        Box::new(m20261122_000032_registrations::Migration),
        Box::new(m20261122_000033_caller_settings::Migration),
        Box::new(m20261122_000035_tool_overrides::Migration),
        Box::new(m20261122_000036_tool_listing::Migration),
        Box::new(m20261122_000037_namespace_saves::Migration),
        Box::new(m20261122_000039_tool_verdicts::Migration),
        Box::new(m20261122_000040_chain::Migration),
        Box::new(m20261122_000041_approvals::Migration),
        Box::new(m20261122_000042_audit_calls::Migration),
        Box::new(m20261122_000043_audit_acts::Migration),
        Box::new(m20261122_000044_audit_strands::Migration),
        Box::new(m20261122_000045_saved_requests::Migration),
        Box::new(m20261122_000046_conformance_runs::Migration),
    ]
}
