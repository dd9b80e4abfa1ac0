//! Words of the overview.

use crate::i18n::overview::OverviewMessages;

pub(super) const OVERVIEW: OverviewMessages = OverviewMessages {
    title: "總覽",
    lead: "需要處理的事項、現有內容和最近的呼叫。",
    needs_you: "需要處理",
    all_well: "沒有需要處理的事項",
    tools_on: |n| format!("{n} 個工具已啟用"),
    recent_calls: "最近的呼叫",
    told: "傳送與回傳的內容",
    arguments: "參數",
    result: "結果",
    part: |what, bytes| format!("{what}：{bytes} 位元組"),
    no_calls_title: "還沒有呼叫",
    no_calls_text: "用戶端透過端點呼叫工具後，會立即顯示在這裡。",
    outcome: "結果",
    outcome_ok: "成功",
    outcome_tool_error: "工具失敗",
    outcome_error: "錯誤",
    outcome_cancelled: "已取消",
    tool: "工具",
    client: "用戶端",
    time: "用時",
    when: "時間",
    welcome_title: "連線你的第一個 MCP 伺服器",
    welcome_text: "貼上命令、URL 或任意用戶端的 JSON。會立即試連，一鍵建立伺服器、命名空間、端點和金鑰。",
};
