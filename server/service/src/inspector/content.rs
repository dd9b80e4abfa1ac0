//! What results and questions carry, made ready for a page.

use model::{ContentBlock, InspectedMessage};
use serde::Deserialize;
use serde_json::{Value, value::RawValue};

use super::markdown;
use crate::tools::indent;

/// Blocks of one result that are shown on their own; all of them stand in its JSON.
const MOST_BLOCKS: usize = 200;

/// What a result shows.
#[derive(Debug, Default)]
pub(super) struct Shown {
    pub(super) blocks: Vec<ContentBlock>,
    pub(super) messages: Vec<InspectedMessage>,
    pub(super) structured: Option<String>,
    pub(super) meta: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Carried {
    content: Many,
    contents: Vec<Box<RawValue>>,
    messages: Vec<Said>,
    structured_content: Option<Box<RawValue>>,
    #[serde(rename = "_meta")]
    meta: Option<Box<RawValue>>,
}

#[derive(Deserialize)]
struct Said {
    #[serde(default)]
    role: String,
    #[serde(default)]
    content: Many,
}

/// One or several, of which the protocol allows both in places.
#[derive(Deserialize)]
#[serde(untagged)]
enum Many {
    Several(Vec<Value>),
    One(Value),
}

impl Default for Many {
    fn default() -> Self {
        Self::Several(Vec::new())
    }
}

/// What the result of this method shows. What is not understood stands in the JSON alone.
pub(super) fn of_result(method: &str, result: &str) -> Shown {
    let carried: Carried = serde_json::from_str(result).unwrap_or_default();
    let mut shown = Shown {
        structured: carried.structured_content.map(|it| indent(it.get())),
        meta: carried.meta.map(|it| indent(it.get())),
        ..Shown::default()
    };
    match method {
        "tools/call" | "tasks/result" => shown.blocks = blocks(carried.content),
        "prompts/get" => shown.messages = messages(carried.messages),
        "resources/read" => {
            let contents = carried.contents.iter().take(MOST_BLOCKS);
            shown.blocks = contents.map(|it| resource(&value(it))).collect();
        }
        _ => {}
    }
    shown
}

/// The messages of a question.
pub(super) fn of_messages(params: &str) -> Vec<InspectedMessage> {
    let carried: Carried = serde_json::from_str(params).unwrap_or_default();
    messages(carried.messages)
}

fn messages(said: Vec<Said>) -> Vec<InspectedMessage> {
    let said = said.into_iter().take(MOST_BLOCKS);
    said.map(|said| InspectedMessage {
        role: said.role,
        blocks: blocks(said.content),
    })
    .collect()
}

fn blocks(many: Many) -> Vec<ContentBlock> {
    let several = match many {
        Many::Several(several) => several,
        Many::One(one) => vec![one],
    };
    several.iter().take(MOST_BLOCKS).map(block).collect()
}

fn value(raw: &RawValue) -> Value {
    serde_json::from_str(raw.get()).unwrap_or_default()
}

fn block(block: &Value) -> ContentBlock {
    let word = |name: &str| word(block, name);
    match block["type"].as_str().unwrap_or_default() {
        "text" => ContentBlock::Text {
            html: markdown::render(&word("text")),
            text: word("text"),
        },
        "image" => ContentBlock::Image {
            mime_type: word("mimeType"),
            data: word("data"),
        },
        "audio" => ContentBlock::Audio {
            mime_type: word("mimeType"),
            data: word("data"),
        },
        "resource" => resource(&block["resource"]),
        "resource_link" => ContentBlock::Link {
            uri: word("uri"),
            name: word("name"),
            title: word("title"),
            description: word("description"),
            mime_type: word("mimeType"),
        },
        _ => ContentBlock::Other {
            json: indent(&block.to_string()),
        },
    }
}

fn resource(resource: &Value) -> ContentBlock {
    let mime_type = word(resource, "mimeType");
    let text = resource["text"].as_str();
    let is_markdown = mime_type.starts_with("text/markdown");
    ContentBlock::Resource {
        uri: word(resource, "uri"),
        html: text.filter(|_| is_markdown).map(markdown::render),
        text: text.map(str::to_owned),
        data: resource["blob"].as_str().map(str::to_owned),
        mime_type,
    }
}

fn word(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use model::ContentBlock;

    use super::{of_messages, of_result};

    #[test]
    fn every_kind_of_content_is_a_block_of_its_own() {
        let result = r#"{"content":[
            {"type":"text","text":"**a**"},
            {"type":"image","data":"AA==","mimeType":"image/png"},
            {"type":"audio","data":"AA==","mimeType":"audio/wav"},
            {"type":"resource","resource":{"uri":"x://a","mimeType":"text/markdown","text":"*b*"}},
            {"type":"resource_link","uri":"x://b","name":"b"},
            {"type":"hologram"}
        ],"structuredContent":{"z":1.0,"a":2},"_meta":{"k":1}}"#;
        let shown = of_result("tools/call", result);
        let [
            ContentBlock::Text { html, .. },
            ContentBlock::Image { .. },
            ContentBlock::Audio { .. },
            ContentBlock::Resource {
                html: Some(inner), ..
            },
            ContentBlock::Link { name, .. },
            ContentBlock::Other { json },
        ] = &*shown.blocks
        else {
            panic!("{shown:?}")
        };
        assert_eq!(
            (&**html, &**inner, &**name),
            ("<p><strong>a</strong></p>\n", "<p><em>b</em></p>\n", "b")
        );
        assert!(json.contains("hologram"));
        assert_eq!(
            shown.structured.as_deref(),
            Some("{\n  \"z\": 1.0,\n  \"a\": 2\n}")
        );
        assert!(shown.meta.is_some());
    }

    #[test]
    fn messages_have_one_block_or_several() {
        let params = r#"{"messages":[
            {"role":"user","content":{"type":"text","text":"a"}},
            {"role":"assistant","content":[{"type":"text","text":"b"},{"type":"text","text":"c"}]}
        ]}"#;
        let counts: Vec<_> = of_messages(params)
            .iter()
            .map(|it| (it.role.clone(), it.blocks.len()))
            .collect();
        assert_eq!(counts, [("user".to_owned(), 1), ("assistant".to_owned(), 2)]);
    }

    #[test]
    fn what_is_not_understood_shows_nothing() {
        for odd in ["[]", "{\"content\":7}", "{\"messages\":{}}", "null"] {
            assert!(of_result("prompts/get", odd).messages.is_empty(), "{odd}");
        }
        assert!(
            of_result("tools/list", r#"{"content":[{"type":"text","text":"a"}]}"#)
                .blocks
                .is_empty()
        );
    }
}
