//! Is this the answer to that call?

use std::borrow::Cow;

use anyhow::{Result, bail, ensure};
use serde::Deserialize;

#[derive(Deserialize)]
struct Frame<'a> {
    #[serde(default)]
    id: Option<u64>,
    #[serde(borrow, default)]
    result: Option<ToolResult<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ToolResult<'a> {
    #[serde(borrow)]
    content: Vec<Content<'a>>,
    #[serde(default)]
    is_error: bool,
}

#[derive(Deserialize)]
struct Content<'a> {
    #[serde(borrow)]
    text: Cow<'a, str>,
}

/// Checks id and text of a JSON body, or of the last event of a stream.
pub(super) fn check(content_type: &str, body: &[u8], id: u64, text: &str) -> Result<()> {
    let frame = if content_type.starts_with("application/json") {
        body
    } else if content_type.starts_with("text/event-stream") {
        last_event(body)
    } else {
        bail!("answered with {content_type:?}");
    };
    let shown = || String::from_utf8_lossy(&frame[..frame.len().min(300)]).into_owned();
    let Ok(answer) = serde_json::from_slice::<Frame<'_>>(frame) else {
        bail!("not the result of a tool: {}", shown());
    };
    ensure!(
        answer.id == Some(id),
        "answer with the id {:?} to the call {id}",
        answer.id
    );
    let right = matches!(&answer.result, Some(result) if !result.is_error && result.content.len() == 1 && result.content[0].text == text);
    ensure!(right, "a wrong result: {}", shown());
    Ok(())
}

fn last_event(body: &[u8]) -> &[u8] {
    let data = body
        .split(|byte| *byte == b'\n')
        .filter_map(|line| line.strip_prefix(b"data:"));
    data.map(<[u8]>::trim_ascii)
        .rfind(|data| !data.is_empty())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::check;

    const RIGHT: &str = r#"{"jsonrpc":"2.0","id":7,"result":{"content":[{"type":"text","text":"a\"b"}]}}"#;

    #[test]
    fn accepts_json_and_the_last_event() {
        assert!(check("application/json", RIGHT.as_bytes(), 7, "a\"b").is_ok());
        let events = format!(": hello\n\nid: 1\ndata: \n\nevent: message\ndata: {RIGHT}\n\n");
        assert!(check("text/event-stream; charset=utf-8", events.as_bytes(), 7, "a\"b").is_ok());
    }

    #[test]
    fn refuses_every_other_answer() {
        let failed = RIGHT.replace("]}}", r#"],"isError":true}}"#);
        let error = r#"{"jsonrpc":"2.0","id":7,"error":{"code":-32602,"message":"Unknown tool"}}"#;
        for (body, id, text) in [
            (RIGHT, 8, "a\"b"),
            (RIGHT, 7, "other"),
            (failed.as_str(), 7, "a\"b"),
            (error, 7, "a\"b"),
            ("", 7, ""),
        ] {
            assert!(
                check("application/json", body.as_bytes(), id, text).is_err(),
                "{body} {id} {text}"
            );
        }
        assert!(check("text/html", RIGHT.as_bytes(), 7, "a\"b").is_err());
    }
}
