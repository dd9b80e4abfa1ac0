//! Tools that ask the client something once.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Call, Outcome, Tool, text};
use crate::everything::asking::{Capability, Question};

pub(super) const TOOLS: &[Tool] = &[
    Tool::later("test_sampling", "Asks the client's model", |call| {
        Box::pin(sampling(call))
    })
    .takes(PROMPT),
    Tool::later("test_elicitation", "Asks for a name and an address", |call| {
        Box::pin(elicitation(call))
    })
    .takes(MESSAGE),
    Tool::later(
        "test_elicitation_sep1034_defaults",
        "Asks with a form that is filled in already",
        |call| Box::pin(defaults(call)),
    ),
    Tool::later(
        "test_elicitation_sep1330_enums",
        "Asks with a form of choices",
        |call| Box::pin(enums(call)),
    ),
    Tool::later(
        "test_streaming_elicitation",
        "Asks after it has reported progress",
        |call| Box::pin(streaming(call)),
    ),
    Tool::now(
        "test_missing_capability",
        "Needs a client that offers sampling",
        missing_capability,
    ),
];

const PROMPT: &str = r#"{"type":"object","properties":{"prompt":{"type":"string","description":"What to ask"}},"required":["prompt"]}"#;
const MESSAGE: &str = r#"{"type":"object","properties":{"message":{"type":"string","description":"What to ask"}},"required":["message"]}"#;

async fn sampling(mut call: Call) -> Outcome {
    #[derive(Deserialize)]
    struct Arguments {
        prompt: String,
    }
    let Arguments { prompt } = call.arguments()?;
    let answers = call.ask(&[Question::sample("sampling", &prompt)]).await?;
    let said = answers.get("sampling")["content"]["text"]
        .as_str()
        .unwrap_or("No response");
    Ok(text(&format!("LLM response: {said}")))
}

async fn elicitation(mut call: Call) -> Outcome {
    #[derive(Deserialize)]
    struct Arguments {
        message: String,
    }
    let Arguments { message } = call.arguments()?;
    let question = Question::fields("elicitation", &message, &["username", "email"], "string");
    let answers = call.ask(&[question]).await?;
    Ok(text(&format!(
        "User response: {}",
        described(answers.get("elicitation"))
    )))
}

async fn defaults(mut call: Call) -> Outcome {
    let schema = json!({
        "type": "object",
        "properties": {
            "name": { "type": "string", "description": "Your name", "default": "John Doe" },
            "age": { "type": "integer", "description": "Your age", "default": 30 },
            "score": { "type": "number", "description": "Your score", "default": 95.5 },
            "status": {
                "type": "string",
                "description": "Your status",
                "enum": ["active", "inactive", "pending"],
                "default": "active",
            },
            "verified": { "type": "boolean", "description": "Whether you are verified", "default": true },
        },
    });
    let question = Question::form("defaults", "Please review what is filled in", &schema);
    let answers = call.ask(&[question]).await?;
    Ok(text(&format!(
        "Elicitation completed: {}",
        described(answers.get("defaults"))
    )))
}

async fn enums(mut call: Call) -> Outcome {
    let titled = json!([
        { "const": "value1", "title": "First option" },
        { "const": "value2", "title": "Second option" },
        { "const": "value3", "title": "Third option" },
    ]);
    let untitled = json!(["option1", "option2", "option3"]);
    let schema = json!({
        "type": "object",
        "properties": {
            "untitledSingle": { "type": "string", "enum": untitled },
            "titledSingle": { "type": "string", "oneOf": titled },
            "legacyEnum": {
                "type": "string",
                "enum": ["opt1", "opt2", "opt3"],
                "enumNames": ["Option one", "Option two", "Option three"],
            },
            "untitledMulti": { "type": "array", "items": { "type": "string", "enum": untitled } },
            "titledMulti": { "type": "array", "items": { "anyOf": titled } },
        },
    });
    let question = Question::form("enums", "Please choose", &schema);
    let answers = call.ask(&[question]).await?;
    Ok(text(&format!(
        "Elicitation completed: {}",
        described(answers.get("enums"))
    )))
}

async fn streaming(mut call: Call) -> Outcome {
    call.progress(0, 1);
    let question = Question::fields("name", "What is your name?", &["name"], "string");
    let answers = call.ask(&[question]).await?;
    Ok(text(&format!("Hello, {}!", answers.field("name", "name"))))
}

fn missing_capability(call: &Call) -> Outcome {
    call.require(Capability::Sampling)?;
    Ok(text("The client offers sampling"))
}

fn described(answer: &Value) -> String {
    let action = answer["action"].as_str().unwrap_or_default();
    format!("action={action}, content={}", answer["content"])
}
