//! Layers of the dashboard. The gateway's routes have none of them: it decides for itself.

pub mod caller;
pub mod headers;
pub mod origin;
pub mod peer;
