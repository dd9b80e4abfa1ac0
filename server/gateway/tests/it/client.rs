//! The gateway as clients meet it: real HTTP on a real socket, with an upstream behind it that does as it is told.
#![expect(
    clippy::unwrap_used,
    reason = "in the test's own peers, too, a panic is the report"
)]

mod auth;
mod bounds;
mod bridge;
mod bridges;
mod caller;
mod calls;
mod changes;
mod connecting;
mod fake;
mod held;
mod limited_keys;
mod line;
mod lists;
mod malformed;
mod middleware;
mod nested;
mod oauth;
mod progress;
mod relay;
mod rest;
mod restored;
mod rig;
mod sdk;
mod searched;
mod sessions;
mod shelf;
mod stateless;
mod tasks;
mod told;
mod traced;
mod wires;
mod witness;
