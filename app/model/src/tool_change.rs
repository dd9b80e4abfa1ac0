//! What changed at a tool: its part, what that means for those who use it, and whether somebody should look twice.
//!
//! Everything here is computed from two definitions as the server wrote them, and nothing is remembered, so a rule that
//! gets better is better for what happened before, too.

mod diff;
mod excerpt;
mod fields;
mod hidden;
mod kind;
mod level;
mod mentions;
mod part;
mod parts;
mod phrases;
mod same;
mod schema;
#[cfg(test)]
mod tests;
mod texts;
mod verdict;
mod view;
mod waiting;
mod warning;

pub use diff::ToolDiff;
pub use hidden::{Piece, reveal};
pub use kind::ToolChangeKind;
pub use level::ChangeLevel;
pub use part::{ChangedPart, FieldChange, PartChange};
pub use same::says_the_same;
pub use verdict::ToolVerdict;
pub use view::{ToolChangeView, ToolHistory};
pub use waiting::{DecidedBy, NamespaceChanges, ServerChanges, ToolVerdicts, VerdictView, WaitingTool};
pub use warning::{Finding, Warning};
