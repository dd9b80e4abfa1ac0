//! Words of what lists of tools cost, and of the preview of an edit.

use crate::i18n::costs::CostsMessages;

pub(super) const COSTS: CostsMessages = CostsMessages {
    title: "列表的开销",
    lead: |tools, bytes| format!("{tools} 个工具，{bytes} 字节，即客户端收到的内容。按 token 计："),
    model: "模型",
    all_tools: "全部工具",
    searched: "搜索",
    gpt: "GPT-4o 及之后 (o200k_base)",
    older_gpt: "GPT-4、GPT-3.5 (cl100k_base)",
    claude: "Claude（估算）",
    estimate: "Claude 的分词方式未公开：按每 3.5 个字符一个 token 估算。“搜索”指客户端通过搜索使用工具的端点的开销。",
    tokens: |n| format!("{n} token"),
    selected: |n| format!("已选 {n} token (o200k_base)"),
    preview: "客户端将得到的内容",
    preview_lead: "尚未保存。",
    change: "变化",
    unchanged: "不变",
    names: |n| format!("客户端将看到的名称（{n}）"),
    name: "名称",
    is_new: "新增",
    is_gone: "移除",
    was: |name| format!("原为 {name}"),
    more: |n| format!("另有 {n} 个。"),
    collisions: "会重名的名称",
};
