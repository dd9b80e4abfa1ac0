//! Words of apps in the inspector.

use crate::i18n::inspector_app::InspectorAppMessages;

pub(super) const APP: InspectorAppMessages = InspectorAppMessages {
    tag: "應用程式",
    for_apps: "僅供應用程式使用",
    not_for_apps: "不供應用程式使用",
    by_app: "由應用程式發出",
    title: |name| format!("{name} 的應用程式"),
    boundary: "伺服器的 HTML，位於封閉的框架中：它看不到此頁面，也看不到您的工作階段。",
    needs_js: "此工具有一個應用程式，需要 JavaScript。結果見上方。",
    unread: "無法讀取應用程式。原因見歷史。",
    no_html: "伺服器給出的不是應用程式：應為 text/html;profile=mcp-app 類型的 HTML。",
    too_long: |max| format!("應用程式超過 {max} 位元組。"),
    reaches: "它可以存取",
    refused: "已略去，因為不是來源",
    denied: "不予提供",
    wants_page: "應用程式要求開啟以下主機的頁面：",
    open_page: |host| format!("開啟 {host} 的頁面"),
    stay: "不開啟",
    said: "應用程式所說的內容",
};
