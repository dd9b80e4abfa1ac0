//! What an app is told when it says hello: `McpUiInitializeResult` (SEP-1865, "Host Context" and "Host Capabilities").

use model::AppView;
use serde::Serialize;
use serde_json::{Value, json, value::RawValue};

use super::MOST_HEIGHT;

/// The version of the protocol that is spoken.
const VERSION: &str = "2026-01-26";

/// What is true of the page around an app.
#[derive(Debug, Clone, Copy)]
pub(super) struct Surroundings {
    /// The call that the app was opened for.
    pub(super) n: u64,
    pub(super) is_dark: bool,
    /// In pixels.
    pub(super) width: i32,
    /// BCP 47.
    pub(super) locale: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Welcome<'a> {
    protocol_version: &'static str,
    host_info: Value,
    host_capabilities: Value,
    host_context: Context<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Context<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    tool_info: Option<ToolInfo<'a>>,
    theme: &'static str,
    display_mode: &'static str,
    available_display_modes: [&'static str; 1],
    container_dimensions: Value,
    locale: &'static str,
    platform: &'static str,
}

#[derive(Serialize)]
struct ToolInfo<'a> {
    id: u64,
    tool: &'a RawValue,
}

/// The result of `ui/initialize`, as JSON.
pub(super) fn welcome(app: &AppView, around: Surroundings) -> String {
    let tool = serde_json::from_str::<&RawValue>(&app.tool).ok();
    let wishes = &app.wishes;
    let welcome = Welcome {
        protocol_version: VERSION,
        host_info: json!({
            "name": "metamcp-inspector",
            "title": "MetaMCP inspector",
            "version": env!("CARGO_PKG_VERSION"),
        }),
        host_capabilities: json!({
            "openLinks": {},
            "serverTools": {},
            "serverResources": {},
            "logging": {},
            "message": { "text": {} },
            "updateModelContext": { "text": {}, "structuredContent": {} },
            "sandbox": {
                "csp": { "connectDomains": wishes.connects, "resourceDomains": wishes.loads },
            },
        }),
        host_context: Context {
            tool_info: tool.map(|tool| ToolInfo { id: around.n, tool }),
            theme: if around.is_dark { "dark" } else { "light" },
            display_mode: "inline",
            available_display_modes: ["inline"],
            container_dimensions: json!({ "width": around.width, "maxHeight": MOST_HEIGHT }),
            locale: around.locale,
            platform: "web",
        },
    };
    serde_json::to_string(&welcome).expect("texts, numbers and objects by name are JSON")
}

#[cfg(test)]
mod tests {
    use model::{AppView, AppWishes};
    use serde_json::Value;

    use super::{Surroundings, welcome};

    #[test]
    fn an_app_is_told_where_it_is() {
        let app = AppView {
            read: 2,
            problem: None,
            wishes: AppWishes {
                connects: vec!["https://api.example.com".to_owned()],
                ..AppWishes::default()
            },
            tool: r#"{"name":"show","x":1.0}"#.to_owned(),
            arguments: "{}".to_owned(),
            result: "{}".to_owned(),
        };
        let around = Surroundings {
            n: 1,
            is_dark: true,
            width: 300,
            locale: "en",
        };
        let text = welcome(&app, around);
        assert!(text.contains(r#""tool":{"name":"show","x":1.0}"#), "{text}");
        let said: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(said["protocolVersion"], "2026-01-26");
        assert_eq!(said["hostContext"]["theme"], "dark");
        assert_eq!(said["hostContext"]["containerDimensions"]["width"], 300);
        let csp = &said["hostCapabilities"]["sandbox"]["csp"];
        assert_eq!(csp["connectDomains"][0], "https://api.example.com");
    }
}
