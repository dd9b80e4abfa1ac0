//! What an answer says, and whether it is the answer to that call.

use std::borrow::Cow;

use anyhow::{Result, bail, ensure};
use serde::Deserialize;

use crate::client::Answer;

/// A JSON-RPC answer, as much of it as matters here.
#[derive(Debug, Deserialize)]
pub(crate) struct Frame<'a> {
    /// The id of the request, if it has one that is a number.
    #[serde(default)]
    pub(crate) id: Option<u64>,
    #[serde(borrow, default)]
    result: Option<ToolResult<'a>>,
    /// What went wrong.
    #[serde(borrow, default)]
    pub(crate) error: Option<Problem<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ToolResult<'a> {
    #[serde(borrow)]
    content: Vec<Content<'a>>,
    #[serde(default)]
    is_error: bool,
}

#[derive(Debug, Deserialize)]
struct Content<'a> {
    #[serde(borrow)]
    text: Cow<'a, str>,
}

/// An error of JSON-RPC.
#[derive(Debug, Deserialize)]
pub(crate) struct Problem<'a> {
    #[serde(borrow)]
    message: Cow<'a, str>,
    #[serde(borrow, default)]
    data: Option<Facts<'a>>,
}

#[derive(Debug, Deserialize)]
struct Facts<'a> {
    #[serde(borrow, default)]
    source: Cow<'a, str>,
    #[serde(borrow, default)]
    class: Cow<'a, str>,
}

impl Frame<'_> {
    /// Is this the result of a tool that says nothing but this text?
    pub(crate) fn says(&self, text: &str) -> bool {
        matches!(&self.result, Some(result) if !result.is_error && result.content.len() == 1 && result.content[0].text == text)
    }
}

impl Problem<'_> {
    /// In which way the server failed, when the error says that it did.
    pub(crate) fn failure_of_the_server(&self) -> Option<&str> {
        let facts = self.data.as_ref().filter(|facts| facts.source == "upstream")?;
        let is_explained = !facts.class.is_empty() && !self.message.is_empty();
        is_explained.then_some(&*facts.class)
    }
}

/// Reads a JSON body, or the last event of a stream.
pub(crate) fn read(answer: &Answer) -> Result<Frame<'_>> {
    let frame = if answer.content_type.starts_with("application/json") {
        &answer.body
    } else if answer.content_type.starts_with("text/event-stream") {
        last_event(&answer.body)
    } else {
        bail!("answered with {:?}", answer.content_type);
    };
    match serde_json::from_slice(frame) {
        Ok(frame) => Ok(frame),
        Err(_) => bail!("not the result of a tool: {}", beginning(frame)),
    }
}

/// Checks status, id and text.
pub(crate) fn check(answer: &Answer, text: &str) -> Result<()> {
    let frame = read(answer)?;
    ensure!(
        frame.id == Some(answer.id),
        "answer with the id {:?} to the call {}",
        frame.id,
        answer.id
    );
    ensure!(frame.says(text), "a wrong result: {}", beginning(&answer.body));
    Ok(())
}

/// As much of it as a person wants to read.
pub(crate) fn beginning(bytes: &[u8]) -> String {
    const SHOWN: usize = 300;
    String::from_utf8_lossy(&bytes[..bytes.len().min(SHOWN)]).into_owned()
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
    use http::StatusCode;

    use super::{check, read};
    use crate::client::Answer;

    const RIGHT: &str = r#"{"jsonrpc":"2.0","id":7,"result":{"content":[{"type":"text","text":"a\"b"}]}}"#;

    fn answer(content_type: &str, body: &str, id: u64) -> Answer {
        Answer {
            id,
            status: StatusCode::OK,
            content_type: content_type.to_owned(),
            body: body.to_owned().into(),
        }
    }

    #[test]
    fn accepts_json_and_the_last_event() {
        assert!(check(&answer("application/json", RIGHT, 7), "a\"b").is_ok());
        let events = format!(": hello\n\nid: 1\ndata: \n\nevent: message\ndata: {RIGHT}\n\n");
        assert!(check(&answer("text/event-stream; charset=utf-8", &events, 7), "a\"b").is_ok());
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
                check(&answer("application/json", body, id), text).is_err(),
                "{body} {id} {text}"
            );
        }
        assert!(check(&answer("text/html", RIGHT, 7), "a\"b").is_err());
    }

    #[test]
    fn an_error_explains_only_when_it_says_whose_and_which() {
        let explains = |data: &str| {
            let body = format!(
                r#"{{"jsonrpc":"2.0","id":1,"error":{{"code":-32051,"message":"It ended."{data}}}}}"#
            );
            let answer = answer("application/json", &body, 1);
            let frame = read(&answer).expect("a frame");
            frame
                .error
                .is_some_and(|problem| problem.failure_of_the_server() == Some("exited"))
        };
        assert!(explains(
            r#","data":{"source":"upstream","class":"exited","more":1}"#
        ));
        assert!(!explains(r#","data":{"source":"gateway","class":"limit"}"#));
        assert!(!explains(""));
    }
}
