//! `tasks/list` of a namespace: page by page, one server after the other.
//!
//! A page is a server's own. Its cursor is the server's place in the namespace and the server's own cursor there.

use serde_json::value::RawValue;
use tokio_util::sync::CancellationToken;

use super::{
    context::Context,
    forward,
    resolve::{Forward, about_nothing, parse, task_runners},
};
use crate::{
    Error,
    catalogue::Catalogue,
    envelope::Answer,
    gateway::Inner,
    raw::{RawObject, decode_string, write_string},
};

const METHOD: &str = "tasks/list";

/// Where the list goes on.
pub(crate) struct TaskList {
    /// The place of the first server that is asked.
    at: usize,
    /// It and those behind it.
    forwards: Vec<Forward>,
}

/// Finds the servers that are still to be asked.
pub(crate) fn resolve(catalogue: &Catalogue, params: Option<&RawValue>) -> Result<TaskList, Error> {
    let params = params
        .map(|params| parse(params, &["cursor", "_meta"]))
        .transpose()?
        .unwrap_or_default();
    let cursor = params.get("cursor").filter(|cursor| cursor.get() != "null");
    let params = params.clone().without("cursor");
    let unknown = || Error::InvalidParams("the cursor is unknown: list the tasks again".to_owned());
    let (at, theirs) = match cursor {
        None => (0, String::new()),
        Some(cursor) => {
            let text = decode_string(cursor).ok_or_else(unknown)?;
            let (at, theirs) = text.split_once(':').ok_or_else(unknown)?;
            (at.parse().map_err(|_| unknown())?, theirs.to_owned())
        }
    };
    let forwards: Vec<_> = task_runners(catalogue)
        .enumerate()
        .skip(at)
        .map(|(place, member)| {
            let target = about_nothing(member.server_id, METHOD);
            let mut cursor = Vec::new();
            write_string(&mut cursor, &theirs);
            let goes_on = place == at && !theirs.is_empty();
            let replacements: &[(&str, &[u8])] = if goes_on { &[("cursor", &cursor)] } else { &[] };
            Forward::new(target, &params, replacements)
        })
        .collect::<Result<_, _>>()?;
    if forwards.is_empty() {
        return Err(if at == 0 {
            Error::UnknownMethod(METHOD.to_owned())
        } else {
            unknown()
        });
    }
    Ok(TaskList { at, forwards })
}

impl TaskList {
    /// The servers that are still to be asked, in order.
    pub(crate) fn forwards(&self) -> &[Forward] {
        &self.forwards
    }

    /// The next page.
    pub(crate) async fn page(
        &self,
        gateway: &Inner,
        context: &Context,
        cancelled: &CancellationToken,
    ) -> Result<Answer, Error> {
        let mut refused = None;
        for (place, forward) in self.forwards.iter().enumerate() {
            match forward::run(gateway, context, METHOD, forward, cancelled, None).await {
                Ok(answer) if answer.result().is_some() => {
                    let next = self.at + place + 1;
                    let is_last = place + 1 == self.forwards.len();
                    return Ok(continued(&answer, next, is_last).unwrap_or(answer));
                }
                Err(Error::Cancelled) => return Err(Error::Cancelled),
                // One that is down, or keeps no list, must not hide what the others run.
                other => refused = Some(other),
            }
        }
        let end = (self.at > 0)
            .then(|| Answer::of_result(br#"{"tasks":[]}"#))
            .flatten();
        end.map(Ok)
            .or(refused)
            .unwrap_or_else(|| Err(Error::UnknownMethod(METHOD.to_owned())))
    }
}

/// A server's page with the cursor that leads on from it; `None` when it is the end. `next` is the place behind the
/// server's own.
fn continued(answer: &Answer, next: usize, is_last: bool) -> Option<Answer> {
    let result = RawObject::parse(std::str::from_utf8(answer.result()?).ok()?, &["nextCursor"]).ok()?;
    let cursor = match result.get("nextCursor").and_then(decode_string) {
        Some(theirs) => format!("{}:{theirs}", next - 1),
        None if is_last => return None,
        None => format!("{next}:"),
    };
    let (mut raw, mut page) = (Vec::new(), Vec::new());
    write_string(&mut raw, &cursor);
    result.write_with(&mut page, &[("nextCursor", &raw)]);
    Some(Answer::of_result(&page)?.in_era(answer.is_modern()))
}
