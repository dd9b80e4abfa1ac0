//! Routes that are not pages.

pub mod events;
pub mod health;
pub mod mcp;
pub mod metrics;
pub mod rest;
