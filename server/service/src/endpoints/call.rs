//! Calling a tool at an endpoint, for somebody who looks at a page.

use gateway::{Error as GatewayError, PrincipalId};
use model::{EndpointId, ToolAnswer, ToolCallInput};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{Caller, Error, Result, services::Inner, tools::indent};

/// The longest text that is shown, in bytes. A result may be as large as the gateway lets it be; nobody reads all of it.
const MAX_SHOWN: usize = 64 * 1024;

/// Calls the tool in the name of the caller. That something went wrong with the call is an answer too.
pub(super) async fn call(
    inner: &Inner,
    caller: &Caller,
    id: EndpointId,
    input: &ToolCallInput,
) -> Result<ToolAnswer> {
    let arguments: &RawValue = serde_json::from_str(input.arguments_or_none()).map_err(Error::internal)?;
    let principal = PrincipalId::User(caller.user_id);
    let gateway = &inner.parts.gateway;
    match gateway.call_tool(id, principal, &input.tool, arguments).await {
        Ok(result) => Ok(read(result.get())),
        Err(GatewayError::Upstream(error)) => Ok(ToolAnswer::Failed(error.to_failure())),
        Err(GatewayError::UnknownEndpoint(_)) => Err(Error::NotFound),
        Err(error) => Ok(ToolAnswer::Refused(error.to_string())),
    }
}

/// A result for people. Servers write what they like: what is not understood is shown as it is.
fn read(result: &str) -> ToolAnswer {
    #[derive(Default, Deserialize)]
    #[serde(default, rename_all = "camelCase")]
    struct CallResult {
        content: Vec<Block>,
        is_error: bool,
    }

    #[derive(Deserialize)]
    struct Block {
        #[serde(rename = "type")]
        kind: String,
        text: Option<String>,
    }

    let parsed: CallResult = serde_json::from_str(result).unwrap_or_default();
    let texts: Option<Vec<&str>> = parsed
        .content
        .iter()
        .map(|block| block.text.as_deref().filter(|_| block.kind == "text"))
        .collect();
    let text = match texts {
        Some(texts) if !texts.is_empty() => texts.join("\n"),
        _ => indent(result),
    };
    ToolAnswer::Result {
        text: shortened(text),
        is_error: parsed.is_error,
    }
}

fn shortened(mut text: String) -> String {
    if text.len() > MAX_SHOWN {
        text.truncate(text.floor_char_boundary(MAX_SHOWN));
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use model::ToolAnswer;

    use super::{MAX_SHOWN, read};

    fn text(result: &str) -> (String, bool) {
        match read(result) {
            ToolAnswer::Result { text, is_error } => (text, is_error),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn texts_are_shown_as_text() {
        let result = r#"{"content":[{"type":"text","text":"a"},{"type":"text","text":"b"}],"isError":true}"#;
        assert_eq!(text(result), ("a\nb".to_owned(), true));
        assert_eq!(
            text(r#"{"content":[{"type":"text","text":""}]}"#),
            (String::new(), false)
        );
    }

    #[test]
    fn everything_else_is_shown_as_it_came() {
        for result in [
            r#"{"content":[{"type":"image","data":"AA==","mimeType":"image/png"}]}"#,
            r#"{"structuredContent":{"sum":1e400}}"#,
            r#"{"content":"not a list"}"#,
        ] {
            let (shown, is_error) = text(result);
            let squeezed: String = shown.split_whitespace().collect();
            assert_eq!(
                (squeezed.as_str(), is_error),
                (result.replace(' ', "").as_str(), false)
            );
        }
    }

    #[test]
    fn a_huge_text_is_cut() {
        let huge = "ä".repeat(MAX_SHOWN);
        let (shown, _) = text(&format!(r#"{{"content":[{{"type":"text","text":"{huge}"}}]}}"#));
        assert!(shown.len() <= MAX_SHOWN + '…'.len_utf8() && shown.ends_with("ä…"));
    }
}
