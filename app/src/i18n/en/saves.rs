//! Words of the latest saves of a namespace.

use model::SavedChangeKind as K;

use crate::i18n::saves::SavesMessages;

pub(super) const SAVES: SavesMessages = SavesMessages {
    title: "Latest changes",
    lead: "Undoing touches only what that change touched. What has changed again since stays, and you are told so.",
    undo: "Undo",
    undo_of: |what| format!("Undo: {what}"),
    and_more: |n| format!("{n} more"),
    change: |kind, names| match kind {
        K::Name => "Another name".to_owned(),
        K::Description => "Another description".to_owned(),
        K::Naming => "Other names for clients".to_owned(),
        K::ServersAdded => format!("Servers added: {names}"),
        K::ServersRemoved => format!("Servers removed: {names}"),
        K::Order => "Another order of servers".to_owned(),
        K::ServersOn => format!("Servers on: {names}"),
        K::ServersOff => format!("Servers off: {names}"),
        K::Aliases => format!("Other aliases: {names}"),
        K::ToolsOn => format!("Tools on: {names}"),
        K::ToolsOff => format!("Tools off: {names}"),
        K::Overrides => format!("Tools in other words: {names}"),
    },
};
