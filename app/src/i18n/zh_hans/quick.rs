//! Quick connect.

use model::{CallOutcome, PasteFormat};

use crate::i18n::quick::QuickMessages;

pub(super) const QUICK: QuickMessages = QuickMessages {
    lead: "粘贴任何描述 MCP 服务器的内容。在你确认之前不会保存任何东西。",
    paste_label: "命令、URL 或任意客户端的 JSON",
    paste_hint: "例如 README 中的一行，或 Claude Desktop、Cursor、VS Code、Zed 的 mcpServers 部分。",
    try_it: "试连",
    trying: "正在连接。首次启动的服务器可能需要先下载，最多约一分钟。",
    demo_title: "手头没有服务器？",
    demo_text: "内置了一个带有几个工具的小服务器，离线也能用。",
    demo_button: "试用内置的演示服务器",
    only_urls: "你的角色可以连接 URL。命令会在本机运行，因此只有管理员可以添加。",
    recognised: |format, n| {
        let what = match format {
            Some(PasteFormat::Command) => "命令",
            Some(PasteFormat::Url) => "URL",
            Some(PasteFormat::McpServers) => "mcpServers 格式",
            Some(PasteFormat::VsCode) => "VS Code 格式",
            Some(PasteFormat::Zed) => "Zed 格式",
            Some(PasteFormat::SingleEntry) => "客户端文件中的一个条目",
            None => return "内置演示服务器。".to_owned(),
        };
        format!("已识别：{what}，{n} 个服务器。")
    },
    paste_again: "粘贴其他内容",
    connected_in: |ms| format!("已连接，用时 {}", seconds(ms)),
    protocol: |version| format!("协议 {version}"),
    in_process: "已在此处",
    in_process_text: "本安装中的命名空间：无需连接。",
    switched_off: "已停用",
    switched_off_text: "文件中如此标注。没有尝试连接，将以停用状态添加。",
    failed: "未能连接",
    cannot_be_right: "设置有误",
    nothing_works: "没有服务器响应，因此暂时没有可发布的内容。",
    correct: "更正",
    publish: "发布",
    publish_text: |servers, tools| {
        format!(
            "尚未保存任何内容。一键创建 {servers} 个服务器、包含 {tools} 个工具的命名空间、端点和 API 密钥。"
        )
    },
    put_in_client: "填入你的客户端",
    goes_to: "位置：",
    key_shown_once: "密钥只在此页面显示半小时。请立即复制，之后无法再次查看。",
    api_key: "API 密钥",
    endpoint_url: "端点 URL",
    waiting: "正在等待首次调用",
    waiting_text: "启动你的客户端并使用一个工具，或在下面直接调用，这里会立即显示。",
    look_again: "再看一次",
    first_call: "首次调用",
    try_title: "试用工具",
    try_text: "像客户端一样，通过新端点调用。",
    tool: "工具",
    choose: "选择",
    arguments: "参数",
    arguments_hint: "一个 JSON 对象。工具必需的项已列出，请填写。",
    call: "调用工具",
    answer: "结果",
    empty_answer: "返回的是空文本。",
    from_client: |client| format!("来自 {client}"),
    outcome: |outcome| match outcome {
        CallOutcome::Ok => "成功",
        CallOutcome::ToolError => "工具报告失败",
        CallOutcome::Error => "失败",
        CallOutcome::Cancelled => "已被客户端取消",
    },
    go_on: "连接成功。接下来？",
    to_servers: "查看服务器",
    to_namespace: "选择启用哪些工具",
    another: "再连接一个",
    expired: "此草稿已失效",
    expired_text: "草稿保留半小时。已发布的内容不受影响，其他内容需要重新粘贴。",
    more_tools: |n| format!("另有 {n} 个"),
    step: |n| format!("第 {n} 步"),
    step_what: "连接什么",
    step_trial: "试连",
    done: "完成",
};

fn seconds(ms: u64) -> String {
    if ms < 1000 {
        format!("{ms} 毫秒")
    } else {
        format!("{}.{} 秒", ms / 1000, ms % 1000 / 100)
    }
}
