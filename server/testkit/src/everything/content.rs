//! Results and their content, as JSON text.

use serde_json::{Value, json};

/// A picture of one red pixel.
pub(super) const PNG: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";
/// A sound of no length: the header alone.
pub(super) const WAV: &str = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=";

/// A result with one text.
pub(super) fn text(text: &str) -> String {
    items(&[text_item(text)])
}

/// A result that tells the model of a mistake.
pub(super) fn error(text: &str) -> String {
    json!({ "content": [text_item(text)], "isError": true }).to_string()
}

/// A result with these items.
pub(super) fn items(items: &[Value]) -> String {
    json!({ "content": items }).to_string()
}

/// A result with the same thing as a text and as structured content.
pub(super) fn structured(value: &Value) -> String {
    json!({ "content": [text_item(&value.to_string())], "structuredContent": value }).to_string()
}

pub(super) fn text_item(text: &str) -> Value {
    json!({ "type": "text", "text": text })
}

pub(super) fn image_item() -> Value {
    json!({ "type": "image", "data": PNG, "mimeType": "image/png" })
}

pub(super) fn audio_item() -> Value {
    json!({ "type": "audio", "data": WAV, "mimeType": "audio/wav" })
}

pub(super) fn resource_item(uri: &str, mime_type: &str, text: &str) -> Value {
    json!({ "type": "resource", "resource": { "uri": uri, "mimeType": mime_type, "text": text } })
}
