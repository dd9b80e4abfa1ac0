//! Integration tests.

mod client;
mod upstream;
