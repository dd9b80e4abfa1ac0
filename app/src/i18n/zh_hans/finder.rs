//! Words of the search for tools.

use crate::i18n::finder::FinderMessages;

pub(super) const FINDER: FinderMessages = FinderMessages {
    title: "查找工具",
    lead: "用几个词说明它应做什么。会搜索你能看到的所有命名空间和服务器的工具。",
    open: "查找工具 (Ctrl-K)",
    label: "工具应做什么？",
    results: "符合的工具，最佳在前",
    best: "最符合的",
    nothing: |words| format!("没有符合“{words}”的工具。"),
    of: |server, namespace| format!("{namespace} 中的 {server}"),
    of_server: |server| format!("{server}，不在任何命名空间中"),
};
