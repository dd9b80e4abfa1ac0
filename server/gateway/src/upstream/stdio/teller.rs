//! Tells whoever wants to know what a process writes on stderr.

use std::sync::Arc;

use model::ServerId;

use super::lines::Next;
use crate::{
    OutputLine, ServerOutput,
    spec::GatewayOptions,
    upstream::{core::Core, failure::Target},
};

/// A line that is cut is told without its last bytes: a secret that is cut in two could not be masked.
const UNCERTAIN: usize = 1024;

/// The ear for one process.
pub(super) struct Teller {
    to: Option<Arc<dyn ServerOutput>>,
    server_id: ServerId,
    server: Arc<str>,
    process_id: Option<u32>,
    /// The line that was cut goes on: the rest of it is not told.
    is_cut: bool,
}

impl Teller {
    /// For a process of this connection.
    pub(super) fn of(
        core: &Core,
        server_id: ServerId,
        process_id: Option<u32>,
        options: &GatewayOptions,
    ) -> Self {
        Self {
            to: options.output.clone(),
            server_id,
            server: core.server.clone(),
            process_id,
            is_cut: false,
        }
    }

    /// Something was read, which may not be all of its line.
    pub(super) fn tell(&mut self, target: &Target, next: &Next, is_cut: bool) {
        let Some(to) = &self.to else {
            return;
        };
        let (Next::Line(read) | Next::TooLong(read) | Next::End(read)) = next;
        let certain = if is_cut {
            read.len().saturating_sub(UNCERTAIN)
        } else {
            read.len()
        };
        let goes_on = std::mem::replace(&mut self.is_cut, is_cut);
        if goes_on {
            return;
        }
        let text = String::from_utf8_lossy(read[..certain].trim_ascii_end());
        if text.is_empty() {
            return;
        }
        let mut text = target.mask(&text);
        if is_cut {
            text.push('…');
        }
        to.line(OutputLine {
            server_id: self.server_id,
            server: self.server.clone(),
            process_id: self.process_id,
            text,
        });
    }
}
