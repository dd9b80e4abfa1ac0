//! What was asked, looked at again.

use model::{Comparison, EndpointAuth, ExchangeView, InspectionId, InspectorTarget};
use url::Url;

use super::{
    Inspector, comparison, content, curl,
    inspection::{Inspection, Sent, shortened},
    line,
    message::Answer,
    outgoing, requests,
};
use crate::{Caller, Error, Result, installation::Installation, tools::indent};

/// Bytes of an answer's text on a page.
const MAX_SHOWN: usize = 1024 * 1024;

impl Inspector<'_> {
    /// A request with its answer.
    pub async fn exchange(&self, caller: &Caller, id: InspectionId, n: u64) -> Result<ExchangeView> {
        let inspection = self.own(caller, id).await?;
        let sent = inspection.exchange(n).ok_or(Error::NotFound)?;
        let installation = self.inner.keeper.current().await?;
        let curl = command(&installation, self.at, &inspection, &sent);
        let shown = match &sent.answer {
            Some(Answer::Result(result)) => content::of_result(&sent.row.method, result.get()),
            _ => content::Shown::default(),
        };
        Ok(ExchangeView {
            input: indent(&sent.input),
            as_task: sent.as_task,
            answer: sent.answer.as_ref().map(|it| shortened(text(it), MAX_SHOWN)),
            status: match &sent.answer {
                Some(Answer::Nothing(_, status)) => *status,
                _ => None,
            },
            blocks: shown.blocks,
            messages: shown.messages,
            structured: shown.structured,
            meta: shown.meta,
            curl,
            row: sent.row,
        })
    }

    /// The answers of two requests beside each other.
    pub async fn compare(
        &self,
        caller: &Caller,
        id: InspectionId,
        one: u64,
        other: u64,
    ) -> Result<Comparison> {
        let inspection = self.own(caller, id).await?;
        let one = inspection.exchange(one).ok_or(Error::NotFound)?;
        let other = inspection.exchange(other).ok_or(Error::NotFound)?;
        let said = |sent: &Sent| sent.answer.as_ref().map(text).unwrap_or_default();
        let (lines, is_cut) = comparison::compare(&said(&one), &said(&other));
        Ok(Comparison {
            one: one.row,
            other: other.row,
            lines,
            is_cut,
        })
    }
}

/// What came back, for people.
fn text(answer: &Answer) -> String {
    match answer {
        Answer::Result(json) | Answer::Error(json) => indent(json.get()),
        Answer::Nothing(why, _) => why.clone(),
    }
}

/// What sends the same from a terminal. Only endpoints have an address.
fn command(installation: &Installation, at: &Url, inspection: &Inspection, sent: &Sent) -> Option<String> {
    let InspectorTarget::Endpoint(id) = inspection.subject.target else {
        return None;
    };
    let endpoint = installation.endpoint(id)?;
    let base = at.as_str().trim_end_matches('/');
    let url = Url::parse(&format!("{base}/metamcp/{}/mcp", endpoint.name)).ok()?;
    let mut params = requests::params(&outgoing(sent));
    let definition = inspection.definition(&sent.row.method, &params);
    line::introduce_command(&mut params);
    let wants_key = endpoint.auth != EndpointAuth::None;
    curl::command(&url, wants_key, &sent.row.method, &params, definition.as_deref())
}
