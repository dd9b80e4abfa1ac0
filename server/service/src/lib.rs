//! Use cases: what people and programs can do with an installation of MetaMCP.
//!
//! Each use case asks for a permission first, validates what it was given, decides inside one transaction, and
//! returns when the gateway runs the result. None of them knows HTTP or HTML; the gateway knows none of them.
#![recursion_limit = "256"]
#![forbid(unsafe_code)]
#![warn(missing_docs)]
#![warn(clippy::future_not_send)]

mod account;
mod acts;
mod admission;
mod api_keys;
mod approvals;
mod audit;
mod auth;
mod authorization_answer;
mod belongings;
mod caller;
mod calls;
mod changes;
mod client_sessions;
mod clock;
mod conformance;
mod drafts;
mod endpoints;
mod error;
mod front_door;
mod identities;
mod inspector;
mod installation;
mod keys;
mod last_admin;
mod links;
mod logs;
mod memberships;
mod mint;
mod namespaces;
mod naming;
mod nesting;
mod oauth;
mod offerings;
mod overview;
mod ownership;
mod passwords;
mod principals;
mod quick;
mod recorder;
mod references;
mod registration;
mod reveals;
mod run;
mod saved_requests;
mod sealer;
mod secrets;
mod servers;
mod services;
mod setup;
mod sign_ins;
mod sso;
mod sync;
mod teams;
mod throttle;
mod token_counter;
mod tools;
mod transfer;
mod transport;
mod users;
mod verdicts;
mod visibility;
mod watch;
mod wires;

pub use account::Account;
pub use api_keys::ApiKeys;
pub use approvals::Approvals;
pub use audit::{
    Audit, AuditLog, AuditOptions, Breach, Break, ExportFormat, ExportPart, KeptHead, StrandState,
    Verification, audit_log,
};
pub use auth::Auth;
pub use caller::Caller;
pub use calls::Calls;
pub use changes::Changed;
pub use client_sessions::{ClientSessions, client_sessions};
pub use clock::{Clock, FixedClock, SystemClock};
pub use conformance::Conformance;
pub use endpoints::Endpoints;
pub use error::{BoxError, Conflict, Error};
pub use front_door::FrontDoor;
pub use identities::Identities;
pub use inspector::{AppPage, INSPECTOR_CALLBACK, Inspector, SignedIn};
pub use links::Links;
pub use logs::{Journal, KEPT_BYTES, KEPT_LINES, LineSink, Logs, journal};
pub use mint::random_password;
pub use namespaces::Namespaces;
pub use oauth::{Authorize, Oauth, OauthError, OauthProblem, TokenAnswer};
pub use overview::Overview;
pub use ownership::Ownership;
pub use quick::Quick;
pub use recorder::{FanOut, Recorder, recorder};
pub use registration::Registered;
pub use saved_requests::SavedRequests;
pub use sealer::{Sealer, SealerError};
pub use servers::Servers;
pub use services::{Parts, Services};
pub use setup::Setup;
pub use sign_ins::SignIns;
pub use sso::{
    Arrival, DeclaredProvider, Departure, LinkOffer, LinkedByPassword, NotSignedIn, Sso, SsoTicket,
};
pub use store::SessionKey;
pub use teams::Teams;
pub use transfer::{Applied, Change, Plan, Transfer, Verb};
pub use users::Users;
pub use wires::Wires;

/// What a use case returns.
pub type Result<T> = std::result::Result<T, Error>;
