//! What servers want to know of the person.

use model::{QuestionKind, QuestionView};
use serde_json::value::RawValue;
use tokio::sync::oneshot;
use url::Url;

use super::Inspection;
use crate::{
    inspector::{content, message::fields},
    quick::arguments::to_fill,
    tools::indent,
};

/// Questions that wait; more are refused.
const MOST: usize = 50;
/// The longest question, in bytes.
const MAX_QUESTION: usize = 256 * 1024;

/// A question that waits.
pub(in crate::inspector) struct Question {
    pub(in crate::inspector) view: QuestionView,
    pub(in crate::inspector) asker: Asker,
    /// The request on whose way it was asked.
    of: Option<u64>,
}

/// Who waits for the answer.
pub(in crate::inspector) enum Asker {
    /// A server, under this id.
    Server(Box<RawValue>),
    /// A request that goes on with the answer (2026-07-28).
    Request(oneshot::Sender<Said>),
}

/// What the person says.
#[derive(Debug)]
pub(in crate::inspector) enum Said {
    /// This.
    Result(Box<RawValue>),
    /// That they do not want to answer, where a result cannot say that.
    Declined,
}

/// The oldest first.
#[derive(Default)]
pub(super) struct Questions(Vec<Question>);

impl Questions {
    pub(super) fn views(&self) -> Vec<QuestionView> {
        self.0.iter().map(|it| it.view.clone()).collect()
    }

    /// A server does not want to know any more.
    pub(super) fn withdrawn(&mut self, id: &str) {
        self.0
            .retain(|it| !matches!(&it.asker, Asker::Server(asked) if asked.get() == id));
    }

    /// A request is over, and what was asked on its way.
    pub(super) fn over(&mut self, n: u64) {
        self.0.retain(|it| it.of != Some(n));
    }
}

impl Inspection {
    /// A server asks the person, on the way of a request. `false`: it cannot be put before them.
    pub(in crate::inspector) fn asked(
        &self,
        asker: Asker,
        method: &str,
        params: &str,
        of: Option<u64>,
    ) -> bool {
        let mut memory = self.lock();
        if memory.questions.0.len() >= MOST || params.len() > MAX_QUESTION {
            return false;
        }
        let Some(view) = view(memory.number(), method, params) else {
            return false;
        };
        memory.questions.0.push(Question { view, asker, of });
        true
    }

    /// A question as it stands before the person.
    pub(in crate::inspector) fn question(&self, n: u64) -> Option<QuestionView> {
        let memory = self.lock();
        let found = memory.questions.0.iter().find(|it| it.view.n == n);
        found.map(|it| it.view.clone())
    }

    /// Takes a question that is about to be answered.
    pub(in crate::inspector) fn take_question(&self, n: u64) -> Option<Question> {
        let mut memory = self.lock();
        let at = memory.questions.0.iter().position(|it| it.view.n == n)?;
        Some(memory.questions.0.remove(at))
    }
}

/// Nothing for a method that is no question to a person.
fn view(n: u64, method: &str, params: &str) -> Option<QuestionView> {
    let said = fields(params);
    let json = |name: &str| said.get(name).map(|it| it.get());
    let word = |name: &str| json(name).and_then(|it| serde_json::from_str::<String>(it).ok());
    let url = word("url");
    let kind = match (method, &url) {
        ("sampling/createMessage", _) => QuestionKind::Sampling,
        ("elicitation/create", None) => QuestionKind::Form,
        ("elicitation/create", Some(_)) => QuestionKind::Url,
        _ => return None,
    };
    let host = url.as_deref().and_then(|url| Url::parse(url).ok());
    let host = host.and_then(|url| url.host_str().map(str::to_owned));
    let schema = json("requestedSchema").filter(|_| kind == QuestionKind::Form);
    let is_sampling = kind == QuestionKind::Sampling;
    Some(QuestionView {
        n,
        kind,
        method: method.to_owned(),
        message: word("message").unwrap_or_default(),
        url,
        host,
        to_fill: schema.map(to_fill).unwrap_or_default(),
        schema: schema.map(indent).unwrap_or_default(),
        messages: if is_sampling {
            content::of_messages(params)
        } else {
            Vec::new()
        },
        system_prompt: word("systemPrompt").unwrap_or_default(),
        preferences: json("modelPreferences").map(indent).unwrap_or_default(),
        max_tokens: json("maxTokens").and_then(|it| it.parse().ok()),
        params: indent(params),
    })
}

#[cfg(test)]
mod tests {
    use model::QuestionKind;

    use super::view;

    #[test]
    fn a_question_says_what_it_is_about() {
        let form = r#"{"message":"Who?","requestedSchema":{"type":"object","required":["name"],"properties":{"name":{"type":"string"}}}}"#;
        let form = view(1, "elicitation/create", form).expect("a question");
        assert_eq!((form.kind, &*form.message), (QuestionKind::Form, "Who?"));
        assert!(form.schema.contains("required") && form.to_fill.contains("name"));
        let url =
            r#"{"mode":"url","message":"Sign in","url":"https://login.example.com/x","elicitationId":"1"}"#;
        let url = view(2, "elicitation/create", url).expect("a question");
        assert_eq!(
            (url.kind, url.host.as_deref()),
            (QuestionKind::Url, Some("login.example.com"))
        );
        let sampling = r#"{"messages":[{"role":"user","content":{"type":"text","text":"Hi"}}],"systemPrompt":"Be kind","maxTokens":10,"modelPreferences":{"hints":[]}}"#;
        let sampling = view(3, "sampling/createMessage", sampling).expect("a question");
        assert_eq!((sampling.messages.len(), sampling.max_tokens), (1, Some(10)));
        assert!(view(4, "tools/call", "{}").is_none());
    }
}
