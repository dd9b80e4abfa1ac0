//! From a message to its answer: who asks, for what, from which upstream.

pub(crate) mod authenticate;
pub(crate) mod call;
pub(crate) mod context;
pub(crate) mod dispatch;
pub(crate) mod progress;
pub(crate) mod resolve;
