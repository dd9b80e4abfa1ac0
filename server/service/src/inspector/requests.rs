//! What a person asks for, as it is sent.

use model::{AnswerInput, CompletionInput, CompletionKind, QuestionAct, QuestionKind, QuestionView};
use serde_json::json;

use super::{
    inspection::{Outgoing, Said},
    message::{Fields, fields, raw},
    validation,
};
use crate::{Error, Result};

/// How long a task may be kept by its server, in milliseconds.
const TASK_TTL: u64 = 60 * 60 * 1000;

/// The parameters of a request.
pub(super) fn params(outgoing: &Outgoing) -> Fields {
    let named = |member: &str| Fields::from([(member.to_owned(), raw(&outgoing.name))]);
    match &*outgoing.method {
        "tools/call" | "prompts/get" => {
            let mut params = named("name");
            if let Ok(arguments) = serde_json::from_str(&outgoing.input) {
                params.insert("arguments".to_owned(), arguments);
            }
            if outgoing.as_task && outgoing.method == "tools/call" {
                params.insert("task".to_owned(), raw(&json!({ "ttl": TASK_TTL })));
            }
            params
        }
        "resources/read" | "resources/subscribe" | "resources/unsubscribe" => named("uri"),
        "tasks/get" | "tasks/result" | "tasks/cancel" => named("taskId"),
        _ => fields(&outgoing.input),
    }
}

/// The parameters of `completion/complete`.
pub(super) fn completion(input: &CompletionInput) -> Fields {
    let reference = match input.kind {
        CompletionKind::Prompt => json!({ "type": "ref/prompt", "name": input.reference }),
        CompletionKind::Template => json!({ "type": "ref/resource", "uri": input.reference }),
    };
    let mut params = Fields::from([
        ("ref".to_owned(), raw(&reference)),
        (
            "argument".to_owned(),
            raw(&json!({ "name": input.argument, "value": input.value })),
        ),
    ]);
    let others = fields(input.context_or_none());
    if !others.is_empty() {
        params.insert(
            "context".to_owned(),
            raw(&std::collections::BTreeMap::from([("arguments", others)])),
        );
    }
    params
}

/// What the person says to a question.
pub(super) fn answer(question: &QuestionView, input: &AnswerInput) -> Result<Said> {
    let acted = |action: &str| Said::Result(raw(&json!({ "action": action })));
    Ok(match (question.kind, input.act) {
        (QuestionKind::Sampling, QuestionAct::Accept) => Said::Result(raw(&json!({
            "role": "assistant", "model": "person", "stopReason": "endTurn",
            "content": { "type": "text", "text": input.content },
        }))),
        (QuestionKind::Sampling, QuestionAct::Decline | QuestionAct::Cancel) => Said::Declined,
        (QuestionKind::Url, QuestionAct::Accept) => acted("accept"),
        (QuestionKind::Form, QuestionAct::Accept) => filled_in(question, input)?,
        (_, QuestionAct::Decline) => acted("decline"),
        (_, QuestionAct::Cancel) => acted("cancel"),
    })
}

/// A form that fits what is asked for.
fn filled_in(question: &QuestionView, input: &AnswerInput) -> Result<Said> {
    let text = match input.content.trim() {
        "" => "{}",
        text => text,
    };
    let content: Fields = serde_json::from_str(text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        Error::field("content", model::Problem::BadJson { line, column })
    })?;
    if !question.schema.is_empty() {
        validation::check("content", &question.schema, text)?;
    }
    let result = [("action", raw("accept")), ("content", raw(&content))];
    Ok(Said::Result(raw(&std::collections::BTreeMap::from(result))))
}

#[cfg(test)]
mod tests {
    use model::{AnswerInput, CompletionInput, QuestionAct, QuestionKind, QuestionView};

    use super::{Said, answer, completion, params};
    use crate::inspector::{inspection::Outgoing, message::raw};

    fn outgoing(method: &str, name: &str, input: &str) -> String {
        let outgoing = Outgoing {
            method: method.to_owned(),
            name: name.to_owned(),
            input: input.to_owned(),
            as_task: method == "tools/call",
            by_app: false,
        };
        raw(&params(&outgoing)).get().to_owned()
    }

    #[test]
    fn each_method_has_its_parameters() {
        assert_eq!(
            outgoing("tools/call", "add", r#"{"b":1.0,"a":2}"#),
            r#"{"arguments":{"b":1.0,"a":2},"name":"add","task":{"ttl":3600000}}"#
        );
        assert_eq!(outgoing("resources/read", "x://a", "{}"), r#"{"uri":"x://a"}"#);
        assert_eq!(outgoing("tasks/get", "7", "{}"), r#"{"taskId":"7"}"#);
        assert_eq!(
            outgoing("tools/list", "", r#"{"cursor":"2"}"#),
            r#"{"cursor":"2"}"#
        );
        let input = CompletionInput {
            reference: "p".to_owned(),
            argument: "city".to_owned(),
            value: "O".to_owned(),
            context: r#"{"land":"no"}"#.to_owned(),
            ..CompletionInput::default()
        };
        assert_eq!(
            raw(&completion(&input)).get(),
            r#"{"argument":{"name":"city","value":"O"},"context":{"arguments":{"land":"no"}},"ref":{"name":"p","type":"ref/prompt"}}"#
        );
    }

    #[test]
    fn an_answer_is_what_the_server_can_read() {
        let question = |kind, schema: &str| QuestionView {
            n: 1,
            kind,
            method: String::new(),
            message: String::new(),
            url: None,
            host: None,
            schema: schema.to_owned(),
            to_fill: String::new(),
            messages: Vec::new(),
            system_prompt: String::new(),
            preferences: String::new(),
            max_tokens: None,
            params: String::new(),
        };
        let said = |kind, schema: &str, act, content: &str| {
            let input = AnswerInput {
                act,
                content: content.to_owned(),
            };
            answer(&question(kind, schema), &input)
        };
        let form = r#"{"type":"object","required":["name"]}"#;
        let fits = said(QuestionKind::Form, form, QuestionAct::Accept, r#"{"name":"Ada"}"#);
        assert!(
            matches!(&fits, Ok(Said::Result(it)) if it.get() == r#"{"action":"accept","content":{"name":"Ada"}}"#)
        );
        assert!(said(QuestionKind::Form, form, QuestionAct::Accept, "").is_err());
        assert!(said(QuestionKind::Form, form, QuestionAct::Accept, "[").is_err());
        let no = said(QuestionKind::Form, form, QuestionAct::Decline, "");
        assert!(matches!(&no, Ok(Said::Result(it)) if it.get() == r#"{"action":"decline"}"#));
        let none = said(QuestionKind::Sampling, "", QuestionAct::Cancel, "");
        assert!(matches!(none, Ok(Said::Declined)));
    }
}
