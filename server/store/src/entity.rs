//! Rows as the tables have them. Nothing of this leaves the crate.
#![expect(
    unreachable_pub,
    reason = "the derives write public items that name these types"
)]

pub(crate) mod api_key;
pub(crate) mod approval;
pub(crate) mod audit_act;
pub(crate) mod audit_call;
pub(crate) mod audit_strand;
pub(crate) mod client_session;
pub(crate) mod conformance_run;
pub(crate) mod endpoint;
pub(crate) mod identity;
pub(crate) mod namespace;
pub(crate) mod namespace_save;
pub(crate) mod namespace_server;
pub(crate) mod namespace_tool;
pub(crate) mod oauth_authorization;
pub(crate) mod oauth_client;
pub(crate) mod oauth_code;
pub(crate) mod oidc_provider;
pub(crate) mod person_link;
pub(crate) mod registration;
pub(crate) mod revision;
pub(crate) mod saved_request;
pub(crate) mod server;
pub(crate) mod server_offering;
pub(crate) mod setting;
pub(crate) mod sign_in_attempt;
pub(crate) mod sign_up_request;
pub(crate) mod signing_key;
pub(crate) mod team;
pub(crate) mod team_member;
pub(crate) mod tool;
pub(crate) mod tool_change;
pub(crate) mod tool_verdict;
pub(crate) mod upstream_attempt;
pub(crate) mod upstream_grant;
pub(crate) mod user;
pub(crate) mod web_session;
