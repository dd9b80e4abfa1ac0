//! Use cases over a real database and a real gateway.

mod account;
mod api_keys;
mod auth;
mod calls;
mod client_sessions;
mod endpoints;
mod following;
mod namespaces;
mod naming;
mod nesting;
mod oauth;
mod offerings;
mod ownership;
mod people;
mod permissions;
mod quick;
mod sealing;
mod servers;
mod setup;
mod sign_ins;
mod support;
mod teams;
mod tool_history;
mod tools;
mod transfer;
mod unavailable;
