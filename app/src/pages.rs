//! The pages, one module for each noun.

pub mod account;
pub mod api_keys;
mod clients;
pub mod connected_clients;
pub mod consent;
pub mod endpoints;
pub mod hand_over;
pub mod link;
mod list_page;
mod listing;
mod live;
pub mod login;
pub mod namespaces;
pub mod not_found;
mod nothing_found;
mod nothing_yet;
pub mod oauth_clients;
pub mod overview;
mod owned;
pub mod people;
pub(crate) mod permitted;
mod query;
pub mod quick;
pub mod servers;
pub mod setup;
pub mod teams;
mod visibility;
