//! Integration tests.

mod chaos;
mod client;
mod upstream;
