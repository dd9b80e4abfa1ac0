//! Routes that are not pages.

pub mod apps;
pub mod audit;
pub mod consent;
pub mod events;
pub mod health;
pub(crate) mod html;
pub mod identities;
pub mod inspector;
pub mod logs;
pub mod mcp;
pub mod metrics;
pub mod oauth;
pub mod recordings;
pub mod rest;
pub mod sso;
pub mod upstream_oauth;
pub(crate) mod wrong_address;
