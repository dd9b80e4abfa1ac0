//! The HTML of an app in what came back for its resource, and what it asks for (SEP-1865, "UI Resource Format").

use base64::{Engine, engine::general_purpose::STANDARD};
use model::{AppProblem, AppWishes};
use serde::Deserialize;
use serde_json::Value;

use super::policy::sorted;
use crate::inspector::inspection::shortened;

/// Bytes of the HTML of an app.
const MAX_HTML: usize = 4 * 1024 * 1024;
/// What was declared and is not given is shown up to so many texts,
const MOST_TOLD: usize = 50;
/// and up to so many bytes of each.
const MAX_TOLD: usize = 200;

/// An app, ready for a browser.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) html: String,
    pub(super) wishes: AppWishes,
}

#[derive(Deserialize)]
struct Read {
    contents: Vec<Content>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Content {
    #[serde(default)]
    mime_type: String,
    text: Option<String>,
    blob: Option<String>,
    #[serde(default, rename = "_meta")]
    meta: Value,
}

/// The first content that is an app.
pub(super) fn document(result: &str) -> Result<Document, AppProblem> {
    let read: Read = serde_json::from_str(result).map_err(|_| AppProblem::NoHtml)?;
    let mut contents = read.contents.into_iter();
    let content = contents.find(|content| is_app(&content.mime_type));
    let content = content.ok_or(AppProblem::NoHtml)?;
    let html = match (content.text, content.blob) {
        (Some(text), _) => text,
        (None, Some(blob)) => decoded(&blob).ok_or(AppProblem::NoHtml)?,
        (None, None) => return Err(AppProblem::NoHtml),
    };
    if html.len() > MAX_HTML {
        return Err(AppProblem::TooLong { max: MAX_HTML });
    }
    let wishes = wishes(&content.meta["ui"]);
    Ok(Document { html, wishes })
}

/// `text/html;profile=mcp-app`, with the spaces and the letters that a media type may have.
fn is_app(mime_type: &str) -> bool {
    let mut parts = mime_type
        .split(';')
        .map(|part| part.trim().to_ascii_lowercase().replace('"', ""));
    parts.next().as_deref() == Some("text/html") && parts.any(|part| part == "profile=mcp-app")
}

fn decoded(blob: &str) -> Option<String> {
    String::from_utf8(STANDARD.decode(blob).ok()?).ok()
}

/// What an app asks for, sorted by what it gets.
fn wishes(ui: &Value) -> AppWishes {
    let csp = &ui["csp"];
    let (connects, no_connects) = sorted(texts(&csp["connectDomains"]));
    let (loads, no_loads) = sorted(texts(&csp["resourceDomains"]));
    let devices = ui["permissions"].as_object().into_iter().flatten();
    let devices = devices.map(|(device, _)| device.clone());
    let frames = texts(&csp["frameDomains"]).into_iter();
    let bases = texts(&csp["baseUriDomains"]).into_iter();
    AppWishes {
        connects,
        loads,
        refused: told(no_connects.into_iter().chain(no_loads)),
        denied: told(
            devices
                .chain(frames.map(|it| format!("frameDomains: {it}")))
                .chain(bases.map(|it| format!("baseUriDomains: {it}"))),
        ),
    }
}

/// What is no text is told, too.
fn texts(declared: &Value) -> Vec<String> {
    let declared = declared.as_array().into_iter().flatten();
    declared
        .map(|it| it.as_str().map_or_else(|| it.to_string(), str::to_owned))
        .collect()
}

fn told(texts: impl Iterator<Item = String>) -> Vec<String> {
    texts
        .take(MOST_TOLD)
        .map(|text| shortened(text, MAX_TOLD))
        .collect()
}

#[cfg(test)]
mod tests {
    use model::AppProblem;
    use serde_json::{Value, json};

    use super::{MAX_HTML, document};

    fn read(content: &Value) -> String {
        json!({ "contents": [{ "uri": "ui://a", "mimeType": "text/plain", "text": "-" }, content] })
            .to_string()
    }

    #[test]
    fn the_html_is_a_text_or_base64() {
        for content in [
            json!({ "mimeType": "text/html;profile=mcp-app", "text": "<p>" }),
            json!({ "mimeType": "text/html; profile=\"mcp-app\"", "text": "<p>" }),
            json!({ "mimeType": "text/html;profile=mcp-app", "blob": "PHA+" }),
        ] {
            let found = document(&read(&content)).expect("an app");
            assert_eq!(found.html, "<p>", "{content}");
        }
    }

    #[test]
    fn anything_else_is_no_app() {
        for content in [
            json!({ "mimeType": "text/html", "text": "<p>" }),
            json!({ "mimeType": "text/html;profile=mcp-app" }),
            json!({ "mimeType": "text/html;profile=mcp-app", "blob": "?" }),
        ] {
            assert_eq!(
                document(&read(&content)).err(),
                Some(AppProblem::NoHtml),
                "{content}"
            );
        }
        assert_eq!(document("{}").err(), Some(AppProblem::NoHtml));
        let long = json!({ "mimeType": "text/html;profile=mcp-app", "text": "a".repeat(MAX_HTML + 1) });
        assert_eq!(
            document(&read(&long)).err(),
            Some(AppProblem::TooLong { max: MAX_HTML })
        );
    }

    #[test]
    fn wishes_are_sorted_by_what_is_given() {
        let content = json!({
            "mimeType": "text/html;profile=mcp-app", "text": "<p>",
            "_meta": { "ui": {
                "csp": {
                    "connectDomains": ["https://api.example.com", "*", 7],
                    "resourceDomains": ["https://cdn.example.com", "https://a.example; script-src *"],
                    "frameDomains": ["https://video.example.com"],
                    "baseUriDomains": ["https://base.example.com"],
                },
                "permissions": { "camera": {} },
            } },
        });
        let wishes = document(&read(&content)).expect("an app").wishes;
        assert_eq!(wishes.connects, ["https://api.example.com"]);
        assert_eq!(wishes.loads, ["https://cdn.example.com"]);
        assert_eq!(wishes.refused, ["*", "7", "https://a.example; script-src *"]);
        assert_eq!(
            wishes.denied,
            [
                "camera",
                "frameDomains: https://video.example.com",
                "baseUriDomains: https://base.example.com"
            ]
        );
    }
}
