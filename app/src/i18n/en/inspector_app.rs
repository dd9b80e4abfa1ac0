//! Words of apps in the inspector.

use crate::i18n::inspector_app::InspectorAppMessages;

pub(super) const APP: InspectorAppMessages = InspectorAppMessages {
    tag: "App",
    for_apps: "for apps only",
    not_for_apps: "not for apps",
    by_app: "by an app",
    title: |name| format!("App of {name}"),
    boundary: "HTML of the server in a closed frame: it knows neither this page nor your session.",
    needs_js: "This tool has an app, which needs JavaScript. Its result stands above.",
    unread: "The app could not be read. The history says why.",
    no_html: "What the server gave is no app: HTML of the type text/html;profile=mcp-app is expected.",
    too_long: |max| format!("The app is longer than {max} bytes."),
    reaches: "It may reach",
    refused: "Left out, since it is no origin",
    denied: "Not given",
    wants_page: "The app asks to open a page of",
    open_page: |host| format!("Open the page of {host}"),
    stay: "Do not open it",
    said: "What the app said",
};
