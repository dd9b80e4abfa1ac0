//! From a message to its answer: who asks, for what, from which upstream.

pub(crate) mod authenticate;
pub(crate) mod candidates;
mod connecting;
pub(crate) mod context;
pub(crate) mod details;
pub(crate) mod discovery;
pub(crate) mod dispatch;
pub(crate) mod forward;
pub(crate) mod lists;
pub(crate) mod parking;
pub(crate) mod recording;
pub(crate) mod rentals;
pub(crate) mod replay;
pub(crate) mod resolve;
pub(crate) mod resources;
pub(crate) mod rounds;
pub(crate) mod route;
pub(crate) mod sender;
pub(crate) mod stages;
pub(crate) mod stateless;
pub(crate) mod stream;
pub(crate) mod task_list;
pub(crate) mod trace;
