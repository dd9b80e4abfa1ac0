//! Quick connect.

use model::{CallOutcome, PasteFormat};

use crate::i18n::quick::QuickMessages;

pub(super) const QUICK: QuickMessages = QuickMessages {
    lead: "貼上任何描述 MCP 伺服器的內容。在你確認之前不會儲存任何東西。",
    paste_label: "命令、URL 或任意用戶端的 JSON",
    paste_hint: "例如 README 中的一行，或 Claude Desktop、Cursor、VS Code、Zed 的 mcpServers 區段。",
    try_it: "試連",
    trying: "正在連線。首次啟動的伺服器可能需要先下載，最多約一分鐘。",
    demo_title: "手邊沒有伺服器？",
    demo_text: "內建了一個帶有幾個工具的小伺服器，離線也能用。",
    demo_button: "試用內建的示範伺服器",
    only_urls: "你的角色可以連線 URL。命令會在本機執行，因此只有管理員可以新增。",
    recognised: |format, n| {
        let what = match format {
            Some(PasteFormat::Command) => "命令",
            Some(PasteFormat::Url) => "URL",
            Some(PasteFormat::McpServers) => "mcpServers 格式",
            Some(PasteFormat::VsCode) => "VS Code 格式",
            Some(PasteFormat::Zed) => "Zed 格式",
            Some(PasteFormat::SingleEntry) => "用戶端檔案中的一個項目",
            None => return "內建示範伺服器。".to_owned(),
        };
        format!("已識別：{what}，{n} 個伺服器。")
    },
    paste_again: "貼上其他內容",
    connected_in: |ms| format!("已連線，耗時 {}", seconds(ms)),
    protocol: |version| format!("協定 {version}"),
    in_process: "已在此處",
    in_process_text: "本安裝中的命名空間：無需連線。",
    switched_off: "已停用",
    switched_off_text: "檔案中如此標註。沒有嘗試連線，將以停用狀態新增。",
    failed: "未能連線",
    cannot_be_right: "設定有誤",
    nothing_works: "沒有伺服器回應，因此暫時沒有可發布的內容。",
    correct: "更正",
    publish: "發布",
    publish_text: |servers, tools| {
        format!(
            "尚未儲存任何內容。一鍵建立 {servers} 個伺服器、包含 {tools} 個工具的命名空間、端點和 API 金鑰。"
        )
    },
    put_in_client: "填入你的用戶端",
    goes_to: "位置：",
    key_shown_once: "金鑰只在此頁面顯示半小時。請立即複製，之後無法再次查看。",
    api_key: "API 金鑰",
    endpoint_url: "端點 URL",
    waiting: "正在等待首次呼叫",
    waiting_text: "啟動你的用戶端並使用一個工具，或在下面直接呼叫，這裡會立即顯示。",
    look_again: "再看一次",
    first_call: "首次呼叫",
    try_title: "試用工具",
    try_text: "像用戶端一樣，透過新端點呼叫。",
    tool: "工具",
    choose: "選擇",
    arguments: "參數",
    arguments_hint: "一個 JSON 物件。工具必需的項目已列出，請填寫。",
    call: "呼叫工具",
    answer: "結果",
    empty_answer: "傳回的是空文字。",
    from_client: |client| format!("來自 {client}"),
    outcome: |outcome| match outcome {
        CallOutcome::Ok => "成功",
        CallOutcome::ToolError => "工具回報失敗",
        CallOutcome::Error => "失敗",
        CallOutcome::Cancelled => "已被用戶端取消",
    },
    go_on: "連線成功。接下來？",
    to_servers: "查看伺服器",
    to_namespace: "選擇啟用哪些工具",
    another: "再連線一個",
    expired: "此草稿已失效",
    expired_text: "草稿保留半小時。已發布的內容不受影響，其他內容需要重新貼上。",
    more_tools: |n| format!("另有 {n} 個"),
    step: |n| format!("第 {n} 步"),
    step_what: "連線什麼",
    step_trial: "試連",
    done: "完成",
};

fn seconds(ms: u64) -> String {
    if ms < 1000 {
        format!("{ms} 毫秒")
    } else {
        format!("{}.{} 秒", ms / 1000, ms % 1000 / 100)
    }
}
