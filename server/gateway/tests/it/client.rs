//! The gateway as clients meet it: real HTTP on a real socket, with an upstream behind it that does as it is told.

mod auth;
mod bounds;
mod caller;
mod calls;
mod changes;
mod fake;
mod lists;
mod malformed;
mod progress;
mod rig;
mod sdk;
mod sessions;
