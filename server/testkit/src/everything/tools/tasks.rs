//! Tools that go on as tasks, for clients that know tasks.

use std::time::Duration;

use serde::Deserialize;
use tokio::time::sleep;

use super::{Call, Outcome, Tool, text};
use crate::{
    everything::{
        asking::Question,
        call::{Ending, Running},
        rpc::Fault,
    },
    frame::quote,
};

const MOMENT: Duration = Duration::from_millis(200);
/// There is no code for it but that of JSON-RPC.
const INTERNAL_ERROR: i32 = -32603;

pub(super) const TOOLS: &[Tool] = &[
    Tool::now("greet", "Greets at once, never as a task", greet).takes(NAME),
    Tool::later("slow_compute", "Sleeps, as a task if it may", |call| {
        Box::pin(call.in_background(false, |call| Box::pin(slow_compute(call))))
    })
    .takes(SECONDS),
    Tool::later("failing_job", "Fails, and only as a task", |call| {
        Box::pin(call.in_background(true, |call| Box::pin(failing_job(call))))
    }),
    Tool::later(
        "protocol_error_job",
        "Ends with an error of the protocol",
        |call| Box::pin(call.in_background(false, |call| Box::pin(protocol_error_job(call)))),
    ),
    Tool::later("confirm_delete", "Asks before it pretends to delete", |call| {
        Box::pin(call.in_background(false, |call| Box::pin(confirm_delete(call))))
    })
    .takes(FILENAME),
    Tool::later("multi_input", "Asks two things at once", |call| {
        Box::pin(call.in_background(false, |call| Box::pin(multi_input(call))))
    }),
    Tool::later(
        "test_tool_with_task",
        "Asks for a name, then greets as a task",
        |call| Box::pin(greet_as_task(call)),
    ),
];

const NAME: &str = r#"{"type":"object","properties":{"name":{"type":"string"}},"required":["name"]}"#;
const SECONDS: &str =
    r#"{"type":"object","properties":{"seconds":{"type":"number","minimum":0},"label":{"type":"string"}}}"#;
const FILENAME: &str =
    r#"{"type":"object","properties":{"filename":{"type":"string"}},"required":["filename"]}"#;

fn greet(call: &Call) -> Outcome {
    #[derive(Deserialize)]
    struct Arguments {
        name: String,
    }
    let Arguments { name } = call.arguments()?;
    Ok(text(&format!("Hello, {name}!")))
}

async fn slow_compute(call: Call) -> Outcome {
    #[derive(Deserialize)]
    #[serde(default)]
    struct Arguments {
        seconds: f64,
        label: String,
    }
    impl Default for Arguments {
        fn default() -> Self {
            Self {
                seconds: 1.0,
                label: "compute".to_owned(),
            }
        }
    }
    let Arguments { seconds, label } = call.arguments()?;
    let duration = Duration::try_from_secs_f64(seconds);
    sleep(duration.map_err(|error| Ending::Mistake(format!("Invalid arguments: {error}")))?).await;
    Ok(text(&format!("{label}: computed for {seconds} s")))
}

async fn failing_job(_: Call) -> Outcome {
    sleep(Duration::from_secs(1)).await;
    Err(Ending::Mistake(
        "The job has failed, as it always does".to_owned(),
    ))
}

async fn protocol_error_job(_: Call) -> Outcome {
    sleep(MOMENT).await;
    Err(Fault::new(INTERNAL_ERROR, "The job has crashed, as it always does").into())
}

async fn confirm_delete(mut call: Call) -> Outcome {
    #[derive(Deserialize)]
    struct Arguments {
        filename: String,
    }
    let Arguments { filename } = call.arguments()?;
    let message = format!("Delete {}?", quote(&filename));
    let question = Question::fields("confirm", &message, &["confirm"], "boolean");
    let answers = call.ask(&[question]).await?;
    let confirmed = answers.get("confirm")["content"]["confirm"] == true;
    let done = if confirmed { "Deleted" } else { "Kept" };
    Ok(text(&format!("{done} {filename}")))
}

async fn multi_input(mut call: Call) -> Outcome {
    let questions = [
        Question::fields("first", "The first name?", &["name"], "string"),
        Question::fields("second", "The second name?", &["name"], "string"),
    ];
    let answers = call.ask(&questions).await?;
    let names = ["first", "second"].map(|key| answers.field(key, "name"));
    Ok(text(&names.join(" and ")))
}

async fn greet_as_task(mut call: Call) -> Outcome {
    let question = Question::fields("user_name", "What is your name?", &["name"], "string");
    let answers = call.ask(&[question]).await?;
    let greeting = format!("Hello, {}!", answers.field("user_name", "name"));
    let work = |_| -> Running {
        Box::pin(async move {
            sleep(MOMENT).await;
            Ok(text(&greeting))
        })
    };
    call.in_background(true, work).await
}
