//! Integration tests.
// Futures of whole stories are deep: each call stands in those of its client, the gateway and its server.
#![recursion_limit = "256"]

mod chaos;
mod client;
mod search;
mod upstream;
