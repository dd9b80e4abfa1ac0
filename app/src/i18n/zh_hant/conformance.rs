//! Words of checks of conformance.

use model::Check;

use crate::i18n::conformance::ConformanceMessages;

pub(super) const CONFORMANCE: ConformanceMessages = ConformanceMessages {
    title: "一致性",
    lead: "檢查此端點是否符合 MCP 規範。檢查不會變更任何內容：只會呼叫一個不存在的工具。",
    run: "執行檢查",
    none_title: "尚未檢查",
    none_text: "檢查需要幾秒鐘，結果會保留在這裡。",
    good: "通過",
    bad: "不通過",
    skipped: "不適用",
    count: |count| {
        format!(
            "{} 項通過，{} 項不通過，{} 項不適用",
            count.good, count.bad, count.skipped
        )
    },
    sessions: "有工作階段（2025-11-25）",
    stateless: "無工作階段（2026-07-28）",
    access: "存取權限",
    verdict: "結果",
    check: "檢查項目",
    specification: "規範",
    details: "傳送與回傳的內容",
    sent: "傳送",
    came: "回傳",
    to_do: "處理方法",
    runs: "以往的檢查",
    by: "執行者",
    result: "結果",
    words,
};

const LISTS: &str = "請檢查命名空間中的伺服器：其中一個回傳的項目不完整。";
const PROXY: &str = "請檢查用戶端與此端點之間的代理：它可能移除了請求標頭，或自行回應。";
const REPORT: &str = "這由 MetaMCP 自己回應：請使用最新版本，並回報傳送與回傳的內容。";

fn words(check: Check) -> (&'static str, &'static str) {
    match check {
        Check::Initialize => ("可以開始工作階段", PROXY),
        Check::Negotiation => ("對無人使用的版本回覆受支援的版本", REPORT),
        Check::Notification => ("接受通知", PROXY),
        Check::Ping => ("回應 ping", REPORT),
        Check::Batch => ("拒絕一次傳送多則訊息", REPORT),
        Check::VersionHeader => ("拒絕標頭中的未知版本", PROXY),
        Check::MissingSession => ("拒絕缺少工作階段的請求", PROXY),
        Check::UnknownSession => ("未知的工作階段回傳找不到", PROXY),
        Check::EventStream => (
            "可以開啟事件串流",
            "請讓代理放行 GET 和 text/event-stream，並且不緩衝回應。",
        ),
        Check::Deletion => ("可以結束工作階段", "請讓代理放行 DELETE。"),
        Check::Discover => ("可以探索版本和能力", PROXY),
        Check::MissingMeta => ("拒絕未說明自身的請求", REPORT),
        Check::UnsupportedVersion => ("拒絕未知版本，並告知受支援的版本", REPORT),
        Check::HeaderMismatch => ("拒絕與訊息矛盾的標頭", PROXY),
        Check::RemovedMethods => ("不提供需要工作階段的方法", REPORT),
        Check::Subscription => ("確認訂閱", "請讓代理放行 text/event-stream，並且不緩衝回應。"),
        Check::UnknownMethod => (
            "未知方法回傳錯誤",
            "MetaMCP 不認識的方法會轉給伺服器：它為自己沒有的方法回應，應當回傳錯誤。",
        ),
        Check::InvalidJson => ("拒絕不是 JSON 的內容", REPORT),
        Check::Accept => ("拒絕不接受任何回應的用戶端", PROXY),
        Check::Origin => (
            "拒絕其他網站的頁面",
            "請檢查設定中允許的來源，以及代理加入的標頭。",
        ),
        Check::ToolsList => (
            "列出工具",
            "請檢查命名空間中的伺服器：其中一個可能沒有及時回應，或回傳的工具不完整。",
        ),
        Check::ToolsOrder => (
            "每次以相同順序列出工具",
            "某個伺服器可能一直在變更工具：請查看其歷程記錄。",
        ),
        Check::ToolNames => ("工具名稱有效", "請在命名空間中為該工具改名。"),
        Check::ToolSchemas => (
            "工具的 schema 有效",
            "伺服器需要修正 schema；在此之前請關閉該工具。",
        ),
        Check::UnknownTool => ("未知工具回傳錯誤", REPORT),
        Check::UnknownCursor => ("未知頁回傳錯誤", REPORT),
        Check::ResourcesList => ("列出資源", LISTS),
        Check::UnknownResource => (
            "未知資源回傳錯誤",
            "某個伺服器為它沒有的位址回應：它應當回傳錯誤。",
        ),
        Check::TemplatesList => ("列出資源範本", LISTS),
        Check::PromptsList => ("列出提示", LISTS),
        Check::UnknownPrompt => ("未知提示回傳錯誤", REPORT),
        Check::Completion => ("補全參數", "該提示所屬的伺服器需要修正其補全。"),
        Check::Challenge => ("告知未出示憑證者應出示什麼", PROXY),
        Check::WrongCredential => ("拒絕無效的憑證", PROXY),
        Check::ResourceMetadata => (
            "用戶端能找到存取權杖的來源",
            "請讓代理放行 /.well-known，並檢查設定中的公開位址。",
        ),
    }
}
