//! Words of the latest saves of a namespace.

use model::SavedChangeKind as K;

use crate::i18n::saves::SavesMessages;

pub(super) const SAVES: SavesMessages = SavesMessages {
    title: "最近的改动",
    lead: "撤销只影响该次改动涉及的内容。之后又改动过的内容保持不变，并会告知。",
    undo: "撤销",
    undo_of: |what| format!("撤销：{what}"),
    and_more: |n| format!("另外 {n} 个"),
    change: |kind, names| match kind {
        K::Name => "更改名称".to_owned(),
        K::Description => "更改描述".to_owned(),
        K::Naming => "更改客户端看到的名称".to_owned(),
        K::ServersAdded => format!("添加服务器：{names}"),
        K::ServersRemoved => format!("移除服务器：{names}"),
        K::Order => "更改服务器顺序".to_owned(),
        K::ServersOn => format!("启用服务器：{names}"),
        K::ServersOff => format!("停用服务器：{names}"),
        K::Aliases => format!("更改别名：{names}"),
        K::ToolsOn => format!("启用工具：{names}"),
        K::ToolsOff => format!("停用工具：{names}"),
        K::Overrides => format!("改写工具：{names}"),
    },
};
