//! Words of the search for tools.

use crate::i18n::finder::FinderMessages;

pub(super) const FINDER: FinderMessages = FinderMessages {
    title: "尋找工具",
    lead: "用幾個詞說明它應做什麼。會搜尋你能看到的所有命名空間和伺服器的工具。",
    open: "尋找工具 (Ctrl-K)",
    label: "工具應做什麼？",
    results: "符合的工具，最佳在前",
    best: "最符合的",
    nothing: |words| format!("沒有符合「{words}」的工具。"),
    of: |server, namespace| format!("{namespace} 中的 {server}"),
    of_server: |server| format!("{server}，不在任何命名空間中"),
};
