//! Layers of the dashboard. The gateway's routes have none of them: it decides for itself.

pub mod caller;
mod cookie_session;
pub mod headers;
pub mod link_pages;
pub mod origin;
pub mod peer;
mod renewal;
