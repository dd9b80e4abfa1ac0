//! Words of live logs.

use crate::i18n::logs::LogsMessages;

pub(super) const LOGS: LogsMessages = LogsMessages {
    title: "日志",
    lead: "服务器写到 stderr 的内容和 MetaMCP 的事件，实时显示。时间为 UTC。",
    lines: "日志行",
    level: "级别",
    any_level: "所有级别",
    errors: "错误",
    warnings: "警告和错误",
    infos: "信息及以上",
    debug: "调试及以上",
    trace: "跟踪及以上",
    source: "来源",
    any_source: "所有来源",
    gateway: "MetaMCP",
    process: "进程",
    text: "行内文字",
    pause: "暂停",
    resume: "继续",
    clear: "清空显示",
    newest: "到最新",
    held: |n| format!("已暂停：{n} 行新日志在等待。"),
    missed: |n| format!("有 {n} 行未显示：数量过多。"),
    as_text: "下载文本",
    as_json: "下载 JSON 行",
    nothing_yet: "还没有日志。新的行会出现在这里。",
    nothing_found: "没有符合筛选条件的行。",
    bounds: |shown, held| {
        format!(
            "显示最新的 {shown} 行，暂停时最多保留 {held} 行。下载包含 MetaMCP 仍记得的所有行；重启后会清空。"
        )
    },
};
