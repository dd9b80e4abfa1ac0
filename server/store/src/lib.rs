//! Saved configuration: one code for `SQLite` and Postgres, and the only crate that speaks to either.
//!
//! A [`Store`] reads. Everything that writes happens in a [`Tx`], one after the other on both engines, so a
//! decision made inside a transaction ("nobody has this role yet") still holds when it commits. Repositories
//! take ids and times as parameters and return records of their own, never rows.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod access;
mod api_keys;
mod approvals;
mod audit;
mod client_sessions;
mod configuration;
mod conformance_runs;
mod connect;
mod endpoints;
mod entity;
mod error;
mod identities;
mod latest;
mod namespace_saves;
mod namespaces;
mod newest;
mod news;
mod oauth;
mod offerings;
mod oidc_providers;
mod options;
mod order;
mod owner;
mod person_links;
mod registrations;
mod repositories;
mod rows;
mod saved_requests;
mod servers;
mod sessions;
mod settings;
mod sign_in_attempts;
mod sign_up_requests;
mod signing_keys;
mod store;
mod taken;
mod teams;
#[cfg(feature = "testing")]
pub mod testing;
mod tool_changes;
mod tool_verdicts;
mod tools;
mod tx;
mod upstream_attempts;
mod upstream_grants;
mod users;
mod versioned;
mod web_sessions;

pub use access::{Read, Write};
pub use api_keys::{ApiKeyRecord, ApiKeys};
pub use approvals::{ApprovalRecord, Approvals, Settlement};
pub use audit::{
    ACTS, ActRecord, ActRow, Audit, AuditCallRecord, AuditCallRow, AuditPart, AuditStrand, Behind, CallScope,
    CheckedRow, RowsToCheck, StrandRecord, Tally, TallyBy,
};
pub use client_sessions::{ClientSessionChange, ClientSessionRecord, ClientSessions, SessionHolder};
pub use configuration::Configuration;
pub use conformance_runs::{ConformanceRunRecord, ConformanceRuns};
pub use endpoints::{EndpointRecord, Endpoints};
pub use error::{Cause, Constraint, Error};
pub use identities::{AccountRecord, Identities, IdentityAccount, IdentityKind, IdentityRecord};
pub use namespace_saves::{NamespaceSaveRecord, NamespaceSaves};
pub use namespaces::{NamespaceRecord, NamespaceServerRecord, NamespaceToolRecord, Namespaces};
pub use news::{Listener, News};
pub use oauth::{
    AuthorizationRecord, Authorizations, OauthClientRecord, OauthClients, OauthCodeRecord, OauthCodes,
    RefreshRecord,
};
pub use offerings::{OfferingRecord, Offerings};
pub use oidc_providers::{OidcProviderRecord, OidcProviders};
pub use options::StoreOptions;
pub use person_links::{LinkPurpose, PersonLinkRecord, PersonLinks};
pub use registrations::{RegistrationRecord, Registrations};
pub use saved_requests::{SavedRequestRecord, SavedRequests};
pub use servers::{ServerRecord, Servers};
pub use sessions::Sessions;
pub use settings::{SettingRecord, Settings};
pub use sign_in_attempts::{SignInAttemptRecord, SignInAttempts};
pub use sign_up_requests::{SignUpRequestRecord, SignUpRequests};
pub use signing_keys::{SigningKeyRecord, SigningKeys};
pub use store::Store;
pub use teams::{TeamMemberRecord, TeamRecord, Teams};
pub use tool_changes::{HistoryBounds, ToolChangeRecord, ToolChanges};
pub use tool_verdicts::{MOST_VERDICTS, NewToolVerdict, ToolVerdictRecord, ToolVerdicts};
pub use tools::{ToolDefinition, ToolRecord, ToolSync, Tools};
pub use tx::Tx;
pub use upstream_attempts::{UpstreamAttemptRecord, UpstreamAttempts};
pub use upstream_grants::{UpstreamGrantRecord, UpstreamGrants};
pub use users::{UserRecord, Users};
pub use web_sessions::{SIGNED_IN, Seen, SessionKey, SignedIn, WebSessionRecord, WebSessions};
