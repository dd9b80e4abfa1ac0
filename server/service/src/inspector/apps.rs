//! Apps of tools (MCP Apps, SEP-1865): what is shown of one, and what it may ask for.
//!
//! An app is HTML of strangers. It gets the call that it was opened for, and what its own server gives; it acts for nobody else.

pub(super) mod definition;
mod document;
mod policy;
mod reach;

use std::{sync::Arc, time::Duration};

use model::{
    AppAnswer, AppProblem, AppRequestInput, AppView, AppWishes, ExchangeState, InspectionId, RequestInput,
};
use serde_json::{Value, json};

use super::{
    Inspector, check_name,
    inspection::{Inspection, Outgoing, Sent},
    message::Answer,
};
use crate::{Caller, Error, Result};

/// So long an app, or what shows it, waits for an answer.
const APP_PATIENCE: Duration = Duration::from_mins(5);
/// What the app asked for is not for it (JSON-RPC 2.0, invalid params).
const NOT_FOR_APPS: i32 = -32602;
/// There was no message that could be passed on.
const NO_ANSWER: i32 = -32000;

/// The HTML of an app, and what a browser lets it do.
#[derive(Debug, Clone)]
pub struct AppPage {
    /// As the server wrote it.
    pub html: String,
    /// A `Content-Security-Policy`.
    pub policy: String,
}

impl Inspector<'_> {
    /// The app for the result of a call; nothing for a task, which has its result elsewhere. Its resource is read once after the
    /// call, as a request that the history shows.
    pub async fn app(&self, caller: &Caller, id: InspectionId, n: u64) -> Result<Option<AppView>> {
        let inspection = self.own(caller, id).await?;
        let Some((sent, result)) = called(&inspection, n)? else {
            return Ok(None);
        };
        let definition = inspection.tool(&sent.row.name).ok_or(Error::NotFound)?;
        let uri = definition::app(&meta(definition.get())).ok_or(Error::NotFound)?;
        let read = match inspection.read_since(n, &uri) {
            Some(read) => read,
            None => self.dispatch(&inspection, reading(uri)).await?,
        };
        let found = match self.over(&inspection, read).await {
            Some(Answer::Result(result)) => document::document(result.get()),
            _ => Err(AppProblem::Unread),
        };
        let (problem, wishes) = match found {
            Ok(document) => (None, document.wishes),
            Err(problem) => (Some(problem), AppWishes::default()),
        };
        Ok(Some(AppView {
            read,
            problem,
            wishes,
            tool: definition.get().to_owned(),
            arguments: sent.input,
            result,
        }))
    }

    /// The page of an app that was read with this request.
    pub async fn app_page(&self, caller: &Caller, id: InspectionId, n: u64) -> Result<AppPage> {
        let inspection = self.own(caller, id).await?;
        let read = inspection
            .exchange(n)
            .filter(|sent| sent.row.method == "resources/read");
        let Some(Answer::Result(result)) = read.and_then(|sent| sent.answer) else {
            return Err(Error::NotFound);
        };
        let document = document::document(result.get()).map_err(|_| Error::NotFound)?;
        Ok(AppPage {
            policy: policy::policy(&document.wishes),
            html: document.html,
        })
    }

    /// What an app asks its server for; `n` is the call that it was opened for. The history has the request. What is not for
    /// apps is refused.
    pub async fn ask_for_app(
        &self,
        caller: &Caller,
        id: InspectionId,
        n: u64,
        input: AppRequestInput,
    ) -> Result<AppAnswer> {
        input.validate()?;
        let inspection = self.own(caller, id).await?;
        let (opened_for, _) = called(&inspection, n)?.ok_or(Error::NotFound)?;
        let RequestInput {
            method, name, params, ..
        } = input.request();
        check_name(&method, &name)?;
        if let Some(why) = self.refusal(&inspection, &opened_for.row.name, &input).await? {
            return Ok(error(NOT_FOR_APPS, &why));
        }
        let outgoing = Outgoing {
            method,
            name,
            input: if params.is_empty() {
                "{}".to_owned()
            } else {
                params
            },
            as_task: false,
            by_app: true,
        };
        let asked = self.dispatch(&inspection, outgoing).await?;
        Ok(match self.over(&inspection, asked).await {
            Some(Answer::Result(result)) => AppAnswer::Result(result.get().to_owned()),
            Some(Answer::Error(error)) => AppAnswer::Error(error.get().to_owned()),
            Some(Answer::Nothing(why, _)) => error(NO_ANSWER, &why),
            None => error(NO_ANSWER, "the request was cancelled, or nobody answered in time"),
        })
    }

    /// What came back for a request, as soon as it is over.
    async fn over(&self, inspection: &Arc<Inspection>, n: u64) -> Option<Answer> {
        let is_over = || {
            let sent = inspection.exchange(n);
            sent.is_none_or(|sent| sent.row.state != ExchangeState::Running)
        };
        Self::waits(inspection, APP_PATIENCE, is_over).await;
        inspection.exchange(n)?.answer
    }
}

/// A call that has a result, with that as it came; nothing for a task.
fn called(inspection: &Inspection, n: u64) -> Result<Option<(Sent, String)>> {
    let call = inspection
        .exchange(n)
        .filter(|sent| sent.row.method == "tools/call");
    let call = call.ok_or(Error::NotFound)?;
    match &call.answer {
        Some(Answer::Result(_)) if call.as_task => Ok(None),
        Some(Answer::Result(result)) => {
            let result = result.get().to_owned();
            Ok(Some((call, result)))
        }
        _ => Err(Error::NotFound),
    }
}

fn reading(uri: String) -> Outgoing {
    Outgoing {
        method: "resources/read".to_owned(),
        name: uri,
        input: "{}".to_owned(),
        as_task: false,
        by_app: false,
    }
}

/// The `_meta` of a definition.
fn meta(definition: &str) -> Value {
    let mut definition: Value = serde_json::from_str(definition).unwrap_or_default();
    definition["_meta"].take()
}

fn error(code: i32, message: &str) -> AppAnswer {
    AppAnswer::Error(json!({ "code": code, "message": message }).to_string())
}
