//! Words of what lists of tools cost, and of the preview of an edit.

use crate::i18n::costs::CostsMessages;

pub(super) const COSTS: CostsMessages = CostsMessages {
    title: "清單的開銷",
    lead: |tools, bytes| format!("{tools} 個工具，{bytes} 位元組，即用戶端收到的內容。按 token 計："),
    model: "模型",
    all_tools: "全部工具",
    searched: "搜尋",
    gpt: "GPT-4o 及之後 (o200k_base)",
    older_gpt: "GPT-4、GPT-3.5 (cl100k_base)",
    claude: "Claude（估算）",
    estimate: "Claude 的分詞方式未公開：按每 3.5 個字元一個 token 估算。「搜尋」指用戶端透過搜尋使用工具的端點的開銷。",
    tokens: |n| format!("{n} token"),
    selected: |n| format!("已選 {n} token (o200k_base)"),
    preview: "用戶端將得到的內容",
    preview_lead: "尚未儲存。",
    change: "變化",
    unchanged: "不變",
    names: |n| format!("用戶端將看到的名稱（{n}）"),
    name: "名稱",
    is_new: "新增",
    is_gone: "移除",
    was: |name| format!("原為 {name}"),
    more: |n| format!("另有 {n} 個。"),
    collisions: "會重名的名稱",
};
