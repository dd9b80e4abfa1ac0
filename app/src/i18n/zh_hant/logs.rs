//! Words of live logs.

use crate::i18n::logs::LogsMessages;

pub(super) const LOGS: LogsMessages = LogsMessages {
    title: "記錄",
    lead: "伺服器寫到 stderr 的內容和 MetaMCP 的事件，即時顯示。時間為 UTC。",
    lines: "記錄行",
    level: "層級",
    any_level: "所有層級",
    errors: "錯誤",
    warnings: "警告和錯誤",
    infos: "資訊及以上",
    debug: "偵錯及以上",
    trace: "追蹤及以上",
    source: "來源",
    any_source: "所有來源",
    gateway: "MetaMCP",
    process: "處理程序",
    text: "行內文字",
    pause: "暫停",
    resume: "繼續",
    clear: "清空顯示",
    newest: "到最新",
    held: |n| format!("已暫停：{n} 行新記錄在等待。"),
    missed: |n| format!("有 {n} 行未顯示：數量過多。"),
    as_text: "下載文字",
    as_json: "下載 JSON 行",
    nothing_yet: "還沒有記錄。新的行會出現在這裡。",
    nothing_found: "沒有符合篩選條件的行。",
    bounds: |shown, held| {
        format!(
            "顯示最新的 {shown} 行，暫停時最多保留 {held} 行。下載包含 MetaMCP 仍記得的所有行；重新啟動後會清空。"
        )
    },
};
