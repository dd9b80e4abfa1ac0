//! What the gateway runs as processes beside servers: the same binary, in a mode that does one small thing.
//!
//! - `launch` becomes a server's process: it does to itself what can only be done from inside (a session of its own,
//!   limits, the sandbox) and then executes the server's command, so that nothing of it stays.
//! - `keep` outlives the gateway by a moment: when the gateway is gone, however that came, it ends what is left of the
//!   servers' processes, and itself.
//!
//! A binary that embeds the gateway hands its arguments to [`run`] before it does anything else, and names itself in
//! [`GatewayOptions::helper`](crate::GatewayOptions::helper).

mod keep;
pub(crate) mod launch;
#[cfg(target_os = "linux")]
mod sandbox;

use std::{ffi::OsString, process::ExitCode};

pub(crate) use keep::News;

/// The argument that asks for a helper. Nobody types it.
pub(crate) const WORD: &str = "gateway-helper";

/// The second argument for the keeper.
pub(crate) const KEEP: &str = "keep";

/// The second argument for a launcher.
pub(crate) const LAUNCH: &str = "launch";

/// Does what a helper does, if the arguments ask for one. Never returns where it becomes another program.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Option<ExitCode> {
    let mut arguments = arguments.into_iter().skip(1);
    if arguments.next()? != WORD {
        return None;
    }
    let mode = arguments.next()?;
    if mode == KEEP {
        Some(keep::keep(arguments))
    } else if mode == LAUNCH {
        Some(launch::launch(arguments))
    } else {
        None
    }
}
