//! What comes before the result: log messages, progress, the end of the stream.

use std::time::Duration;

use tokio::time::sleep;

use super::{Call, Outcome, Tool, text};
use crate::everything::call::Level;

const STEP: Duration = Duration::from_millis(50);

pub(super) const TOOLS: &[Tool] = &[
    Tool::later("test_tool_with_logging", "Sends three log messages", |call| {
        Box::pin(logging(call))
    }),
    Tool::now(
        "test_logging_tool",
        "Sends a log message, if it is wanted",
        one_message,
    ),
    Tool::later(
        "test_tool_with_progress",
        "Reports progress three times",
        |call| Box::pin(progress(call)),
    ),
    Tool::later(
        "test_reconnection",
        "Closes its stream before it answers; the answer is fetched with Last-Event-ID",
        |call| Box::pin(reconnection(call)),
    ),
];

async fn logging(call: Call) -> Outcome {
    call.log(Level::INFO, "Tool execution started");
    sleep(STEP).await;
    call.log(Level::INFO, "Tool processing data");
    sleep(STEP).await;
    call.log(Level::INFO, "Tool execution completed");
    Ok(text("Tool with logging executed successfully"))
}

fn one_message(call: &Call) -> Outcome {
    call.log(Level::INFO, "Tool execution started");
    Ok(text("Logged, if it is wanted"))
}

async fn progress(call: Call) -> Outcome {
    for step in [0, 50, 100] {
        call.progress(step, 100);
        sleep(STEP).await;
    }
    Ok(text("Tool with progress executed successfully"))
}

async fn reconnection(call: Call) -> Outcome {
    call.outlet.hang_up();
    sleep(STEP).await;
    Ok(text("Reconnection test completed"))
}
