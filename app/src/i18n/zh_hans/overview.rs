//! Words of the overview.

use crate::i18n::overview::OverviewMessages;

pub(super) const OVERVIEW: OverviewMessages = OverviewMessages {
    title: "概览",
    lead: "需要处理的事项、现有内容和最近的调用。",
    needs_you: "需要处理",
    all_well: "没有需要处理的事项",
    tools_on: |n| format!("{n} 个工具已启用"),
    recent_calls: "最近的调用",
    told: "发送与返回的内容",
    arguments: "参数",
    result: "结果",
    part: |what, bytes| format!("{what}：{bytes} 字节"),
    no_calls_title: "还没有调用",
    no_calls_text: "客户端通过端点调用工具后，会立即显示在这里。",
    outcome: "结果",
    outcome_ok: "成功",
    outcome_tool_error: "工具失败",
    outcome_error: "错误",
    outcome_cancelled: "已取消",
    tool: "工具",
    client: "客户端",
    time: "用时",
    when: "时间",
    welcome_title: "连接你的第一个 MCP 服务器",
    welcome_text: "粘贴命令、URL 或任意客户端的 JSON。会立即试连，一键创建服务器、命名空间、端点和密钥。",
};
