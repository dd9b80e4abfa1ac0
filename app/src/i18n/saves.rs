//! Words of the latest saves of a namespace.

use model::SavedChangeKind;

/// Words of the latest saves of a namespace.
pub struct SavesMessages {
    pub title: &'static str,
    pub lead: &'static str,
    pub undo: &'static str,
    pub undo_of: fn(&str) -> String,
    pub change: fn(SavedChangeKind, &str) -> String,
    pub and_more: fn(usize) -> String,
}
