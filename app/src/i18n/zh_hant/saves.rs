//! Words of the latest saves of a namespace.

use model::SavedChangeKind as K;

use crate::i18n::saves::SavesMessages;

pub(super) const SAVES: SavesMessages = SavesMessages {
    title: "最近的變更",
    lead: "復原只影響該次變更涉及的內容。之後又變更過的內容保持不變，並會告知。",
    undo: "復原",
    undo_of: |what| format!("復原：{what}"),
    and_more: |n| format!("另外 {n} 個"),
    change: |kind, names| match kind {
        K::Name => "變更名稱".to_owned(),
        K::Description => "變更描述".to_owned(),
        K::Naming => "變更用戶端看到的名稱".to_owned(),
        K::ServersAdded => format!("加入伺服器：{names}"),
        K::ServersRemoved => format!("移除伺服器：{names}"),
        K::Order => "變更伺服器順序".to_owned(),
        K::ServersOn => format!("啟用伺服器：{names}"),
        K::ServersOff => format!("停用伺服器：{names}"),
        K::Aliases => format!("變更別名：{names}"),
        K::ToolsOn => format!("啟用工具：{names}"),
        K::ToolsOff => format!("停用工具：{names}"),
        K::Overrides => format!("改寫工具：{names}"),
    },
};
