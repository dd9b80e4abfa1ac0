//! One inspection: what was asked, what came back, and what servers want to know.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use model::{
    EndpointId, ExchangeState, ExchangeView, InspectionId, InspectionLists, InspectionView, InspectorTarget,
    NoticeView, QuestionView, Timestamp, UserId,
};
use serde_json::Value;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::{quick::arguments::to_fill, tools::indent};

/// Requests that an inspection remembers.
const MOST_EXCHANGES: usize = 100;
/// Notifications that it remembers.
const MOST_NOTICES: usize = 200;
/// Questions that wait; more are refused.
const MOST_QUESTIONS: usize = 50;
/// Bytes of an answer that are kept for the page.
const MAX_ANSWER: usize = 1024 * 1024;

/// A client, and what it remembers.
pub(crate) struct Inspection {
    pub(super) id: InspectionId,
    pub(super) owner: UserId,
    pub(super) target: InspectorTarget,
    pub(super) name: String,
    /// Where its requests go: the endpoint itself, or a hidden one.
    pub(super) endpoint_id: EndpointId,
    /// Ends it.
    pub(super) over: CancellationToken,
    /// Something was heard: whoever waits for an answer looks again.
    pub(super) heard: Notify,
    memory: Mutex<Memory>,
}

struct Memory {
    used_at: Instant,
    session: Option<String>,
    greeting: Option<String>,
    next: u64,
    exchanges: VecDeque<ExchangeView>,
    questions: Vec<(Value, QuestionView)>,
    notices: VecDeque<NoticeView>,
    lists: Option<InspectionLists>,
}

/// Who an inspection is for, and what it looks at.
pub(super) struct Subject {
    pub(super) id: InspectionId,
    pub(super) owner: UserId,
    pub(super) target: InspectorTarget,
    pub(super) name: String,
    pub(super) endpoint_id: EndpointId,
}

impl Inspection {
    pub(super) fn new(subject: Subject, over: CancellationToken, now: Instant) -> Self {
        Self {
            id: subject.id,
            owner: subject.owner,
            target: subject.target,
            name: subject.name,
            endpoint_id: subject.endpoint_id,
            over,
            heard: Notify::new(),
            memory: Mutex::new(Memory {
                used_at: now,
                session: None,
                greeting: None,
                next: 1,
                exchanges: VecDeque::new(),
                questions: Vec::new(),
                notices: VecDeque::new(),
                lists: None,
            }),
        }
    }

    pub(super) fn view(&self) -> InspectionView {
        let memory = self.lock();
        InspectionView {
            id: self.id,
            target: self.target,
            name: self.name.clone(),
            greeting: memory.greeting.clone(),
            exchanges: memory.exchanges.iter().rev().cloned().collect(),
            questions: memory.questions.iter().map(|(_, it)| it.clone()).collect(),
            notices: memory.notices.iter().rev().cloned().collect(),
        }
    }

    pub(super) fn used_at(&self) -> Instant {
        self.lock().used_at
    }

    pub(super) fn use_now(&self, now: Instant) {
        self.lock().used_at = now;
    }

    /// What names its session at the gateway.
    pub(super) fn session(&self) -> Option<String> {
        self.lock().session.clone()
    }

    /// It has begun.
    pub(super) fn greeted(&self, session: Option<String>, result: &Value) {
        let mut memory = self.lock();
        memory.session = session;
        memory.greeting = Some(indent(&result.to_string()));
    }

    /// The next number.
    pub(super) fn number(&self) -> u64 {
        self.lock().number()
    }

    /// A request that is shown goes out.
    pub(super) fn sent(&self, exchange: ExchangeView) {
        let mut memory = self.lock();
        if memory.exchanges.len() >= MOST_EXCHANGES {
            // Those that run are still waited for.
            let over = memory
                .exchanges
                .iter()
                .position(|it| it.state != ExchangeState::Running);
            memory.exchanges.remove(over.unwrap_or(0));
        }
        memory.exchanges.push_back(exchange);
    }

    /// What came back for a request. A cancelled one stays cancelled.
    pub(super) fn answered(&self, n: u64, answer: &Result<Value, String>, millis: u64) {
        let mut memory = self.lock();
        if let Some(exchange) = memory.running(n) {
            exchange.millis = Some(millis);
            exchange.bytes = answer.as_ref().map_or(0, |it| it.to_string().len());
            exchange.state = match answer {
                Ok(message) if message["result"]["isError"] == true => ExchangeState::ToolError,
                Ok(message) if message.get("result").is_some() => ExchangeState::Done,
                _ => ExchangeState::Failed,
            };
            exchange.answer = Some(match answer {
                Ok(message) => {
                    let shown = message.get("result").or_else(|| message.get("error"));
                    shortened(indent(&shown.unwrap_or(message).to_string()))
                }
                Err(why) => why.clone(),
            });
            exchange.texts = answer.as_ref().map(texts).unwrap_or_default();
        }
        drop(memory);
        self.heard.notify_waiters();
    }

    /// Nobody waits for it any more. `false`: it was over.
    pub(super) fn cancelled(&self, n: u64) -> bool {
        let mut memory = self.lock();
        let running = memory.running(n);
        let was_running = running.is_some();
        if let Some(exchange) = running {
            exchange.state = ExchangeState::Cancelled;
        }
        drop(memory);
        self.heard.notify_waiters();
        was_running
    }

    /// A notification.
    pub(super) fn noticed(&self, method: &str, params: &Value, at: Timestamp) {
        let mut memory = self.lock();
        if method.ends_with("/list_changed") {
            memory.lists = None;
        }
        if method == "notifications/progress"
            && let Some(exchange) = params["progressToken"].as_u64().and_then(|n| memory.running(n))
        {
            let total = params.get("total").map(Value::to_string);
            let words = params["message"].as_str().unwrap_or_default().to_owned();
            exchange.progress = Some((params["progress"].to_string(), total, words));
        }
        let n = memory.number();
        if memory.notices.len() >= MOST_NOTICES {
            memory.notices.pop_front();
        }
        memory.notices.push_back(NoticeView {
            n,
            at,
            method: method.to_owned(),
            params: shortened(indent(&params.to_string())),
        });
    }

    /// A server asks the person. `false`: there are too many questions.
    pub(super) fn asked(&self, id: &Value, method: &str, params: &Value) -> bool {
        let mut memory = self.lock();
        if memory.questions.len() >= MOST_QUESTIONS {
            return false;
        }
        let schema = &params["requestedSchema"];
        let question = QuestionView {
            n: memory.number(),
            method: method.to_owned(),
            message: params["message"].as_str().unwrap_or_default().to_owned(),
            url: params["url"].as_str().map(str::to_owned),
            to_fill: if schema.is_object() {
                to_fill(&schema.to_string())
            } else {
                String::new()
            },
            params: shortened(indent(&params.to_string())),
        };
        memory.questions.push((id.clone(), question));
        true
    }

    /// Takes a question that is about to be answered: its id at the gateway, and what it asks.
    pub(super) fn take_question(&self, n: u64) -> Option<(Value, QuestionView)> {
        let mut memory = self.lock();
        let at = memory.questions.iter().position(|(_, it)| it.n == n)?;
        Some(memory.questions.remove(at))
    }

    /// A server does not want to know any more.
    pub(super) fn withdrawn(&self, id: &Value) {
        self.lock().questions.retain(|(it, _)| it != id);
    }

    pub(super) fn lists(&self) -> Option<InspectionLists> {
        self.lock().lists.clone()
    }

    pub(super) fn learned(&self, lists: &InspectionLists) {
        self.lock().lists = Some(lists.clone());
    }

    fn lock(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Memory {
    fn number(&mut self) -> u64 {
        let n = self.next;
        self.next += 1;
        n
    }

    fn running(&mut self, n: u64) -> Option<&mut ExchangeView> {
        let exchanges = self.exchanges.iter_mut();
        exchanges
            .into_iter()
            .find(|it| it.n == n && it.state == ExchangeState::Running)
    }
}

/// The texts of a result of texts alone.
fn texts(message: &Value) -> Vec<String> {
    let blocks = message["result"]["content"].as_array();
    let texts: Option<Vec<_>> = blocks.into_iter().flatten().map(text).collect();
    texts.unwrap_or_default()
}

fn text(block: &Value) -> Option<String> {
    let text = block["text"].as_str().filter(|_| block["type"] == "text")?;
    Some(shortened(text.to_owned()))
}

fn shortened(mut text: String) -> String {
    if text.len() > MAX_ANSWER {
        text.truncate(text.floor_char_boundary(MAX_ANSWER));
        text.push('…');
    }
    text
}
