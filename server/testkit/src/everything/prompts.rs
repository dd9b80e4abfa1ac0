//! The prompts.
#![expect(
    clippy::unnecessary_wraps,
    reason = "all prompts of the table are of one type"
)]

use serde_json::{Value, json};

use super::{
    asking::Question,
    call::{Call, Ending, Outcome, Run},
    catalogue::Kind,
    content::{image_item, resource_item, text_item},
    methods,
    rpc::Fault,
};

struct Prompt {
    name: &'static str,
    description: &'static str,
    /// Names and descriptions; all are required.
    arguments: &'static [(&'static str, &'static str)],
    run: Run,
}

const PROMPTS: &[Prompt] = &[
    Prompt {
        name: "test_simple_prompt",
        description: "One message without arguments",
        arguments: &[],
        run: Run::Now(simple),
    },
    Prompt {
        name: "test_prompt_with_arguments",
        description: "Repeats its two arguments",
        arguments: &[("arg1", "The first argument"), ("arg2", "The second argument")],
        run: Run::Now(with_arguments),
    },
    Prompt {
        name: "test_prompt_with_embedded_resource",
        description: "Embeds a resource of the given URI",
        arguments: &[("resourceUri", "The URI of the resource")],
        run: Run::Now(with_resource),
    },
    Prompt {
        name: "test_prompt_with_image",
        description: "Carries an image",
        arguments: &[],
        run: Run::Now(with_image),
    },
    Prompt {
        name: "test_input_required_result_prompt",
        description: "Asks for its context first",
        arguments: &[],
        run: Run::Later(|call| Box::pin(asking(call))),
    },
];

/// The entries of `prompts/list`.
pub(super) fn list(call: &Call) -> Vec<String> {
    let mut entries: Vec<_> = PROMPTS
        .iter()
        .map(|prompt| prompt.definition().to_string())
        .collect();
    entries.extend(methods::added(
        call,
        Kind::Prompts,
        |name| json!({ "name": name, "description": "Was added while the server ran" }),
    ));
    entries
}

/// Answers `prompts/get`.
pub(super) async fn get(call: Call) -> Outcome {
    let name = call.request.params.text("name")?;
    match PROMPTS.iter().find(|prompt| prompt.name == name) {
        Some(prompt) => prompt.run.start(call).await,
        None if call.server.catalogue.has(Kind::Prompts, name) => Ok(messages(&[text_item(name)])),
        None => Err(unknown(name)),
    }
}

/// What an argument can be completed to.
pub(super) fn values(call: &Call, name: &str, argument: &str) -> Result<&'static [&'static str], Ending> {
    match (name, argument) {
        ("test_prompt_with_arguments", "arg1") => Ok(&["testValue1", "test first", "first"]),
        ("test_prompt_with_arguments", "arg2") => Ok(&["testValue2", "test second", "second"]),
        _ if PROMPTS.iter().any(|prompt| prompt.name == name)
            || call.server.catalogue.has(Kind::Prompts, name) =>
        {
            Ok(&[])
        }
        _ => Err(unknown(name)),
    }
}

impl Prompt {
    fn definition(&self) -> Value {
        let argument =
            |(name, description)| json!({ "name": name, "description": description, "required": true });
        let arguments: Vec<_> = self.arguments.iter().copied().map(argument).collect();
        json!({ "name": self.name, "description": self.description, "arguments": arguments })
    }
}

fn unknown(name: &str) -> Ending {
    Fault::invalid(format!("Unknown prompt: {name}")).into()
}

/// Messages of the user, one for each content.
fn messages(contents: &[Value]) -> String {
    let message = |content| json!({ "role": "user", "content": content });
    let messages: Vec<_> = contents.iter().map(message).collect();
    json!({ "messages": messages }).to_string()
}

fn argument<'a>(call: &'a Call, name: &str) -> Result<&'a str, Ending> {
    let value = call.request.params.get("arguments")[name].as_str();
    value.ok_or_else(|| Fault::invalid(format!("Missing argument: {name}")).into())
}

fn simple(_: &Call) -> Outcome {
    Ok(messages(&[text_item("This is a simple prompt for testing.")]))
}

fn with_arguments(call: &Call) -> Outcome {
    let (first, second) = (argument(call, "arg1")?, argument(call, "arg2")?);
    let text = format!("Prompt with arguments: arg1='{first}', arg2='{second}'");
    Ok(messages(&[text_item(&text)]))
}

fn with_resource(call: &Call) -> Outcome {
    let uri = argument(call, "resourceUri")?;
    Ok(messages(&[
        resource_item(uri, "text/plain", "Embedded resource content for testing."),
        text_item("Please process the embedded resource above."),
    ]))
}

fn with_image(_: &Call) -> Outcome {
    Ok(messages(&[
        image_item(),
        text_item("Please analyze the image above."),
    ]))
}

async fn asking(mut call: Call) -> Outcome {
    let question = Question::fields(
        "user_context",
        "What is the prompt about?",
        &["context"],
        "string",
    );
    let answers = call.ask(&[question]).await?;
    let text = format!("Context: {}", answers.field("user_context", "context"));
    Ok(messages(&[text_item(&text)]))
}
