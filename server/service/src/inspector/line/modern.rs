//! 2026-07-28: each request says everything itself, and questions come as results that want to be asked again.

use std::{collections::BTreeMap, sync::Arc};

use serde::Deserialize;
use serde_json::{json, value::RawValue};
use tokio::sync::oneshot;

use super::{
    PAUSE, capabilities, client_info,
    events::Events,
    http::{self, send_modern},
    with_meta,
};
use crate::{
    Changed,
    inspector::{
        inspection::{Asker, Inspection, Said},
        message::{self, Answer, Fields, raw},
    },
    services::Inner,
};

const LISTEN: &str = "subscriptions/listen";
/// A server asks so often before it answers.
const MOST_ROUNDS: usize = 50;

/// What the server wants to know before it answers.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Round {
    result_type: String,
    #[serde(default)]
    input_requests: BTreeMap<String, Question>,
    request_state: Option<Box<RawValue>>,
}

#[derive(Deserialize)]
struct Question {
    method: String,
    params: Option<Box<RawValue>>,
}

/// Asks the target who it is. `false`: it does not want to say.
pub(super) async fn greet(inner: &Arc<Inner>, inspection: &Arc<Inspection>, n: u64) -> bool {
    let answer = post(inner, inspection, n, "server/discover", Fields::new()).await;
    let greeting = answer.result().map(ToOwned::to_owned);
    if let Some(greeting) = &greeting {
        inspection.greeted(greeting.get());
    }
    inspection.answered(n, answer, inner.parts.clock.instant());
    greeting.is_some()
}

/// What a message of this version says about itself.
pub(super) fn introduce(inspection: &Inspection, n: u64, params: &mut Fields) {
    with_meta(
        params,
        [
            ("progressToken", raw(&n)),
            (
                "io.modelcontextprotocol/protocolVersion",
                raw(inspection.subject.protocol.version()),
            ),
            ("io.modelcontextprotocol/clientInfo", raw(&client_info())),
            ("io.modelcontextprotocol/clientCapabilities", raw(&capabilities())),
        ],
    );
    if let Some(level) = inspection.log_level() {
        with_meta(
            params,
            [("io.modelcontextprotocol/logLevel", raw(level.as_str()))],
        );
    }
}

async fn post(
    inner: &Arc<Inner>,
    inspection: &Arc<Inspection>,
    n: u64,
    method: &str,
    mut params: Fields,
) -> Answer {
    introduce(inspection, n, &mut params);
    let text = message::request(n, method, &params);
    let definition = inspection.definition(method, &params);
    let response = send_modern(inner, inspection, (method, &params, text), definition.as_deref()).await;
    http::answer(inner, inspection, response, n).await
}

/// Sends a request, and answers what is asked before there is an answer.
pub(super) async fn ask(
    inner: &Arc<Inner>,
    inspection: &Arc<Inspection>,
    n: u64,
    method: &str,
    mut params: Fields,
) -> Answer {
    for _ in 0..MOST_ROUNDS {
        let answer = post(inner, inspection, n, method, params.clone()).await;
        let round = answer
            .result()
            .and_then(|result| serde_json::from_str(result.get()).ok());
        let Some(round) = round.filter(|round: &Round| round.result_type == "input_required") else {
            return answer;
        };
        let Some(responses) = responses(inner, inspection, round.input_requests, n).await else {
            return Answer::nothing(
                "a question was declined, which this version has no answer for: the request was given up",
            );
        };
        params.insert("inputResponses".to_owned(), raw(&responses));
        match round.request_state {
            Some(state) => params.insert("requestState".to_owned(), state),
            None => params.remove("requestState"),
        };
    }
    Answer::nothing("the server asked too often")
}

/// What the person says to each question; nothing where one has no answer.
async fn responses(
    inner: &Arc<Inner>,
    inspection: &Arc<Inspection>,
    questions: BTreeMap<String, Question>,
    n: u64,
) -> Option<Fields> {
    let (mut responses, mut waiting) = (Fields::new(), Vec::new());
    for (key, question) in questions {
        if question.method == "roots/list" {
            responses.insert(key, inspection.roots_result());
            continue;
        }
        let params = question.params.as_ref().map_or("{}", |params| params.get());
        let (sender, receiver) = oneshot::channel();
        if !inspection.asked(Asker::Request(sender), &question.method, params, Some(n)) {
            return None;
        }
        waiting.push((key, receiver));
    }
    inner.changes.tell(Changed::Inspections);
    for (key, receiver) in waiting {
        match receiver.await {
            Ok(Said::Result(result)) => responses.insert(key, result),
            Ok(Said::Declined) | Err(_) => return None,
        };
    }
    Some(responses)
}

/// Hears what changes: lists, and the resources that the person wants to hear of.
pub(super) async fn listen(inner: &Arc<Inner>, inspection: &Arc<Inspection>) {
    loop {
        let changed = inspection.relisten.notified();
        let n = inspection.number();
        let wanted = json!({
            "toolsListChanged": true,
            "promptsListChanged": true,
            "resourcesListChanged": true,
            "resourceSubscriptions": inspection.wanted_subscriptions(),
        });
        let mut params = Fields::from([("notifications".to_owned(), raw(&wanted))]);
        introduce(inspection, n, &mut params);
        let text = message::request(n, LISTEN, &params);
        let response = send_modern(inner, inspection, (LISTEN, &params, text), None).await;
        let is_stream = response.status().is_success();
        let hear = async {
            if is_stream {
                Events::of(response).read(inner, inspection, Some(n)).await;
                tokio::time::sleep(PAUSE).await;
            } else {
                let refused = http::refusal(response).await;
                inspection.subscribed(refused, inner.parts.clock.instant());
                inner.changes.tell(Changed::Inspections);
                std::future::pending::<()>().await;
            }
        };
        tokio::select! {
            () = hear => {}
            () = changed => {}
        }
    }
}
