//! Words of apps in the inspector.

use crate::i18n::inspector_app::InspectorAppMessages;

pub(super) const APP: InspectorAppMessages = InspectorAppMessages {
    tag: "应用",
    for_apps: "仅供应用使用",
    not_for_apps: "不供应用使用",
    by_app: "由应用发出",
    title: |name| format!("{name} 的应用"),
    boundary: "服务器的 HTML，位于封闭的框架中：它看不到此页面，也看不到您的会话。",
    needs_js: "此工具有一个应用，需要 JavaScript。结果见上方。",
    unread: "无法读取应用。原因见历史。",
    no_html: "服务器给出的不是应用：应为 text/html;profile=mcp-app 类型的 HTML。",
    too_long: |max| format!("应用超过 {max} 字节。"),
    reaches: "它可以访问",
    refused: "已略去，因为不是来源",
    denied: "不予提供",
    wants_page: "应用请求打开以下主机的页面：",
    open_page: |host| format!("打开 {host} 的页面"),
    stay: "不打开",
    said: "应用所说的内容",
};
