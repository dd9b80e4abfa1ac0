//! Quick connect: paste, try, publish, connect a client, see its first call.

mod clients;
mod draft;
mod first_call;
mod paste;
mod publish;
mod step;
mod tried;
mod try_tool;

pub use draft::QuickDraftPage;
pub use paste::QuickConnectPage;
