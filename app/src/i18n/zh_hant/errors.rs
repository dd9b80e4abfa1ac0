//! What went wrong.

use model::{PasteProblem, Problem};

use crate::{
    error::{AppError, Conflict},
    i18n::errors::ErrorMessages,
};

pub(super) const ERRORS: ErrorMessages = ErrorMessages {
    problem,
    paste,
    app,
    request_id: "請求",
    what_was_tried: "嘗試的操作和傳回的內容",
    page_not_found: "沒有這個頁面",
    page_not_found_text: "網址可能輸入有誤，或者對應的內容已被刪除。",
};

fn problem(problem: &Problem) -> String {
    match problem {
        Problem::Required => "此欄必填。".to_owned(),
        Problem::TooLong { max } => format!("最多 {max} 個字元。"),
        Problem::TooShort { min } => format!("至少 {min} 個字元。"),
        Problem::BadName => "只能使用字母、數字、- 和 _。".to_owned(),
        Problem::DoubleUnderscore => "工具名稱以兩個連續底線分隔伺服器和工具，這裡請只用一個。".to_owned(),
        Problem::BadUrl => "請輸入完整的 URL，例如 https://example.com/mcp。".to_owned(),
        Problem::UrlWithCredentials => "請把憑證放在請求標頭或 Bearer 權杖中，不要放在 URL 裡。".to_owned(),
        Problem::BadEmail => "請輸入電子郵件地址。".to_owned(),
        Problem::PasswordsDiffer => "兩次輸入的密碼不一致。".to_owned(),
        Problem::BadPair { line } => format!("第 {line} 行不是 NAME=value 的形式。"),
        Problem::DuplicatePair { name } => format!("`{name}` 出現了兩次。"),
        Problem::BadHeader { name } => format!("`{name}` 不是有效的 HTTP 標頭。"),
        Problem::NothingToKeep { name } => format!("`{name}` 沒有可保留的已存值，請輸入一個。"),
        Problem::BadJson { line, column } => format!("這不是 JSON，請檢查第 {line} 行第 {column} 欄。"),
        Problem::NotAnObject => "請寫一個 JSON 物件，例如 {}。".to_owned(),
        Problem::UnbalancedQuote => "有一個引號沒有閉合。".to_owned(),
        Problem::UnknownChoice => "請選擇列出的值之一。".to_owned(),
        Problem::Missing { name } => format!("`{name}` 不存在（或已被刪除）。"),
        Problem::Taken => "已被使用，請換一個。".to_owned(),
        Problem::PrivateInPublic { name, .. } => format!("公開的內容只能使用公開的內容；`{name}` 是私人的。"),
        Problem::Wrong => "不正確。".to_owned(),
    }
}

fn paste(problem: &PasteProblem) -> String {
    match problem {
        PasteProblem::Empty => "請先貼上命令、URL 或用戶端的 JSON。".to_owned(),
        PasteProblem::TooLong => "文字過長，最多 256 KiB。".to_owned(),
        PasteProblem::BadJson { line, column, reason } => {
            format!("JSON 在第 {line} 行第 {column} 欄有誤：{reason}")
        }
        PasteProblem::CutOff { line } => format!("JSON 在第 {line} 行提前結束：有括號或引號沒有閉合。"),
        PasteProblem::NoServers => {
            "此 JSON 中沒有伺服器；需要 \"mcpServers\"、\"servers\" 或 \"context_servers\"，或帶有 \"command\" 或 \"url\" 的項目。".to_owned()
        }
        PasteProblem::NoTarget { name } => format!("項目 `{name}` 既沒有 \"command\" 也沒有 \"url\"。"),
        PasteProblem::WrongType { name, field, expected } => {
            format!("項目 `{name}`：\"{field}\" 的型別應為 {expected}。")
        }
        PasteProblem::OpenApi => "這是 OpenAPI 文件，目前還不能連線。請貼上 MCP 伺服器的命令或 URL。".to_owned(),
        PasteProblem::BadUrl => "這不是可以存取的 URL，應以 http:// 或 https:// 開頭。".to_owned(),
        PasteProblem::UnbalancedQuote => "命令中有一個引號沒有閉合。".to_owned(),
    }
}

fn app(error: &AppError) -> (String, String) {
    let (title, text) = match error {
        AppError::Unauthenticated => ("你已登出", "請重新登入後繼續。"),
        AppError::Forbidden => ("你沒有此權限", "請讓管理員來操作，或為你指派其他角色。"),
        AppError::NotFound => ("內容不存在", "它已被刪除，或是其他人的私人內容。"),
        AppError::Invalid(_) => ("有需要更正的地方", "請更正標出的內容後重新送出。"),
        AppError::Conflict(Conflict::Stale) => ("期間已被他人修改", "請重新載入頁面查看變更，然後再修改。"),
        AppError::Conflict(Conflict::AlreadySetUp) => ("第一個管理員已經存在", "請直接登入。"),
        AppError::Conflict(Conflict::InUse { names }) => {
            return (
                "正在使用中".to_owned(),
                format!("請先刪除或修改：{}。", names.join("、")),
            );
        }
        AppError::Throttled { retry_after } => {
            return (
                "嘗試次數過多".to_owned(),
                format!("請等待 {retry_after} 秒後再試。"),
            );
        }
        AppError::Upstream(failure) => return (failure.message.clone(), failure.advice.clone()),
        AppError::Paste(problem) => return ("無法識別".to_owned(), paste(problem)),
        AppError::Unavailable(what) => return ("暫時無法使用".to_owned(), what.clone()),
        AppError::Internal { .. } => (
            "伺服器內部出錯",
            "請重試。如果仍然如此，請在伺服器記錄中尋找此請求。",
        ),
        AppError::Malformed(_) => ("頁面與伺服器不相符", "請重新載入頁面：伺服器可能比頁面更新。"),
        AppError::Unreachable => ("伺服器沒有回應", "請確認 MetaMCP 正在執行且網路正常，然後重試。"),
    };
    (title.to_owned(), text.to_owned())
}
