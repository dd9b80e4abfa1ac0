//! The pages, one module for each noun.

pub mod account;
pub mod api_keys;
pub mod endpoints;
mod listing;
mod live;
pub mod login;
pub mod namespaces;
pub mod not_found;
mod nothing_found;
pub mod overview;
mod permitted;
mod query;
pub mod quick;
pub mod servers;
pub mod setup;
mod visibility;
