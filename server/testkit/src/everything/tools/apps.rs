//! Tools with an app, for apps and not for apps (MCP Apps, SEP-1865), and the app's resource, which stands in no list.

use serde_json::{Value, json};

use super::{Call, Outcome, Tool, text};
use crate::everything::content::structured;

pub(super) const TOOLS: &[Tool] = &[
    Tool::now("show_app", "Returns its arguments, and has an app", given)
        .with(r#","_meta":{"ui":{"resourceUri":"ui://everything/app"}}"#),
    Tool::now("show_old_app", "The same as it was said before 2026-01-26", given)
        .with(r#","_meta":{"ui/resourceUri":"ui://everything/app"}"#),
    Tool::now("show_no_app", "Has an app that is none", given)
        .with(r#","_meta":{"ui":{"resourceUri":"ui://everything/none"}}"#),
    Tool::now("refresh_app", "Is for apps only", given)
        .with(r#","_meta":{"ui":{"resourceUri":"ui://everything/app","visibility":["app"]}}"#),
    Tool::now("for_models", "Is for models only", |_| Ok(text("for models")))
        .with(r#","_meta":{"ui":{"visibility":["model"]}}"#),
];

/// A page that tells what it is given, and declares origins, some of which are none.
const HTML: &str = "<!DOCTYPE html><title>App</title><p id=\"given\">Nothing yet</p>";

/// The contents of an app's resource; nothing for another URI.
pub(in crate::everything) fn resource(uri: &str) -> Option<String> {
    let content: Value = match uri {
        "ui://everything/app" => json!({
            "uri": uri,
            "mimeType": "text/html;profile=mcp-app",
            "text": HTML,
            "_meta": { "ui": {
                "csp": {
                    "connectDomains": ["https://api.example.com", "https://a.example; script-src *"],
                    "resourceDomains": ["https://*.example.com", "'unsafe-eval'"],
                    "frameDomains": ["https://video.example.com"],
                },
                "permissions": { "camera": {} },
            } },
        }),
        "ui://everything/none" => json!({ "uri": uri, "mimeType": "text/html", "text": HTML }),
        _ => return None,
    };
    Some(json!({ "contents": [content] }).to_string())
}

fn given(call: &Call) -> Outcome {
    Ok(structured(call.request.params.get("arguments")))
}
