//! Routes that are not pages.

pub mod consent;
pub mod events;
pub mod health;
mod html;
pub mod identities;
pub mod mcp;
pub mod metrics;
pub mod oauth;
pub mod rest;
pub mod sso;
pub mod upstream_oauth;
