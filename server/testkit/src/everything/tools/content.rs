//! Each kind of content, and none at all.

use super::{Call, Outcome, Tool, text};
use crate::everything::{
    call::Ending,
    content::{audio_item, image_item, items, resource_item, text_item},
};

pub(super) const TOOLS: &[Tool] = &[
    Tool::now("test_simple_text", "Returns one text", simple_text),
    Tool::now("test_image_content", "Returns an image", image),
    Tool::now("test_audio_content", "Returns a sound", audio),
    Tool::now(
        "test_embedded_resource",
        "Returns an embedded resource",
        embedded_resource,
    ),
    Tool::now(
        "test_multiple_content_types",
        "Returns a text, an image and a resource",
        multiple_content_types,
    ),
    Tool::now(
        "test_error_handling",
        "Returns an error of the tool",
        error_handling,
    ),
    Tool::now(
        "json_schema_2020_12_tool",
        "Has a schema with much of JSON Schema 2020-12 in it",
        json_schema,
    )
    .takes(JSON_SCHEMA),
];

/// Listed word for word: the suite looks for each keyword.
const JSON_SCHEMA: &str = concat!(
    r##"{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","##,
    r##""$defs":{"address":{"$anchor":"addressDef","type":"object","##,
    r##""properties":{"street":{"type":"string"},"city":{"type":"string"}}}},"##,
    r##""properties":{"name":{"type":"string"},"address":{"$ref":"#/$defs/address"},"##,
    r##""contactMethod":{"type":"string","enum":["phone","email"]},"phone":{"type":"string"},"##,
    r##""email":{"type":"string"}},"allOf":[{"anyOf":[{"required":["phone"]},{"required":["email"]}]}],"##,
    r##""if":{"properties":{"contactMethod":{"const":"phone"}},"required":["contactMethod"]},"##,
    r##""then":{"required":["phone"]},"else":{"required":["email"]},"additionalProperties":false}"##,
);

fn simple_text(_: &Call) -> Outcome {
    Ok(text("This is a simple text response for testing."))
}

fn image(_: &Call) -> Outcome {
    Ok(items(&[image_item()]))
}

fn audio(_: &Call) -> Outcome {
    Ok(items(&[audio_item()]))
}

fn embedded_resource(_: &Call) -> Outcome {
    let (uri, content) = (
        "test://embedded-resource",
        "This is an embedded resource content.",
    );
    Ok(items(&[resource_item(uri, "text/plain", content)]))
}

fn multiple_content_types(_: &Call) -> Outcome {
    let (uri, content) = ("test://mixed-content-resource", r#"{"test":"data","value":123}"#);
    Ok(items(&[
        text_item("Multiple content types test:"),
        image_item(),
        resource_item(uri, "application/json", content),
    ]))
}

fn error_handling(_: &Call) -> Outcome {
    let message = "This tool intentionally returns an error for testing";
    Err(Ending::Mistake(message.to_owned()))
}

fn json_schema(call: &Call) -> Outcome {
    Ok(text(&format!(
        "Arguments: {}",
        call.request.params.get("arguments")
    )))
}
