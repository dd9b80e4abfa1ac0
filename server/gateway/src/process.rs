//! Processes as the system shows them, and which of them belong together.

mod table;
mod tree;

pub(crate) use table::{Process, Table};
pub(crate) use tree::{Leader, MARK_VARIABLE, TreeId};
