//! Tools that the suite calls again with answers. In the legacy era they ask on their stream.

use super::{Call, Outcome, Tool, text};
use crate::everything::asking::{Capability, Question};

pub(super) const TOOLS: &[Tool] = &[
    Tool::later(
        "test_input_required_result_elicitation",
        "Asks for a name",
        |call| Box::pin(elicitation(call)),
    ),
    Tool::later("test_input_required_result_sampling", "Asks a model", |call| {
        Box::pin(sampling(call))
    }),
    Tool::later(
        "test_input_required_result_list_roots",
        "Asks for the roots",
        |call| Box::pin(list_roots(call)),
    ),
    Tool::later(
        "test_input_required_result_request_state",
        "Asks, and wants its state back",
        |call| Box::pin(request_state(call)),
    ),
    Tool::later(
        "test_input_required_result_multiple_inputs",
        "Asks three things at once",
        |call| Box::pin(multiple_inputs(call)),
    ),
    Tool::later(
        "test_input_required_result_multi_round",
        "Asks twice, one after the other",
        |call| Box::pin(multi_round(call)),
    ),
    Tool::later(
        "test_input_required_result_tampered_state",
        "Asks, and refuses a state that was changed",
        |call| Box::pin(request_state(call)),
    ),
    Tool::later(
        "test_input_required_result_capabilities",
        "Asks only what the client has declared",
        |call| Box::pin(capabilities(call)),
    ),
];

fn user_name() -> Question {
    Question::fields("user_name", "What is your name?", &["name"], "string")
}

async fn elicitation(mut call: Call) -> Outcome {
    let answers = call.ask(&[user_name()]).await?;
    Ok(text(&format!("Hello, {}!", answers.field("user_name", "name"))))
}

async fn sampling(mut call: Call) -> Outcome {
    let question = Question::sample("capital_question", "What is the capital of France?");
    let answers = call.ask(&[question]).await?;
    let said = &answers.get("capital_question")["content"]["text"];
    Ok(text(&format!(
        "The model says: {}",
        said.as_str().unwrap_or_default()
    )))
}

async fn list_roots(mut call: Call) -> Outcome {
    let answers = call.ask(&[Question::roots("client_roots")]).await?;
    Ok(text(&format!("Roots: {}", answers.get("client_roots")["roots"])))
}

async fn request_state(mut call: Call) -> Outcome {
    let question = Question::fields("confirm", "Please confirm", &["ok"], "boolean");
    let answers = call.ask_sealed(&[question]).await?;
    let confirmed = &answers.get("confirm")["content"]["ok"];
    Ok(text(&format!("state-ok, confirmed: {confirmed}")))
}

async fn multiple_inputs(mut call: Call) -> Outcome {
    let questions = [
        user_name(),
        Question::sample("greeting", "Write a greeting"),
        Question::roots("client_roots"),
    ];
    let answers = call.ask_sealed(&questions).await?;
    let greeting = answers.get("greeting")["content"]["text"]
        .as_str()
        .unwrap_or_default();
    let (name, roots) = (
        answers.field("user_name", "name"),
        &answers.get("client_roots")["roots"],
    );
    Ok(text(&format!("{name}, {greeting}, {roots}")))
}

async fn multi_round(mut call: Call) -> Outcome {
    let first = Question::fields("step1", "Step 1: what is your name?", &["name"], "string");
    let answers = call.ask_sealed(&[first]).await?;
    let name = answers.field("step1", "name").to_owned();
    let second = Question::fields(
        "step2",
        "Step 2: what is your favourite color?",
        &["color"],
        "string",
    );
    let answers = call.ask_sealed(&[second]).await?;
    Ok(text(&format!("{name} likes {}", answers.field("step2", "color"))))
}

async fn capabilities(mut call: Call) -> Outcome {
    let mut questions = vec![
        user_name(),
        Question::sample("greeting", "Write a greeting"),
        Question::roots("client_roots"),
    ];
    questions.retain(|question| call.declares(question.capability));
    if questions.is_empty() {
        call.require(Capability::Sampling)?;
    }
    let answers = call.ask(&questions).await?;
    let keys: Vec<_> = answers.0.into_keys().collect();
    Ok(text(&format!("Answered: {}", keys.join(", "))))
}
