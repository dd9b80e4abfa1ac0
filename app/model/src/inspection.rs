//! What the inspector shows: a client of the dashboard at a server, a namespace or an endpoint.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{
    EndpointId, FieldErrors, InspectionId, NamespaceId, ParseIdError, Problem, Reference, ServerId,
    Timestamp, ToolHints, tool_call::check_object,
};

/// The longest text of parameters or of an answer to a question, in bytes.
const MAX_JSON: usize = 1024 * 1024;

/// What somebody inspects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InspectorTarget {
    /// An endpoint, as its clients see it.
    Endpoint(EndpointId),
    /// A namespace, as an endpoint over it would show it.
    Namespace(NamespaceId),
    /// A server alone, with its own names.
    Server(ServerId),
}

impl InspectorTarget {
    /// The noun before the id: `endpoint`, `namespace` or `server`.
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Endpoint(_) => "endpoint",
            Self::Namespace(_) => "namespace",
            Self::Server(_) => "server",
        }
    }

    /// As a form's value: `endpoint:0198…`.
    pub fn value(self) -> String {
        let id = match self {
            Self::Endpoint(id) => id.as_uuid(),
            Self::Namespace(id) => id.as_uuid(),
            Self::Server(id) => id.as_uuid(),
        };
        format!("{}:{id}", self.noun())
    }
}

impl FromStr for InspectorTarget {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once(':') {
            Some(("endpoint", id)) => id.parse().map(Self::Endpoint),
            Some(("namespace", id)) => id.parse().map(Self::Namespace),
            Some(("server", id)) => id.parse().map(Self::Server),
            _ => Err(ParseIdError),
        }
    }
}

/// What somebody can inspect, by name, and what they inspect already.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InspectorTargets {
    /// Endpoints.
    pub endpoints: Vec<Reference<EndpointId>>,
    /// Namespaces.
    pub namespaces: Vec<Reference<NamespaceId>>,
    /// Servers.
    pub servers: Vec<Reference<ServerId>>,
    /// One's own inspections, the oldest first.
    pub open: Vec<(InspectionId, InspectorTarget, String)>,
}

/// What to inspect, as a form says it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InspectionInput {
    /// [`InspectorTarget::value`].
    pub target: String,
}

impl InspectionInput {
    /// The target.
    pub fn target(&self) -> Result<InspectorTarget, FieldErrors> {
        let target = self.target.trim();
        if target.is_empty() {
            return Err(FieldErrors::of("target", Problem::Required));
        }
        let missing = Problem::Missing {
            name: target.to_owned(),
        };
        target.parse().map_err(|_| FieldErrors::of("target", missing))
    }

    /// Whether it names something.
    pub fn validate(&self) -> Result<(), FieldErrors> {
        self.target().map(drop)
    }
}

/// A request to send.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestInput {
    /// Its method.
    pub method: String,
    /// Its tool, prompt or resource; empty where the parameters say everything.
    #[serde(default)]
    pub name: String,
    /// The arguments of a tool or a prompt, or else the parameters; empty for none.
    #[serde(default)]
    pub params: String,
}

impl RequestInput {
    /// Its method is there, and its parameters are a JSON object.
    pub fn validate(&self) -> Result<(), FieldErrors> {
        if self.method.trim().is_empty() {
            return Err(FieldErrors::of("method", Problem::Required));
        }
        let mut errors = FieldErrors::new();
        if self.params.len() > MAX_JSON {
            errors.add("params", Problem::TooLong { max: MAX_JSON });
        } else {
            errors.check("params", check_object(self.params_or_none()));
        }
        errors.into_result()
    }

    /// The arguments or parameters to send.
    pub fn params_or_none(&self) -> &str {
        let params = self.params.trim();
        if params.is_empty() { "{}" } else { params }
    }
}

/// What somebody does with a question.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionAct {
    /// Answers it.
    #[default]
    Accept,
    /// Says no.
    Decline,
    /// Says nothing.
    Cancel,
}

/// An answer to a question of a server.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerInput {
    /// What is done.
    pub act: QuestionAct,
    /// The values of a form as JSON, or the text of a message.
    #[serde(default)]
    pub content: String,
}

/// An inspection as it stands now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InspectionView {
    /// The inspection.
    pub id: InspectionId,
    /// What is inspected.
    pub target: InspectorTarget,
    /// Its name.
    pub name: String,
    /// The result of `initialize`, indented JSON; nothing while there is none.
    pub greeting: Option<String>,
    /// What was asked, the latest first.
    pub exchanges: Vec<ExchangeView>,
    /// Questions of servers that nobody has answered, the oldest first.
    pub questions: Vec<QuestionView>,
    /// Notifications, the latest first.
    pub notices: Vec<NoticeView>,
}

/// How far a request is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExchangeState {
    /// On its way.
    Running,
    /// There is a result.
    Done,
    /// The result of a tool says that it failed.
    ToolError,
    /// The answer is an error, or there was none.
    Failed,
    /// Somebody cancelled it.
    Cancelled,
}

/// A request and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExchangeView {
    /// Counts from 1 in an inspection.
    pub n: u64,
    /// The method.
    pub method: String,
    /// The tool, the prompt or the resource; empty for none.
    pub name: String,
    /// The arguments or parameters as [`RequestInput::params`] has them, indented JSON.
    pub input: String,
    /// How far it is.
    pub state: ExchangeState,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// How long the answer took.
    pub millis: Option<u64>,
    /// The last progress: so much, of how much, and in which words.
    pub progress: Option<(String, Option<String>, String)>,
    /// The result or the error, indented JSON; or why there is none.
    pub answer: Option<String>,
    /// The texts of a result, one after the other; empty where it has others than texts.
    pub texts: Vec<String>,
    /// So many bytes the answer had.
    pub bytes: usize,
}

/// A question of a server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionView {
    /// Counts from 1 in an inspection.
    pub n: u64,
    /// `sampling/createMessage` or `elicitation/create`.
    pub method: String,
    /// What it says to the person; empty for sampling.
    pub message: String,
    /// The page it asks to open (elicitation by URL).
    pub url: Option<String>,
    /// An object with what the form asks for, to be filled in; empty where it asks for no form.
    pub to_fill: String,
    /// All of its parameters, indented JSON.
    pub params: String,
}

/// A notification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeView {
    /// Counts from 1 in an inspection.
    pub n: u64,
    /// When it came.
    pub at: Timestamp,
    /// The method.
    pub method: String,
    /// Its parameters, indented JSON.
    pub params: String,
}

/// What the target offers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InspectionLists {
    /// Tools.
    pub tools: Vec<InspectedTool>,
    /// Resources.
    pub resources: Vec<InspectedResource>,
    /// Templates of resources: their `uri` has variables.
    pub templates: Vec<InspectedResource>,
    /// Prompts.
    pub prompts: Vec<InspectedPrompt>,
}

/// A tool as the client sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InspectedTool {
    /// Its name.
    pub name: String,
    /// For people; empty when there is none.
    pub title: String,
    /// What it does; empty when there is none.
    pub description: String,
    /// What it says of its behaviour.
    pub hints: ToolHints,
    /// Its input schema, indented JSON.
    pub input_schema: String,
    /// Arguments to begin with.
    pub to_fill: String,
}

/// A resource, or a template of some.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InspectedResource {
    /// Where it is.
    pub uri: String,
    /// Its name.
    pub name: String,
    /// What it is; empty when there is nothing said.
    pub description: String,
    /// Its media type; empty when there is none.
    pub mime_type: String,
}

/// A prompt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InspectedPrompt {
    /// Its name.
    pub name: String,
    /// What it is for; empty when there is nothing said.
    pub description: String,
    /// What it asks for.
    pub arguments: Vec<PromptArgument>,
}

/// An argument of a prompt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromptArgument {
    /// Its name.
    pub name: String,
    /// What it is; empty when there is nothing said.
    #[serde(default)]
    pub description: String,
    /// It has to be given.
    #[serde(default)]
    pub required: bool,
}

#[cfg(test)]
mod tests {
    use super::{InspectionInput, InspectorTarget, RequestInput};

    #[test]
    fn a_target_is_read_as_it_was_written() {
        for noun in ["endpoint", "namespace", "server"] {
            let text = format!("{noun}:0198c5a2-7b3e-7c41-9a54-0d6a1f2b3c4d");
            let target: InspectorTarget = text.parse().expect("a target");
            assert_eq!((target.noun(), target.value()), (noun, text));
        }
        for odd in [
            "",
            "endpoint",
            "key:0198c5a2-7b3e-7c41-9a54-0d6a1f2b3c4d",
            "server:1",
        ] {
            let input = InspectionInput {
                target: odd.to_owned(),
            };
            assert!(input.validate().is_err(), "{odd}");
        }
    }

    #[test]
    fn parameters_are_an_object_or_nothing() {
        let input = |params: &str| RequestInput {
            method: "tools/call".to_owned(),
            name: "now".to_owned(),
            params: params.to_owned(),
        };
        for fine in ["", " ", "{}", r#"{"a":[1]}"#] {
            assert!(input(fine).validate().is_ok(), "{fine}");
        }
        for odd in ["[]", "1", "{"] {
            assert!(input(odd).validate().is_err(), "{odd}");
        }
        assert!(RequestInput::default().validate().is_err());
    }
}
