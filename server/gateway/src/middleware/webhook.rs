//! A service that is asked what is to become of a call.

use std::time::Duration;

use bytes::Bytes;
use http::{Request, StatusCode, Uri, header::CONTENT_TYPE};
use model::middleware as settings;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{Middleware, Passing, Step, Verdict, patterns::Patterns, refusal::refuse};
use crate::{
    Error, PrincipalId,
    envelope::Answer,
    raw::{RawObject, checked_text},
};

/// What clients are told when nobody can be asked. The reason is for whoever runs the gateway.
const UNASKED: &str = "The service that decides about this call cannot be asked now.";

pub(super) struct Webhook {
    url: Uri,
    is_before: bool,
    is_after: bool,
    patience: Duration,
    fails_open: bool,
    tools: Patterns,
}

/// What the service is told.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Question<'a> {
    event: &'static str,
    kind: &'static str,
    endpoint: &'a str,
    /// As the client wrote it.
    name: &'a str,
    /// As the server wrote it.
    original_name: &'a str,
    server_id: String,
    client: &'a str,
    caller: Asker,
    arguments: &'a RawValue,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<&'a RawValue>,
}

/// In whose name the call is made.
#[derive(Serialize)]
struct Asker {
    kind: &'static str,
    id: String,
}

/// What it says.
#[derive(Deserialize)]
struct Said {
    decision: Decision,
    arguments: Option<Box<RawValue>>,
    result: Option<Box<RawValue>>,
    #[serde(default)]
    message: String,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Decision {
    Allow,
    Change,
    Refuse,
}

impl Webhook {
    /// Nothing for a URL that cannot be called.
    pub(super) fn new(settings: &settings::Webhook) -> Option<Self> {
        Some(Self {
            url: settings.url.parse().ok()?,
            is_before: settings.before,
            is_after: settings.after,
            patience: Duration::from_millis(settings.milliseconds.into()),
            fails_open: settings.fail_open,
            tools: Patterns::new(&settings.tools),
        })
    }

    async fn ask_before(&self, passing: &mut Passing<'_>) -> Result<Verdict, Error> {
        let Some(said) = self.ask(passing, None).await else {
            return if self.fails_open {
                Ok(Verdict::GoOn)
            } else {
                refuse(passing.kind, format!("{UNASKED} It was not made.")).map(Verdict::Answer)
            };
        };
        match (said.decision, said.arguments) {
            (Decision::Refuse, _) => refuse(passing.kind, refused(said.message)).map(Verdict::Answer),
            (Decision::Change, Some(arguments)) => {
                passing.set_arguments(arguments.into());
                Ok(Verdict::Changed)
            }
            (Decision::Allow | Decision::Change, _) => Ok(Verdict::GoOn),
        }
    }

    async fn ask_after(&self, passing: &Passing<'_>, result: &RawValue) -> Result<Option<Answer>, Error> {
        let Some(said) = self.ask(passing, Some(result)).await else {
            return if self.fails_open {
                Ok(None)
            } else {
                let why = format!("{UNASKED} The call was made, its result is held back.");
                refuse(passing.kind, why).map(Some)
            };
        };
        match (said.decision, said.result) {
            (Decision::Refuse, _) => refuse(passing.kind, refused(said.message)).map(Some),
            (Decision::Change, Some(result)) => Ok(Answer::of_result(result.get().as_bytes())),
            (Decision::Allow | Decision::Change, _) => Ok(None),
        }
    }

    /// What the service says; nothing where it does not, or not as it should.
    async fn ask(&self, passing: &Passing<'_>, result: Option<&RawValue>) -> Option<Said> {
        let asked = tokio::time::timeout(self.patience, self.exchange(passing, result)).await;
        let problem = match asked {
            Ok(Ok(said)) => return Some(said),
            Ok(Err(problem)) => problem,
            Err(_) => format!("it did not answer within {} ms", self.patience.as_millis()),
        };
        tracing::warn!(
            namespace.id = %passing.namespace_id,
            problem,
            fails_open = self.fails_open,
            "the webhook of a chain could not be asked"
        );
        None
    }

    async fn exchange(&self, passing: &Passing<'_>, result: Option<&RawValue>) -> Result<Said, String> {
        let body = serde_json::to_vec(&question(passing, result)).map_err(|error| error.to_string())?;
        let request = Request::post(self.url.clone())
            .header(CONTENT_TYPE, "application/json")
            .body(Bytes::from(body))
            .map_err(|error| error.to_string())?;
        let answer = passing.gateway.upstreams.ask(request).await;
        let answer = answer.map_err(|error| crate::error::chain(&error))?;
        if answer.status() != StatusCode::OK {
            return Err(format!("it answered with {}", answer.status()));
        }
        let said: Said = serde_json::from_slice(answer.body())
            .map_err(|error| format!("its answer cannot be read: {error}"))?;
        if said.is_sound() {
            Ok(said)
        } else {
            Err("arguments and result have to be objects".to_owned())
        }
    }
}

impl Middleware for Webhook {
    fn before<'a>(&'a self, passing: &'a mut Passing<'_>) -> Step<'a, Verdict> {
        if !self.is_before || !self.tools.any_or_empty(&passing.name) {
            return Step::done(Verdict::GoOn);
        }
        Step::Later(Box::pin(self.ask_before(passing)))
    }

    fn after<'a>(&'a self, passing: &'a Passing<'_>, answer: &'a Answer) -> Step<'a, Option<Answer>> {
        if !self.is_after || !self.tools.any_or_empty(&passing.name) {
            return Step::done(None);
        }
        let result = answer
            .result()
            .and_then(|result| serde_json::from_slice(result).ok());
        let Some(result) = result else {
            return Step::done(None);
        };
        Step::Later(Box::pin(self.ask_after(passing, result)))
    }
}

impl Said {
    /// What it puts in place of something can stand there.
    fn is_sound(&self) -> bool {
        let is_object = |raw: &Option<Box<RawValue>>| {
            raw.as_ref().is_none_or(|raw| {
                checked_text(raw.get().as_bytes()).is_ok_and(|text| RawObject::parse(text, &[]).is_ok())
            })
        };
        is_object(&self.arguments) && is_object(&self.result)
    }
}

fn question<'a>(passing: &'a Passing<'_>, result: Option<&'a RawValue>) -> Question<'a> {
    let (context, target) = (passing.context, passing.target);
    Question {
        event: if result.is_some() { "after" } else { "before" },
        kind: passing.kind.as_str(),
        endpoint: &context.endpoint.name,
        name: &target.exposed,
        original_name: &target.original,
        server_id: target.server_id.to_string(),
        client: &context.client,
        caller: Asker::of(context.principal),
        arguments: passing.arguments(),
        result,
    }
}

impl Asker {
    fn of(principal: PrincipalId) -> Self {
        let (kind, id) = match principal {
            PrincipalId::User(id) => ("user", id.to_string()),
            PrincipalId::Key(id) => ("key", id.to_string()),
            PrincipalId::Anonymous(_) => ("anonymous", String::new()),
            PrincipalId::Gateway => ("gateway", String::new()),
        };
        Self { kind, id }
    }
}

fn refused(message: String) -> String {
    if message.is_empty() {
        "The rules of this gateway do not allow this call.".to_owned()
    } else {
        message
    }
}
