//! Questions to the client: what kinds there are, who may be asked, and what an answer looks like.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::rpc::Fault;
use crate::frame::{self, MISSING_CAPABILITY};

/// What a client may be asked for, if it has declared it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Capability {
    Elicitation,
    Sampling,
    Roots,
    /// The extension for tasks. Nothing is asked for with it, but it is declared and missed like the others.
    Tasks,
}

impl Capability {
    fn method(self) -> &'static str {
        match self {
            Self::Elicitation => "elicitation/create",
            Self::Sampling => "sampling/createMessage",
            Self::Roots => "roots/list",
            Self::Tasks => unreachable!("a client is not asked for tasks"),
        }
    }

    /// The smallest declaration of it.
    fn declaration(self) -> Value {
        match self {
            Self::Elicitation => json!({ "elicitation": {} }),
            Self::Sampling => json!({ "sampling": {} }),
            Self::Roots => json!({ "roots": {} }),
            Self::Tasks => json!({ "extensions": { TASKS: {} } }),
        }
    }

    /// Whether it is in what the client has declared.
    pub(super) fn is_declared(self, capabilities: &Value) -> bool {
        match self {
            Self::Elicitation => capabilities["elicitation"].is_object(),
            Self::Sampling => capabilities["sampling"].is_object(),
            Self::Roots => capabilities["roots"].is_object(),
            Self::Tasks => capabilities["extensions"][TASKS].is_object(),
        }
    }

    /// What a modern client gets that has not declared it.
    pub(super) fn missing(self) -> Fault {
        let data = json!({ "requiredCapabilities": self.declaration() });
        Fault::new(MISSING_CAPABILITY, "Missing required client capability").with(data)
    }

    /// Whether an answer has the shape that the method wants.
    fn fits(self, answer: &Value) -> bool {
        match self {
            Self::Elicitation => match answer["action"].as_str() {
                Some("accept") => answer["content"].is_object(),
                action => matches!(action, Some("decline" | "cancel")),
            },
            Self::Sampling => answer["role"].is_string() && !answer["content"].is_null(),
            Self::Roots => answer["roots"].is_array(),
            Self::Tasks => false,
        }
    }
}

/// The extension's name.
pub(super) const TASKS: &str = "io.modelcontextprotocol/tasks";

/// One question. Its key tells it from the others of a call.
#[derive(Debug, Clone)]
pub(super) struct Question {
    pub(super) key: &'static str,
    pub(super) capability: Capability,
    params: Value,
}

impl Question {
    /// A form; `schema` is a JSON Schema of it.
    pub(super) fn form(key: &'static str, message: &str, schema: &Value) -> Self {
        Self {
            key,
            capability: Capability::Elicitation,
            params: json!({ "message": message, "requestedSchema": schema }),
        }
    }

    /// A form of required fields of one type.
    pub(super) fn fields(key: &'static str, message: &str, fields: &[&str], kind: &str) -> Self {
        let properties: BTreeMap<_, _> = fields
            .iter()
            .map(|field| (*field, json!({ "type": kind })))
            .collect();
        let schema = json!({ "type": "object", "properties": properties, "required": fields });
        Self::form(key, message, &schema)
    }

    /// A prompt for the client's model.
    pub(super) fn sample(key: &'static str, prompt: &str) -> Self {
        let message = json!({ "role": "user", "content": { "type": "text", "text": prompt } });
        Self {
            key,
            capability: Capability::Sampling,
            params: json!({ "messages": [message], "maxTokens": 100 }),
        }
    }

    /// The client's roots.
    pub(super) fn roots(key: &'static str) -> Self {
        Self {
            key,
            capability: Capability::Roots,
            params: json!({}),
        }
    }

    /// As a request on a stream.
    pub(super) fn request(&self, id: &str) -> Vec<u8> {
        frame::request(id, self.capability.method(), &self.params.to_string())
    }

    /// As an entry of `inputRequests`.
    pub(super) fn input_request(&self) -> Value {
        json!({ "method": self.capability.method(), "params": self.params })
    }

    pub(super) fn is_answered_by(&self, answer: &Value) -> bool {
        self.capability.fits(answer)
    }
}

/// The entries of `inputRequests`.
pub(super) fn input_requests<'a>(questions: impl IntoIterator<Item = &'a Question>) -> Value {
    let entries = questions
        .into_iter()
        .map(|question| (question.key.to_owned(), question.input_request()));
    Value::Object(entries.collect())
}

/// The answers to the questions of a call, by key.
#[derive(Debug, Clone, Default)]
pub(super) struct Answers(pub(super) BTreeMap<String, Value>);

impl Answers {
    /// An answer; null when the question was not asked.
    pub(super) fn get(&self, key: &str) -> &Value {
        self.0.get(key).unwrap_or(&Value::Null)
    }

    /// What was filled in; empty when it was not text or the form was declined.
    pub(super) fn field(&self, key: &str, field: &str) -> &str {
        self.get(key)["content"][field].as_str().unwrap_or_default()
    }
}
