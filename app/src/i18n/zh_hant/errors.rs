//! What went wrong.

use model::{FailureClass, NamedThing, NamingPolicy, NeverPassed, PasteProblem, Problem};

use crate::{
    error::{AppError, Conflict},
    i18n::errors::ErrorMessages,
};

pub(super) const ERRORS: ErrorMessages = ErrorMessages {
    problem,
    paste,
    app,
    failure: |class| Some(failure(class)),
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
        Problem::BadToolName => "只能使用字母、數字、-、_ 和 .。".to_owned(),
        Problem::HiddenWithoutValue { name } => {
            format!("伺服器需要 `{name}`：請為它設定值，或讓用戶端看到它。")
        }
        Problem::NameOfTool { name, tool, server } => {
            format!("`{name}` 已經是 `{server}` 的 `{tool}` 的名稱，請換一個。")
        }
        Problem::DoubleUnderscore => "工具名稱以兩個連續底線分隔伺服器和工具，這裡請只用一個。".to_owned(),
        Problem::BadUrl => "請輸入完整的 URL，例如 https://example.com/mcp。".to_owned(),
        Problem::NeedsHttps => "請使用 https；只有本機上的程式才可以使用 http。".to_owned(),
        Problem::UrlWithCredentials => "請把憑證放在請求標頭或 Bearer 權杖中，不要放在 URL 裡。".to_owned(),
        Problem::BadEmail => "請輸入電子郵件地址。".to_owned(),
        Problem::PasswordsDiffer => "兩次輸入的密碼不一致。".to_owned(),
        Problem::BadPair { line } => format!("第 {line} 行不是 NAME=value 的形式。"),
        Problem::DuplicatePair { name } => format!("`{name}` 出現了兩次。"),
        Problem::BadHeader { name } => format!("`{name}` 不是有效的 HTTP 標頭。"),
        Problem::NeverPassed { name, why } => {
            let why = match why {
                NeverPassed::Credentials => "它可能帶有用戶端自己的憑證",
                NeverPassed::Framing => "它只與單一連線或訊息有關",
                NeverPassed::Origin => "它說明請求來自哪裡，伺服器會相信它",
                NeverPassed::Ours => "它屬於 MetaMCP 或協定本身",
            };
            format!("`{name}` 不會轉送：{why}。")
        }
        Problem::NothingToKeep { name } => format!("`{name}` 沒有可保留的已存值，請輸入一個。"),
        Problem::BadJson { line, column } => format!("這不是 JSON，請檢查第 {line} 行第 {column} 欄。"),
        Problem::BadDocument { reason } => format!("這份文件不符合要求：{reason}"),
        Problem::NotOneNamespace { count } => format!("其中應有一個命名空間，現在有 {count} 個。"),
        Problem::NotAnObject => "請寫一個 JSON 物件，例如 {}。".to_owned(),
        Problem::UnbalancedQuote => "有一個引號沒有閉合。".to_owned(),
        Problem::NotInRange { min, max } => format!("請填寫 {min} 到 {max} 的整數。"),
        Problem::BadToolTimes { line } => {
            format!("第 {line} 行不是工具及其時限（1s 到 24h），例如 `search: 30s, total 10m`。")
        }
        Problem::BadFolder { folder } => {
            format!("`{folder}` 不是資料夾的完整路徑，例如 `/srv/data` 或 `${{HOME}}/data`。")
        }
        Problem::TooMany { max } => format!("最多 {max} 個。"),
        Problem::BadPattern { name } => {
            format!("`{name}` 不是可用的正規表示式：請檢查未閉合的括號，不要使用環視或反向參照。")
        }
        Problem::BadToolPattern { pattern } => {
            format!("`{pattern}` 不是工具名稱（* 代表任意文字）；每行一個，不含空格。")
        }
        Problem::OthersMayKnow => "他人可能知道此金鑰，會以新擁有者的名義行事；請改為建立新金鑰。".to_owned(),
        Problem::BadDay => "請按年、月、日填寫，例如 2026-12-31。".to_owned(),
        Problem::DayIsOver => "這一天已過；請選擇今天或以後的日期。".to_owned(),
        Problem::UnknownChoice => "請選擇列出的值之一。".to_owned(),
        Problem::Missing { name } => format!("`{name}` 不存在（或已被刪除）。"),
        Problem::Taken => "已被使用，請換一個。".to_owned(),
        Problem::NotOfTeam { name, .. } => {
            format!("團隊的內容只能使用公開的內容和該團隊的內容；`{name}` 兩者都不是。")
        }
        Problem::PrivateInPublic { name, .. } => format!("公開的內容只能使用公開的內容；`{name}` 是私人的。"),
        Problem::SameName {
            what,
            name,
            first,
            second,
            naming,
        } => {
            let what = match what {
                NamedThing::Tool => "工具",
                NamedThing::Prompt => "提示詞",
            };
            let way_out = match naming {
                NamingPolicy::Never => "改用其他命名方式",
                NamingPolicy::Always | NamingPolicy::OnCollision => "為其中一個伺服器設定別名",
            };
            format!(
                "`{first}` 和 `{second}` 都有{what} `{name}`，用戶端無法區分；請{way_out}，或停用其中一個。"
            )
        }
        Problem::NamespaceCycle { path } => format!(
            "這會讓命名空間包含自身（`{}`）；請選擇另一個，或先從其中一個命名空間移除一個伺服器。",
            path.join(" → ")
        ),
        Problem::LastAdmin => "這是最後一個管理員，請先讓其他人成為管理員。".to_owned(),
        Problem::NeedsSso => "僅在 `auth: sso` 時有效；請選擇它，或刪去此項。".to_owned(),
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
        AppError::NotFound => (
            "內容不存在",
            "連結不完整或有誤，它已被刪除，或是其他人的私人內容。",
        ),
        AppError::Invalid(_) => ("有需要更正的地方", "請更正標出的內容後重新送出。"),
        AppError::Conflict(Conflict::Stale) => ("期間已被他人修改", "請重新載入頁面查看變更，然後再修改。"),
        AppError::Conflict(Conflict::AlreadySetUp) => ("第一個管理員已經存在", "請直接登入。"),
        AppError::Conflict(Conflict::LastAdmin) => (
            "這是最後一個管理員",
            "請先讓其他人成為管理員，否則沒有人能管理此安裝。",
        ),
        AppError::Conflict(Conflict::NoPasswords) => (
            "密碼登入已關閉",
            "請透過單一登入提供者登入。如果無法登入，請聯絡管理員。",
        ),
        AppError::Conflict(Conflict::NoRegistration) => ("註冊已關閉", "請向管理員申請帳號。"),
        AppError::Conflict(Conflict::TooManyWatch) => {
            ("正在進行的錄製太多", "請停止您的一個錄製，或稍後再試。")
        }
        AppError::Conflict(Conflict::NoWayIn) => (
            "這樣就沒有管理員能夠登入",
            "請先（在「帳號」中）把一個管理員的帳號連結到已啟用的提供者，或保持密碼登入開啟。",
        ),
        AppError::Conflict(Conflict::LastWayIn) => (
            "這是你最後的登入方式",
            "請先連結另一個帳號，或向管理員索取設定密碼的連結。",
        ),
        AppError::Conflict(Conflict::Declared) => (
            "此項來自環境變數",
            "請修改以 OIDC_ 開頭的變數並重新啟動 MetaMCP。",
        ),
        AppError::Conflict(Conflict::Oneself) => ("這是你自己的帳號", "請讓其他管理員來刪除。"),
        AppError::Conflict(Conflict::NamesTaken { things }) => {
            return (
                "有些名稱已被使用".to_owned(),
                format!(
                    "接收者已經有：{}。請先重新命名或刪除它們。",
                    super::people::things(things, "、")
                ),
            );
        }
        AppError::Conflict(Conflict::InTheWay { things, hidden }) => {
            return (
                "有內容阻礙了此操作".to_owned(),
                format!(
                    "以下內容依賴於它，而你無法變更：{}。請聯絡有權變更的人。",
                    super::teams::in_the_way(things, *hidden)
                ),
            );
        }
        AppError::Conflict(Conflict::LeftBehind { things }) => {
            return (
                "有些內容將無法使用".to_owned(),
                format!("請一併移交，或先變更：{}。", super::people::things(things, "、")),
            );
        }
        AppError::Conflict(Conflict::Decided { by, allowed }) => {
            let said = if *allowed { "核准" } else { "拒絕" };
            return (
                format!("{by} 已經{said}了它"),
                "每次呼叫只能決定一次。".to_owned(),
            );
        }
        AppError::Conflict(Conflict::NotWaiting) => ("它不再等待", "時間已過，或用戶端已離開。"),
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

const fn failure(class: FailureClass) -> (&'static str, &'static str) {
    match class {
        FailureClass::Spawn => (
            "無法執行該命令。",
            "請檢查拼字，在執行 MetaMCP 的機器上安裝該程式，或寫出完整路徑。",
        ),
        FailureClass::Exited => (
            "程序在就緒之前結束。",
            "請查看它的輸出，也可以在終端機中執行此命令瞭解詳情。",
        ),
        FailureClass::Handshake => (
            "它有回應，但不像 MCP 伺服器。",
            "請確認命令或 URL 指向 MCP 伺服器。",
        ),
        FailureClass::Garbage => (
            "它輸出的不是 JSON-RPC。",
            "標準輸出只能用於協定訊息，日誌應寫到標準錯誤。",
        ),
        FailureClass::Dns => ("找不到主機名稱。", "請檢查 URL 的拼字和網路的 DNS。"),
        FailureClass::Connect => (
            "那裡沒有程式在監聽，或連線被中斷。",
            "請啟動伺服器並檢查連接埠。如果 MetaMCP 在容器中執行，localhost 指容器本身。",
        ),
        FailureClass::Tls => (
            "憑證或 TLS 交握被拒絕。",
            "請檢查憑證，以及 URL 應為 http 還是 https。",
        ),
        FailureClass::Unauthorized => ("伺服器拒絕了憑證資訊。", "請檢查 Bearer 權杖或請求標頭。"),
        FailureClass::HttpStatus => ("伺服器傳回了意外的 HTTP 狀態。", "請檢查 URL 的路徑和類型。"),
        FailureClass::Timeout => (
            "沒有及時回應。",
            "請重試。首次啟動可能要先下載；METAMCP_CONNECT_TIMEOUT_SECONDS 可以延長等待時間。",
        ),
        FailureClass::Version => ("沒有雙方都支援的協定版本。", "請更新該伺服器。"),
        FailureClass::Limit => ("達到了閘道的一個上限。", "下面的原文說明了是哪一項設定。"),
        FailureClass::Refused => (
            "不允許存取此位址。",
            "下面的原文說明了原因，以及可以放開限制的設定。",
        ),
        FailureClass::Variable => (
            "引用的變數沒有設定。",
            "請在閘道的環境中設定它，並在 METAMCP_VARIABLES 中列出。",
        ),
        FailureClass::Secret => (
            "無法開啟已儲存的機密資訊。",
            "請用原來的金鑰啟動 MetaMCP，或重新輸入機密資訊。",
        ),
    }
}
