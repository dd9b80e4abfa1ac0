//! Words of what a namespace does with requests and answers.

use model::middleware::{Middleware, MiddlewareKind, Per};

use crate::i18n::middleware::MiddlewareMessages;

pub(super) const MIDDLEWARE: MiddlewareMessages = MiddlewareMessages {
    title: "中介軟體",
    lead: "命名空間如何處理呼叫。請求從第一項傳到最後一項，回答從最後一項傳回第一項。變更立即生效。",
    chain: "前往伺服器的途中",
    always: "始終",
    hidden_tools: "關閉的工具",
    hidden_tools_text: "用戶端既看不到也不能呼叫它們。在工具列表中開關。",
    overrides: "名稱與文字",
    overrides_text: "命名空間給工具的名稱和文字，在每個工具的頁面上變更。",
    arguments: "在此設定的參數",
    arguments_text: "命名空間放入呼叫的值，在每個工具的頁面上變更。",
    empty: "除此之外不對呼叫做任何處理。可在下方新增第一項。",
    unfinished: "未完成",
    finish: "完成設定",
    switch: |name| format!("{name}：開關"),
    edit: |name| format!("編輯{name}"),
    remove: "移除",
    remove_link: |name| format!("移除{name}"),
    figures: |seen, acted| format!("經過 {seen} 次 · 處理 {acted} 次"),
    stopped: "被阻止者",
    stopped_times: |times| format!("{times} 次"),
    add: "新增",
    add_lead: "以通常的設定加到末尾，並打開其表單。",
    add_button: "新增",
    undo: "復原上次變更",
    undo_lead: "恢復為上次變更之前的樣子。再次點擊則取消復原。",
    back: "返回中介軟體",
    kind,
    sentence,
    setting,
    choice,
};

fn kind(kind: MiddlewareKind) -> (&'static str, &'static str) {
    match kind {
        MiddlewareKind::Filter => ("篩選", "按模式隱藏工具、提示詞和資源，包括伺服器以後才會提供的。"),
        MiddlewareKind::RateLimit => (
            "頻率限制",
            "一段時間內允許多少請求：所有人合計，或按金鑰、人員、地址、請求標頭分別計算。",
        ),
        MiddlewareKind::SizeLimit => ("大小限制", "限制參數和結果的大小，使一個回答不會佔滿模型。"),
        MiddlewareKind::Validation => ("驗證", "按工具的結構描述檢查參數和結構化結果。"),
        MiddlewareKind::Redaction => (
            "遮蓋",
            "從文字中去掉秘密：已知形式、自定模式，以及交給伺服器的秘密。",
        ),
        MiddlewareKind::Cache => ("快取", "短時間內重複給出只讀工具的回答。"),
        MiddlewareKind::Approval => ("核准", "暫停呼叫，直到有人看過其參數並允許。"),
        MiddlewareKind::Webhook => ("網路掛鉤", "就每次呼叫詢問您的服務：允許、變更或拒絕。"),
        MiddlewareKind::AuditDetail => ("記錄詳情", "呼叫記錄中保留多少參數和結果。"),
    }
}

fn sentence(middleware: &Middleware) -> String {
    match middleware {
        Middleware::Filter(it) => match it.tools.len() + it.prompts.len() + it.resources.len() {
            0 => "還沒有隱藏任何內容。".to_owned(),
            patterns => format!("隱藏 {patterns} 個模式所匹配的內容。"),
        },
        Middleware::RateLimit(it) => {
            let per = match it.per {
                Per::Everyone => "所有人合計",
                Per::Key => "每個金鑰",
                Per::User => "每個人",
                Per::Address => "每個地址",
                Per::Header => "請求標頭的每個值",
            };
            let each = if it.each_tool {
                "，每個工具分別計算"
            } else {
                ""
            };
            format!("{per} {} 秒內 {} 個請求{each}。", it.seconds, it.count)
        }
        Middleware::SizeLimit(it) => match (it.arguments, it.result) {
            (None, None) => "還沒有限制。".to_owned(),
            (Some(arguments), None) => format!("參數最多 {arguments} KiB。"),
            (None, Some(result)) => format!("結果最多 {result} KiB。"),
            (Some(arguments), Some(result)) => format!("參數最多 {arguments} KiB，結果最多 {result} KiB。"),
        },
        Middleware::Validation(it) => match (it.arguments, it.results) {
            (true, true) => "檢查參數和結構化結果。",
            (true, false) => "檢查參數。",
            (false, true) => "檢查結構化結果。",
            (false, false) => "不檢查。",
        }
        .to_owned(),
        Middleware::Redaction(it) => {
            let shapes = it.built_in.len() + it.patterns.len() + usize::from(it.known);
            let place = match (it.arguments, it.results) {
                (true, true) => "在參數和結果中",
                (true, false) => "在參數中",
                (false, true) => "在結果中",
                (false, false) => "不在任何地方",
            };
            format!("{place}查找 {shapes} 種秘密。")
        }
        Middleware::Cache(it) => {
            let whose = if it.shared {
                "所有人共用"
            } else {
                "每個人分開"
            };
            format!("回答保留 {} 秒，{whose}。", it.seconds)
        }
        Middleware::Approval(it) => {
            let what = match (it.writing, it.tools.len()) {
                (true, 0) => "可能變更內容的工具",
                (true, _) => "可能變更內容的工具以及模式所匹配的工具",
                (false, 0) => "（還沒有工具）",
                (false, _) => "模式所匹配的工具",
            };
            format!("{what}要由人允許，最多等待 {} 秒。", it.seconds)
        }
        Middleware::Webhook(it) => {
            let when = match (it.before, it.after) {
                (true, true) => "呼叫前後",
                (true, false) => "呼叫前",
                (false, true) => "呼叫後",
                (false, false) => "從不",
            };
            let whom = if it.url.is_empty() {
                "服務".to_owned()
            } else {
                format!("`{}`", it.url)
            };
            format!("{when}詢問 {whom}。")
        }
        Middleware::AuditDetail(it) => {
            let [arguments, results] =
                [it.arguments, it.results].map(|it| choice(it.as_str()).unwrap_or_default());
            format!("參數：{arguments}。結果：{results}。")
        }
    }
}

fn setting(kind: MiddlewareKind, name: &str) -> Option<(&'static str, &'static str)> {
    use MiddlewareKind as K;
    const TOOLS: &str = "每行一個 `伺服器__工具` 的模式，用伺服器自己的名稱；`*` 和 `?` 可代表任意內容。";
    Some(match (kind, name) {
        (K::Filter, "tools") => ("要隱藏的工具", TOOLS),
        (K::Filter, "prompts") => ("要隱藏的提示詞", "與工具相同：`伺服器__提示詞`。"),
        (K::Filter, "resources") => ("要隱藏的資源", "URI 的模式，例如 `file:///etc/*`。"),
        (K::RateLimit, "count") => ("請求數", "1 到 1000000。"),
        (K::RateLimit, "seconds") => ("時間（秒）", "1 到 2678400（31 天）。"),
        (K::RateLimit, "burst") => ("同時", "可以同時到達的請求數；留空則與上面相同。"),
        (K::RateLimit, "per") => ("計算對象", ""),
        (K::RateLimit, "header") => (
            "請求標頭",
            "按其值計算，例如 `x-tenant`；僅在上面選擇了請求標頭時使用。",
        ),
        (K::RateLimit, "each_tool") => ("每個工具分別計算", "提示詞和資源也一樣。"),
        (K::RateLimit, "all_endpoints") => ("所有端點合計", "否則命名空間的每個端點分別計算。"),
        (K::RateLimit | K::Webhook, "tools") => (
            "僅限這些工具",
            "每行一個模式，例如 `github__*` 或 URI。留空則為全部。",
        ),
        (K::RateLimit, "endpoints") => ("僅限這些端點", "每行一個名稱的模式。留空則為全部。"),
        (K::SizeLimit, "arguments") => ("參數", "以 KiB 為單位；留空則此處不限制。更大的呼叫會被拒絕。"),
        (K::SizeLimit, "result") => ("結果", "以 KiB 為單位；留空則此處不限制。"),
        (K::SizeLimit, "excess") => ("更大的結果", ""),
        (K::Validation, "arguments") => ("參數", "不符合的呼叫不會執行，模型會得知哪裡有誤。"),
        (K::Validation, "results") => ("結構化結果", "不符合的結果不會到達用戶端。"),
        (K::Redaction, "results") => ("在結果中", ""),
        (K::Redaction, "arguments") => ("在參數中", "伺服器得到的是去掉之後的文字。"),
        (K::Redaction, "known") => ("伺服器的秘密", "其變數、請求標頭和權杖的值。"),
        (K::Redaction, "api_keys") => ("API 金鑰", "知名服務的金鑰，以及 MetaMCP 自己的。"),
        (K::Redaction, "private_keys") => ("私鑰", "PEM 格式。"),
        (K::Redaction, "jwt") => ("JSON Web Token", ""),
        (K::Redaction, "url_passwords") => ("URL 中的密碼", ""),
        (K::Redaction, "email") => ("電子郵件地址", ""),
        (K::Redaction, "cards") => ("付款卡號", "通過驗證的號碼。"),
        (K::Redaction, "patterns") => (
            "自定模式",
            r"每行一個 `名稱=運算式`，例如 `ticket=T-\d{4}`。規則運算式不支持環視和反向參照。",
        ),
        (K::Cache, "seconds") => ("秒", "回答的有效時間，1 到 86400。"),
        (K::Cache, "shared") => ("所有人共用回答", "僅適用於對所有人回答相同的伺服器。"),
        (K::Cache, "tools") => (
            "僅限這些工具",
            "每行一個模式，例如 `docs__*`。留空則為所有只讀工具。",
        ),
        (K::Approval, "writing") => ("所有可能變更內容的工具", "即沒有聲明只讀的工具。"),
        (K::Approval, "tools") => ("以及這些工具", TOOLS),
        (K::Approval, "seconds") => ("秒", "呼叫等待多久後被拒絕，10 到 3600。"),
        (K::Webhook, "url") => ("URL", "每次詢問以 JSON 的 POST 發送。"),
        (K::Webhook, "before") => ("呼叫前", "可以變更參數或拒絕。"),
        (K::Webhook, "after") => ("呼叫後", "可以變更結果或拒絕。"),
        (K::Webhook, "milliseconds") => ("毫秒", "等待回答的時間，50 到 60000。"),
        (K::Webhook, "fail_open") => ("沒有回答時繼續", "否則這些呼叫會被拒絕。"),
        (K::AuditDetail, "arguments") => ("參數", "即此處的參數：在列表中位於遮蓋之後時，不含已去掉的內容。"),
        (K::AuditDetail, "results") => (
            "結果",
            "回答從最後一項傳回第一項：在列表中位於遮蓋之前時，不含已去掉的內容。",
        ),
        _ => return None,
    })
}

fn choice(word: &str) -> Option<&'static str> {
    Some(match word {
        "everyone" => "所有人合計",
        "key" => "每個金鑰",
        "user" => "每個人",
        "address" => "每個地址",
        "header" => "請求標頭的每個值",
        "cut" => "截短並注明",
        "refuse" => "拒絕",
        "size" => "大小",
        "digest" => "大小和 SHA-256",
        "redacted" => "去除機密，有上限",
        "full" => "全部，有上限",
        _ => return None,
    })
}
