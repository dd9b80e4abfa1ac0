//! Servers that want a sign-in: people connect them, and their tokens are kept alive.

mod connecting;
mod renewing;
mod revoking;
mod scene;
