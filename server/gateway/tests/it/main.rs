//! Integration tests.

mod chaos;
mod client;
mod search;
mod upstream;
