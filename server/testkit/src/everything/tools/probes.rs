//! Tools beyond the suite's, with which a test sees what arrives and in which form, how long things take and who is
//! told.

use std::{future::pending, time::Duration};

use http::HeaderMap;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tokio::time::sleep;

use super::{Call, Outcome, Tool, text};
use crate::everything::{
    asking::Question,
    call::Ending,
    content::{items, structured, text_item},
    rpc::Fault,
};

pub(super) const TOOLS: &[Tool] = &[
    Tool::now(
        "test_custom_header",
        "Has arguments that modern clients repeat in headers",
        custom_header,
    )
    .takes(HEADERS),
    Tool::now("echo", "Returns a text", echo).takes(TEXT),
    Tool::now("large", "Returns numbered lines, so many bytes of them", large).takes(BYTES),
    Tool::now("refuse", "Ends with an error of the protocol, with data", refuse),
    Tool::later(
        "wait",
        "Waits so many seconds, or until it is cancelled",
        |call| Box::pin(wait(call)),
    )
    .takes(SECONDS),
    Tool::now(
        "waiting_count",
        "Tells how many calls of wait go on",
        waiting_count,
    ),
    Tool::now(
        "cancelled_count",
        "Tells how many calls of wait were cancelled",
        cancelled_count,
    ),
    Tool::later(
        "paced_progress",
        "Reports progress three times, and goes on each time when it is told to",
        |call| Box::pin(paced_progress(call)),
    ),
    Tool::now("go_on", "Tells paced_progress to go on", go_on),
    Tool::now(
        "listening_count",
        "Tells how many clients hear of changes",
        listening_count,
    ),
    Tool::now(
        "unknown_fields",
        "Returns members that nobody knows, numbers in odd spellings and keys in no order",
        unknown_fields,
    )
    .with(ODD_DEFINITION),
    Tool::now(
        "client_capabilities",
        "Tells what the client has said about itself",
        client_capabilities,
    ),
    Tool::now(
        "received_request",
        "Returns its parameters as they arrived, and the headers that came with them",
        received_request,
    ),
    Tool::later("ask_roots", "Asks for the client's roots", |call| {
        Box::pin(ask_roots(call))
    }),
];

const TEXT: &str = r#"{"type":"object","properties":{"text":{"type":"string"}},"required":["text"]}"#;
const BYTES: &str =
    r#"{"type":"object","properties":{"bytes":{"type":"integer","minimum":0}},"required":["bytes"]}"#;
const SECONDS: &str = r#"{"type":"object","properties":{"seconds":{"type":"number","minimum":0}}}"#;
/// Digits in a line of `large`.
const WIDTH: usize = 79;
/// Bytes of such a line with its end.
const LINE: usize = WIDTH + 1;
/// An error of the server's own; codes of the protocol are negative.
const OUT_OF_PAPER: i32 = 507;
/// Every type that may be in a header, one of them further down.
const HEADERS: &str = concat!(
    r#"{"type":"object","properties":{"value":{"type":"string","x-mcp-header":"Value"},"#,
    r#""count":{"type":"integer","x-mcp-header":"Count"},"flag":{"type":"boolean","x-mcp-header":"Flag"},"#,
    r#""place":{"type":"object","properties":{"region":{"type":"string","x-mcp-header":"Region"}}}}}"#,
);
/// A definition too may carry more than its reader knows.
const ODD_DEFINITION: &str = concat!(
    r#","x-unknown":{"z":1.0,"a":[1e2,-0.0]},"title":"Unknown fields","annotations":{"readOnlyHint":true,"#,
    r#""x-weight":1.50},"_meta":{"example.com/kept":1E+2}"#,
);

fn custom_header(call: &Call) -> Outcome {
    Ok(text(&format!(
        "Arguments: {}",
        call.request.params.get("arguments")
    )))
}

fn echo(call: &Call) -> Outcome {
    #[derive(Deserialize)]
    struct Arguments {
        text: String,
    }
    let Arguments { text: said } = call.arguments()?;
    Ok(text(&said))
}

fn large(call: &Call) -> Outcome {
    #[derive(Deserialize)]
    struct Arguments {
        bytes: usize,
    }
    let Arguments { bytes } = call.arguments()?;
    Ok(text(&numbered_lines(bytes)))
}

/// No stretch of it is like another, so that whoever receives it can see that all is there and in order.
fn numbered_lines(bytes: usize) -> String {
    let lines: Vec<_> = (0..bytes.div_ceil(LINE))
        .map(|number| format!("{number:0>WIDTH$}\n"))
        .collect();
    let mut text = lines.concat();
    text.truncate(bytes);
    text
}

fn refuse(_: &Call) -> Outcome {
    let fault = Fault::new(OUT_OF_PAPER, "There is no paper in the tray");
    Err(fault.with(json!({ "tray": 2 })).into())
}

async fn wait(call: Call) -> Outcome {
    #[derive(Deserialize)]
    struct Arguments {
        seconds: Option<f64>,
    }
    let Arguments { seconds } = call.arguments()?;
    let duration = seconds.map(Duration::try_from_secs_f64).transpose();
    let duration = duration.map_err(|error| Ending::Mistake(format!("Invalid arguments: {error}")))?;
    let waiting = call.server.waits.begin();
    // Whoever wants to cancel it can see when it has arrived.
    call.progress(0, 1);
    match duration {
        Some(duration) => sleep(duration).await,
        None => pending().await,
    }
    waiting.end();
    Ok(text("Waited to the end"))
}

fn waiting_count(call: &Call) -> Outcome {
    Ok(text(&call.server.waits.running().to_string()))
}

fn cancelled_count(call: &Call) -> Outcome {
    Ok(text(&call.server.waits.cancelled().to_string()))
}

/// However slow everybody is, no report comes together with the next one or with the result.
async fn paced_progress(call: Call) -> Outcome {
    for step in [0, 50, 100] {
        call.progress(step, 100);
        match call.server.pace.acquire().await {
            Ok(permit) => permit.forget(),
            Err(closed) => return Err(Ending::Mistake(closed.to_string())),
        }
    }
    Ok(text("Told to go on each time"))
}

fn go_on(call: &Call) -> Outcome {
    call.server.pace.add_permits(1);
    Ok(text("Gone on"))
}

fn listening_count(call: &Call) -> Outcome {
    Ok(text(&call.server.catalogue.listening().to_string()))
}

/// Word for word, since a tree of values would tidy it up.
fn unknown_fields(_: &Call) -> Outcome {
    let result = concat!(
        r#"{"x-unknown":{"zeta":1.0,"alpha":[1e2,1E-7,-0.0,0.10,12345678901234567890123456789],"Beta":null},"#,
        r#""isError":false,"content":[{"text":"unknown \u0066ields \/ \ud83e\udd80","x-item":1.50,"type":"text","#,
        r#""annotations":{"priority":1.0,"x-note":"kept"}}],"structuredContent":{"b":2.00,"a":1e0},"#,
        r#""_meta":{"example.com/trace":"kept","example.com/number":100.0}}"#,
    );
    Ok(result.to_owned())
}

fn client_capabilities(call: &Call) -> Outcome {
    let client = &call.client;
    Ok(structured(&json!({
        "protocolVersion": client.version,
        "capabilities": client.capabilities,
        "clientInfo": client.info,
    })))
}

fn received_request(call: &Call) -> Outcome {
    let headers = Value::Object(headers(&call.headers)).to_string();
    Ok(items(&[
        text_item(call.request.params.raw()),
        text_item(&headers),
    ]))
}

/// Headers by name; several of one name, and bytes that are no text, as well as they can be shown.
fn headers(headers: &HeaderMap) -> Map<String, Value> {
    let values = |name| {
        let values: Vec<_> = headers
            .get_all(name)
            .iter()
            .map(|value| String::from_utf8_lossy(value.as_bytes()))
            .collect();
        Value::from(values.join(", "))
    };
    headers
        .keys()
        .map(|name| (name.to_string(), values(name)))
        .collect()
}

async fn ask_roots(mut call: Call) -> Outcome {
    let answers = call.ask(&[Question::roots("roots")]).await?;
    Ok(structured(answers.get("roots")))
}
